//! Members that the requests to create and to update a user pool have in common, and those of a client.

use super::{Harmless, Members, user_pools::ANALYTICS};

pub(super) const MAIL: &str = "mail goes out by the server's own SMTP setting";
pub(super) const TEXTS: &str = "text messages go out by the server's own setting, and no role is assumed";

/// Members of a pool that are acted upon.
const POOL_ACTED: &[&str] = &[
    "AccountRecoverySetting.RecoveryMechanisms.Name",
    "AccountRecoverySetting.RecoveryMechanisms.Priority",
    "AdminCreateUserConfig.AllowAdminCreateUserOnly",
    "AdminCreateUserConfig.InviteMessageTemplate.EmailMessage",
    "AdminCreateUserConfig.InviteMessageTemplate.EmailSubject",
    "AdminCreateUserConfig.InviteMessageTemplate.SMSMessage",
    "AdminCreateUserConfig.UnusedAccountValidityDays",
    "AutoVerifiedAttributes",
    "DeletionProtection",
    "DeviceConfiguration.ChallengeRequiredOnNewDevice",
    "DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt",
    "EmailConfiguration.EmailSendingAccount",
    "EmailConfiguration.From",
    "EmailConfiguration.ReplyToEmailAddress",
    "EmailVerificationMessage",
    "EmailVerificationSubject",
    "LambdaConfig.CreateAuthChallenge",
    "LambdaConfig.CustomEmailSender.LambdaArn",
    "LambdaConfig.CustomEmailSender.LambdaVersion",
    "LambdaConfig.CustomMessage",
    "LambdaConfig.CustomSMSSender.LambdaArn",
    "LambdaConfig.CustomSMSSender.LambdaVersion",
    "LambdaConfig.DefineAuthChallenge",
    "LambdaConfig.InboundFederation.LambdaArn",
    "LambdaConfig.InboundFederation.LambdaVersion",
    "LambdaConfig.KMSKeyID",
    "LambdaConfig.PostAuthentication",
    "LambdaConfig.PostConfirmation",
    "LambdaConfig.PreAuthentication",
    "LambdaConfig.PreSignUp",
    "LambdaConfig.PreTokenGeneration",
    "LambdaConfig.PreTokenGenerationConfig.LambdaArn",
    "LambdaConfig.PreTokenGenerationConfig.LambdaVersion",
    "LambdaConfig.UserMigration",
    "LambdaConfig.VerifyAuthChallengeResponse",
    "MfaConfiguration",
    "Policies.PasswordPolicy.MinimumLength",
    "Policies.PasswordPolicy.PasswordHistorySize",
    "Policies.PasswordPolicy.RequireLowercase",
    "Policies.PasswordPolicy.RequireNumbers",
    "Policies.PasswordPolicy.RequireSymbols",
    "Policies.PasswordPolicy.RequireUppercase",
    "Policies.PasswordPolicy.TemporaryPasswordValidityDays",
    "PoolName",
    "SmsAuthenticationMessage",
    "SmsConfiguration.EumsSms.OriginationIdentity",
    "SmsVerificationMessage",
    "UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate",
    "UserPoolAddOns.AdvancedSecurityMode",
    "UserPoolTags",
    "VerificationMessageTemplate.DefaultEmailOption",
    "VerificationMessageTemplate.EmailMessage",
    "VerificationMessageTemplate.EmailMessageByLink",
    "VerificationMessageTemplate.EmailSubject",
    "VerificationMessageTemplate.EmailSubjectByLink",
    "VerificationMessageTemplate.SmsMessage",
];

/// Members of a pool that are kept and shown without effect, and why.
const POOL_TOLD: &[(&str, &str)] = &[
    ("EmailConfiguration.ConfigurationSet", MAIL),
    ("EmailConfiguration.SourceArn", MAIL),
    ("IssuerConfiguration.Type", "it chooses between two hosts of AWS, and tokens name neither"),
    ("SmsConfiguration.EumsSms.CallerArn", TEXTS),
    ("SmsConfiguration.EumsSms.ConfigurationSetName", TEXTS),
    ("SmsConfiguration.EumsSms.ExternalId", TEXTS),
    ("SmsConfiguration.EumsSms.InEntityId", TEXTS),
    ("SmsConfiguration.EumsSms.InTemplateId", TEXTS),
    ("SmsConfiguration.EumsSms.Region", TEXTS),
    ("SmsConfiguration.ExternalId", TEXTS),
    ("SmsConfiguration.SnsCallerArn", TEXTS),
    ("SmsConfiguration.SnsRegion", TEXTS),
    ("UserPoolTier", "nothing is paid for; what a tier lacks is refused with it"),
];

/// Members of a pool that are refused.
const POOL_REFUSED: &[(&str, Harmless)] = &[
    ("AcrConfiguration", Harmless::Empty),
    ("DcrConfiguration", Harmless::With("EnableStatus", "Disabled")),
    ("KeyConfiguration.KeyType", Harmless::OneOf(&["AWS_OWNED_KEY"])),
    ("KeyConfiguration.KmsKeyArn", Harmless::None),
    (
        "Policies.SignInPolicy.AllowedFirstAuthFactors",
        Harmless::OneOf(&["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]),
    ),
    ("UserPoolAddOns.AdvancedSecurityAdditionalFlows", Harmless::Empty),
];

/// What the requests to create and to update a pool have in common.
pub(super) const fn pool(operation: &'static str) -> Members {
    Members { operation, acted: POOL_ACTED, told: POOL_TOLD, refused: POOL_REFUSED }
}

/// Members of a client that are acted upon.
const CLIENT_ACTED: &[&str] = &[
    "AccessTokenValidity",
    "AllowedOAuthFlows",
    "AllowedOAuthFlowsUserPoolClient",
    "AllowedOAuthScopes",
    "AuthSessionValidity",
    "CallbackURLs",
    "ClientName",
    "DefaultRedirectURI",
    "EnablePropagateAdditionalUserContextData",
    "EnableTokenRevocation",
    "ExplicitAuthFlows",
    "IdTokenValidity",
    "LogoutURLs",
    "PreventUserExistenceErrors",
    "ReadAttributes",
    "RefreshTokenRotation.Feature",
    "RefreshTokenRotation.RetryGracePeriodSeconds",
    "RefreshTokenValidity",
    "SupportedIdentityProviders",
    "TokenValidityUnits.AccessToken",
    "TokenValidityUnits.IdToken",
    "TokenValidityUnits.RefreshToken",
    "UserPoolId",
    "WriteAttributes",
];

/// Members of a client that are kept and shown without effect, and why.
const CLIENT_TOLD: &[(&str, &str)] = &[
    ("AnalyticsConfiguration.ApplicationArn", ANALYTICS),
    ("AnalyticsConfiguration.ApplicationId", ANALYTICS),
    ("AnalyticsConfiguration.ExternalId", ANALYTICS),
    ("AnalyticsConfiguration.RoleArn", ANALYTICS),
    ("AnalyticsConfiguration.UserDataShared", ANALYTICS),
];

/// What the requests to create and to update a client have in common.
pub(super) const fn client(operation: &'static str) -> Members {
    Members { operation, acted: CLIENT_ACTED, told: CLIENT_TOLD, refused: &[] }
}
