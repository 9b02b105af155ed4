//! What contradicts itself in a configuration, in AWS's words.

use thiserror::Error;

use super::TAGS_MAX;
use crate::user_pools::user_pool::Tier;

/// Why a configuration is refused. (`InvalidParameterException`, unless said otherwise.)
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigurationError {
    /// Addresses are user names, or aliases of user names, never both.
    #[error("Only one of the aliasAttributes or usernameAttributes can be set in a User pool.")]
    AliasAndUsernameAttributes,
    /// Codes to phones need a sender of text messages.
    #[error("SMS configuration is required when phone_number is selected for auto verification")]
    PhoneVerificationWithoutTexts,
    /// A second factor by SMS needs a sender of text messages.
    #[error(
        "SMS configuration and Auto verification for phone_number are required when MFA is required/optional"
    )]
    MfaWithoutTexts,
    /// A first factor by SMS needs a sender of text messages.
    #[error("SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration")]
    TextFactorWithoutTexts,
    /// The password is always a first factor.
    #[error("Password should be configured as one of the allowed first auth factors.")]
    PasswordFactorLeftOut,
    /// A code is no first factor where a second one is demanded.
    #[error("Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled")]
    CodeFactorWithMfa,
    /// A passkey is one factor unless it is configured to count as two.
    #[error("WEB_AUTHN cannot be used as an auth factor when MFA is enabled if not configured for MFA")]
    PasskeyFactorWithMfa,
    /// The same, where the passkeys are configured.
    #[error(
        "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed \
         first auth factor"
    )]
    SinglePasskeyWithMfa,
    /// An RP id is a domain.
    #[error("RelyingPartyId must be a domain.")]
    RelyingParty,
    /// Second factors are not switched off and configured by one call.
    #[error("Invalid MFA configuration given, can't turn off MFA and configure an MFA together")]
    FactorsWithoutMfa,
    /// Second factors that are asked for need one that is configured.
    #[error("Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.")]
    MfaWithoutFactors,
    /// Codes by mail need the pool's own sender.
    #[error(
        "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of \
         COGNITO_DEFAULT."
    )]
    MailFactorWithoutSender,
    /// Where there is a sender of text messages, they are a second factor.
    #[error(
        "Can't turn off SMS_MFA when SMS configuration is set for the user pool with a required or optional \
         MFAConfiguration"
    )]
    TextFactorDropped,
    /// A sender of text messages is one kind of service, not two.
    #[error("Only one of SnsCallerArn and EumsSms can be set in an SMS configuration.")]
    TwoTextSenders,
    /// A value of a contact cannot wait for a verification that never begins.
    #[error(
        "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes"
    )]
    UnverifiedUpdate,
    /// The old and the new name of one setting.
    #[error(
        "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays"
    )]
    TwoTemporaryValidities,
    /// Recovery by an administrator excludes the other ways.
    #[error("Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.")]
    AdministratorAndOtherRecovery,
    /// Ways of recovery have an order.
    #[error("Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.")]
    RepeatedRecovery,
    /// The pool's own mail sender needs an ARN.
    #[error("Source ARN is required to use DEVELOPER email sending owner")]
    SenderWithoutArn,
    /// The service's own mail sender takes no ARN.
    #[error("Cognito is not allowed to use your email identity")]
    ArnWithoutSender,
    /// An invitation without the placeholder for the user name or for the password.
    #[error(
        "1 validation error detected: Value '{text}' at 'adminCreateUserConfig.inviteMessage.{member}' failed to satisfy \
         constraint: Member must satisfy regular expression pattern: {pattern}"
    )]
    InvitationWithoutPlaceholder {
        /// `emailMessage` or `smsMessage`.
        member: &'static str,
        /// The text as it was given, or its beginning.
        text: String,
        /// What it must match.
        pattern: &'static str,
    },
    /// The old and the new member for one trigger name different functions.
    #[error(
        "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's"
    )]
    TwoTokenTriggers,
    /// A custom sender's function needs a key to encrypt codes with.
    #[error("KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.")]
    SenderTriggerWithoutKey,
    /// A function must be in its pool's region.
    #[error("Cross-region lambda functions are not supported")]
    ForeignFunction,
    /// What the pricing tier does not include. (`FeatureUnavailableInTierException`)
    #[error(
        "The following features need to be disabled for the {} pricing tier configured: {features}",
        .tier.as_str()
    )]
    Tier {
        /// The tier that was asked for.
        tier: Tier,
        /// AWS's names of the features, with commas between them.
        features: String,
    },
    /// One feature that the pricing tier does not include. (`FeatureUnavailableInTierException`)
    #[error("The following feature is not available for the {} pricing tier configured: {feature}", .tier.as_str())]
    NotInTier {
        /// The pool's tier.
        tier: Tier,
        /// AWS's name of the feature.
        feature: &'static str,
    },
    /// More tags than [`TAGS_MAX`]. (`UserPoolTaggingException`)
    #[error("A user pool can have at most {TAGS_MAX} tags.")]
    TooManyTags,
    /// Names of tags that only AWS gives. (`UserPoolTaggingException`)
    #[error("Tag keys that begin with aws: are reserved.")]
    ReservedTag,
}
