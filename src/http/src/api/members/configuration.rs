//! Members of the requests that configure user pools and their clients.

use super::{
    Harmless, Members,
    user_pools::{ANALYTICS, PROTECTION},
};

const MAIL: &str = "mail goes out by the server's own SMTP setting, in its own name";
const TEXTS: &str = "text messages go out by the server's own setting, and no role is assumed";
const PASSKEYS: &str = "no passkey can be registered: the operations for that are not built";
const LINKS: &str = "only CONFIRM_WITH_LINK would send it, and that is refused";
const PAGES: &str = "checked against AWS's rules; the OAuth endpoints that would use it are not built";

pub(super) static TABLES: &[Members] = &[
    Members {
        operation: "cognito-idp:AddCustomAttributes",
        acted: &[
            "CustomAttributes.AttributeDataType",
            "CustomAttributes.DeveloperOnlyAttribute",
            "CustomAttributes.Mutable",
            "CustomAttributes.Name",
            "CustomAttributes.NumberAttributeConstraints.MaxValue",
            "CustomAttributes.NumberAttributeConstraints.MinValue",
            "CustomAttributes.Required",
            "CustomAttributes.StringAttributeConstraints.MaxLength",
            "CustomAttributes.StringAttributeConstraints.MinLength",
            "UserPoolId",
        ],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AddUserPoolClientSecret",
        acted: &["ClientId", "ClientSecret", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    pool("cognito-idp:CreateUserPool"),
    Members {
        operation: "cognito-idp:CreateUserPool",
        acted: &[
            "AliasAttributes",
            "Schema.AttributeDataType",
            "Schema.DeveloperOnlyAttribute",
            "Schema.Mutable",
            "Schema.Name",
            "Schema.NumberAttributeConstraints.MaxValue",
            "Schema.NumberAttributeConstraints.MinValue",
            "Schema.Required",
            "Schema.StringAttributeConstraints.MaxLength",
            "Schema.StringAttributeConstraints.MinLength",
            "UsernameAttributes",
            "UsernameConfiguration.CaseSensitive",
        ],
        told: &[],
        refused: &[],
    },
    client("cognito-idp:CreateUserPoolClient"),
    Members {
        operation: "cognito-idp:CreateUserPoolClient",
        acted: &["ClientSecret", "GenerateSecret"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:CreateUserPoolReplica",
        acted: &["RegionName", "UserPoolId"],
        told: &[],
        refused: &[("UserPoolTags", Harmless::Empty)],
    },
    Members {
        operation: "cognito-idp:DeleteUserPoolClientSecret",
        acted: &["ClientId", "ClientSecretId", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:DeleteUserPoolReplica",
        acted: &["RegionName", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:DescribeRiskConfiguration",
        acted: &["ClientId", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:GetLogDeliveryConfiguration",
        acted: &["UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:GetUserPoolMfaConfig",
        acted: &["UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:GetUserPoolClientSessionConfiguration",
        acted: &["ClientId", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:GetUserPoolSessionConfiguration",
        acted: &["UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ListUserPoolClientSecrets",
        acted: &["ClientId", "NextToken", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ListTagsForResource",
        acted: &["ResourceArn"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ListUserPoolReplicas",
        acted: &["NextToken", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:SetLogDeliveryConfiguration",
        acted: &["UserPoolId"],
        told: &[],
        refused: &[("LogConfigurations", Harmless::Empty)],
    },
    Members {
        operation: "cognito-idp:SetRiskConfiguration",
        acted: &["ClientId", "UserPoolId"],
        told: &[
            ("AccountTakeoverRiskConfiguration.Actions.HighAction.EventAction", PROTECTION),
            ("AccountTakeoverRiskConfiguration.Actions.HighAction.Notify", PROTECTION),
            ("AccountTakeoverRiskConfiguration.Actions.LowAction.EventAction", PROTECTION),
            ("AccountTakeoverRiskConfiguration.Actions.LowAction.Notify", PROTECTION),
            ("AccountTakeoverRiskConfiguration.Actions.MediumAction.EventAction", PROTECTION),
            ("AccountTakeoverRiskConfiguration.Actions.MediumAction.Notify", PROTECTION),
            ("AccountTakeoverRiskConfiguration.NotifyConfiguration.BlockEmail.HtmlBody", PROTECTION),
            ("AccountTakeoverRiskConfiguration.NotifyConfiguration.BlockEmail.Subject", PROTECTION),
            ("AccountTakeoverRiskConfiguration.NotifyConfiguration.BlockEmail.TextBody", PROTECTION),
            ("AccountTakeoverRiskConfiguration.NotifyConfiguration.From", PROTECTION),
            ("AccountTakeoverRiskConfiguration.NotifyConfiguration.MfaEmail.HtmlBody", PROTECTION),
            ("AccountTakeoverRiskConfiguration.NotifyConfiguration.MfaEmail.Subject", PROTECTION),
            ("AccountTakeoverRiskConfiguration.NotifyConfiguration.MfaEmail.TextBody", PROTECTION),
            ("AccountTakeoverRiskConfiguration.NotifyConfiguration.NoActionEmail.HtmlBody", PROTECTION),
            ("AccountTakeoverRiskConfiguration.NotifyConfiguration.NoActionEmail.Subject", PROTECTION),
            ("AccountTakeoverRiskConfiguration.NotifyConfiguration.NoActionEmail.TextBody", PROTECTION),
            ("AccountTakeoverRiskConfiguration.NotifyConfiguration.ReplyTo", PROTECTION),
            ("AccountTakeoverRiskConfiguration.NotifyConfiguration.SourceArn", PROTECTION),
            ("CompromisedCredentialsRiskConfiguration.Actions.EventAction", PROTECTION),
            ("CompromisedCredentialsRiskConfiguration.EventFilter", PROTECTION),
            ("RiskExceptionConfiguration.BlockedIPRangeList", PROTECTION),
            ("RiskExceptionConfiguration.SkippedIPRangeList", PROTECTION),
        ],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:SetUserPoolMfaConfig",
        acted: &[
            "EmailMfaConfiguration.Message",
            "EmailMfaConfiguration.Subject",
            "MfaConfiguration",
            "SmsMfaConfiguration.SmsAuthenticationMessage",
            "SoftwareTokenMfaConfiguration.Enabled",
            "UserPoolId",
        ],
        told: &[
            ("SmsMfaConfiguration.SmsConfiguration.EumsSms.CallerArn", TEXTS),
            ("SmsMfaConfiguration.SmsConfiguration.EumsSms.ConfigurationSetName", TEXTS),
            ("SmsMfaConfiguration.SmsConfiguration.EumsSms.ExternalId", TEXTS),
            ("SmsMfaConfiguration.SmsConfiguration.EumsSms.InEntityId", TEXTS),
            ("SmsMfaConfiguration.SmsConfiguration.EumsSms.InTemplateId", TEXTS),
            ("SmsMfaConfiguration.SmsConfiguration.EumsSms.OriginationIdentity", TEXTS),
            ("SmsMfaConfiguration.SmsConfiguration.EumsSms.Region", TEXTS),
            ("SmsMfaConfiguration.SmsConfiguration.ExternalId", TEXTS),
            ("SmsMfaConfiguration.SmsConfiguration.SnsCallerArn", TEXTS),
            ("SmsMfaConfiguration.SmsConfiguration.SnsRegion", TEXTS),
            ("WebAuthnConfiguration.FactorConfiguration", PASSKEYS),
            ("WebAuthnConfiguration.RelyingPartyId", PASSKEYS),
            ("WebAuthnConfiguration.UserVerification", PASSKEYS),
        ],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:SetUserPoolClientSessionConfiguration",
        acted: &["ClientId", "UserPoolId"],
        told: &[("SSOSession.MaxValidityMinutes", "only the pages reuse a session, and they are not built")],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:SetUserPoolSessionConfiguration",
        acted: &["TokenSession.MaxPerUser", "UserPoolId", "UserSessionTracking"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:TagResource",
        acted: &["ResourceArn", "Tags"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:UntagResource",
        acted: &["ResourceArn", "TagKeys"],
        told: &[],
        refused: &[],
    },
    pool("cognito-idp:UpdateUserPool"),
    Members { operation: "cognito-idp:UpdateUserPool", acted: &["UserPoolId"], told: &[], refused: &[] },
    Members {
        operation: "cognito-idp:UpdateUserPoolReplica",
        acted: &["RegionName", "UserPoolId"],
        told: &[(
            "Status",
            "unsigned calls find a pool wherever it is, and signed calls find it in a replica of either status",
        )],
        refused: &[],
    },
    client("cognito-idp:UpdateUserPoolClient"),
    Members { operation: "cognito-idp:UpdateUserPoolClient", acted: &["ClientId"], told: &[], refused: &[] },
];

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
    "EmailVerificationMessage",
    "EmailVerificationSubject",
    "MfaConfiguration",
    "Policies.PasswordPolicy.MinimumLength",
    "Policies.PasswordPolicy.RequireLowercase",
    "Policies.PasswordPolicy.RequireNumbers",
    "Policies.PasswordPolicy.RequireSymbols",
    "Policies.PasswordPolicy.RequireUppercase",
    "Policies.PasswordPolicy.TemporaryPasswordValidityDays",
    "PoolName",
    "SmsAuthenticationMessage",
    "SmsVerificationMessage",
    "UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate",
    "UserPoolTags",
    "VerificationMessageTemplate.EmailMessage",
    "VerificationMessageTemplate.EmailSubject",
    "VerificationMessageTemplate.SmsMessage",
];

/// Members of a pool that are kept and shown without effect, and why.
const POOL_TOLD: &[(&str, &str)] = &[
    ("EmailConfiguration.ConfigurationSet", MAIL),
    ("EmailConfiguration.EmailSendingAccount", MAIL),
    ("EmailConfiguration.From", MAIL),
    ("EmailConfiguration.ReplyToEmailAddress", MAIL),
    ("EmailConfiguration.SourceArn", MAIL),
    ("IssuerConfiguration.Type", "it chooses between two hosts of AWS, and tokens name neither"),
    ("SmsConfiguration.EumsSms.CallerArn", TEXTS),
    ("SmsConfiguration.EumsSms.ConfigurationSetName", TEXTS),
    ("SmsConfiguration.EumsSms.ExternalId", TEXTS),
    ("SmsConfiguration.EumsSms.InEntityId", TEXTS),
    ("SmsConfiguration.EumsSms.InTemplateId", TEXTS),
    ("SmsConfiguration.EumsSms.OriginationIdentity", TEXTS),
    ("SmsConfiguration.EumsSms.Region", TEXTS),
    ("SmsConfiguration.ExternalId", TEXTS),
    ("SmsConfiguration.SnsCallerArn", TEXTS),
    ("SmsConfiguration.SnsRegion", TEXTS),
    ("UserPoolTier", "nothing is paid for; what a tier lacks is refused with it"),
    ("VerificationMessageTemplate.EmailMessageByLink", LINKS),
    ("VerificationMessageTemplate.EmailSubjectByLink", LINKS),
];

/// Members of a pool that are refused.
const POOL_REFUSED: &[(&str, Harmless)] = &[
    ("AcrConfiguration", Harmless::Empty),
    ("DcrConfiguration", Harmless::With("EnableStatus", "Disabled")),
    ("KeyConfiguration.KeyType", Harmless::OneOf(&["AWS_OWNED_KEY"])),
    ("KeyConfiguration.KmsKeyArn", Harmless::None),
    ("LambdaConfig", Harmless::Empty),
    ("Policies.PasswordPolicy.PasswordHistorySize", Harmless::Zero),
    ("Policies.SignInPolicy.AllowedFirstAuthFactors", Harmless::OneOf(&["PASSWORD", "EMAIL_OTP", "SMS_OTP"])),
    ("UserPoolAddOns.AdvancedSecurityAdditionalFlows", Harmless::Empty),
    ("UserPoolAddOns.AdvancedSecurityMode", Harmless::OneOf(&["OFF", "AUDIT"])),
    ("VerificationMessageTemplate.DefaultEmailOption", Harmless::OneOf(&["CONFIRM_WITH_CODE"])),
];

/// What the requests to create and to update a pool have in common.
const fn pool(operation: &'static str) -> Members {
    Members { operation, acted: POOL_ACTED, told: POOL_TOLD, refused: POOL_REFUSED }
}

/// Members of a client that are acted upon.
const CLIENT_ACTED: &[&str] = &[
    "AccessTokenValidity",
    "AuthSessionValidity",
    "ClientName",
    "EnableTokenRevocation",
    "IdTokenValidity",
    "PreventUserExistenceErrors",
    "ReadAttributes",
    "RefreshTokenValidity",
    "TokenValidityUnits.AccessToken",
    "TokenValidityUnits.IdToken",
    "TokenValidityUnits.RefreshToken",
    "UserPoolId",
    "WriteAttributes",
];

/// Members of a client that are kept and shown without effect, and why.
const CLIENT_TOLD: &[(&str, &str)] = &[
    ("AllowedOAuthFlows", PAGES),
    ("AllowedOAuthFlowsUserPoolClient", PAGES),
    ("AllowedOAuthScopes", PAGES),
    ("AnalyticsConfiguration.ApplicationArn", ANALYTICS),
    ("AnalyticsConfiguration.ApplicationId", ANALYTICS),
    ("AnalyticsConfiguration.ExternalId", ANALYTICS),
    ("AnalyticsConfiguration.RoleArn", ANALYTICS),
    ("AnalyticsConfiguration.UserDataShared", ANALYTICS),
    ("CallbackURLs", PAGES),
    ("DefaultRedirectURI", PAGES),
    ("EnablePropagateAdditionalUserContextData", PROTECTION),
    ("LogoutURLs", PAGES),
    ("RefreshTokenRotation.RetryGracePeriodSeconds", "nothing rotates, and ENABLED is refused"),
    ("SupportedIdentityProviders", PAGES),
];

/// Members of a client that are refused.
const CLIENT_REFUSED: &[(&str, Harmless)] = &[
    (
        "ExplicitAuthFlows",
        Harmless::OneOf(&[
            "ADMIN_NO_SRP_AUTH",
            "CUSTOM_AUTH_FLOW_ONLY",
            "USER_PASSWORD_AUTH",
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
            "ALLOW_CUSTOM_AUTH",
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
            "ALLOW_USER_AUTH",
        ]),
    ),
    ("RefreshTokenRotation.Feature", Harmless::OneOf(&["DISABLED"])),
];

/// What the requests to create and to update a client have in common.
const fn client(operation: &'static str) -> Members {
    Members { operation, acted: CLIENT_ACTED, told: CLIENT_TOLD, refused: CLIENT_REFUSED }
}
