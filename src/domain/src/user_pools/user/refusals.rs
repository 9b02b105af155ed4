//! Why a user refuses. The texts are those that AWS gives.

use crate::values::writing::WriteError;

/// The refusals of a user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Another user has that user name.
    #[error("User already exists")]
    UsernameExists,
    /// Another user has that e-mail address as a name.
    #[error("An account with the email already exists.")]
    EmailTaken,
    /// Another user has that phone number as a name.
    #[error("An account with the phone_number already exists.")]
    PhoneNumberTaken,
    /// Another user has that preferred user name as a name.
    #[error("An account with the preferred_username already exists.")]
    PreferredUsernameTaken,
    /// The attributes cannot be written.
    #[error(transparent)]
    Attributes(#[from] WriteError),
    /// There is no such user.
    #[error("User does not exist.")]
    UserNotFound,
    /// Wrong password, or no such user.
    #[error("Incorrect username or password.")]
    WrongPassword,
    /// Too many wrong passwords just now.
    #[error("Password attempts exceeded")]
    Locked,
    /// Switched off by an administrator.
    #[error("User is disabled.")]
    Disabled,
    /// Confirmed already, or made by an administrator.
    #[error("User cannot be confirmed. Current status is {0}")]
    CannotBeConfirmed(&'static str),
    /// The user is confirmed: there is no code to send again.
    #[error("User is already confirmed.")]
    AlreadyConfirmed,
    /// An administrator has reset the password: another one is set by a code alone.
    #[error("Password reset required for the user")]
    ResetRequired,
    /// No invitation is open that could be sent again.
    #[error("Resend not possible. The user's status is not FORCE_CHANGE_PASSWORD")]
    NotInvited,
    /// A forgotten password cannot be set anew.
    #[error("User password cannot be reset in the current state.")]
    CannotBeReset,
    /// No address of the user's recovers the account.
    #[error("Cannot reset password for the user as there is no registered/verified email or phone_number")]
    NoRecoveryAddress,
    /// Not the code.
    #[error("Invalid verification code provided, please try again.")]
    CodeMismatch,
    /// There is no code, or it has ended.
    #[error("Invalid code provided, please request a code again.")]
    CodeExpired,
    /// Too many codes, or too many wrong ones.
    #[error("Attempt limit exceeded, please try after some time.")]
    LimitExceeded,
    /// A user is in no more groups than that.
    #[error("A user is a member of at most {0} groups.")]
    TooManyGroups(usize),
    /// Another user has that account at an identity provider.
    #[error("The account is linked to another user.")]
    AccountTaken,
    /// The answer of an identity provider has signed a user in already.
    #[error("The answer of the identity provider was used before.")]
    AnswerUsed,
    /// A user has no more accounts at identity providers than that.
    #[error("A user has at most {0} linked accounts.")]
    TooManyAccounts(usize),
    /// The user does not have that account at an identity provider.
    #[error("The account is not linked to a user.")]
    AccountNotLinked,
    /// The passkey was registered before, by this user or another one.
    #[error("The passkey is registered already.")]
    PasskeyTaken,
    /// A user has no more passkeys.
    #[error("A user has at most 20 passkeys.")]
    TooManyPasskeys,
    /// The user has no such passkey.
    #[error("Passkey does not exist.")]
    NoSuchPasskey,
    /// There is no authenticator app that waits for its first code.
    #[error("User has not set up software token mfa")]
    AuthenticatorNotAssociated,
    /// Not the code of the authenticator app that is being set up.
    #[error("Code mismatch and fail enable Software Token MFA")]
    AuthenticatorMismatch,
    /// The user has no authenticator app.
    #[error("User has not verified software token mfa")]
    NoAuthenticator,
    /// A code could not be sent anywhere: the user lacks the address.
    #[error("User does not have delivery config set to turn on {0}")]
    NoAddressForFactor(&'static str),
    /// One factor is preferred, or none.
    #[error("Only one MFA method can be preferred")]
    TwoFactorsPreferred,
    /// A factor that is off is not asked for.
    #[error("An MFA method that is not enabled cannot be preferred")]
    FactorPreferredAndOff,
    /// The user has no such device, or a sign-in that did not give out its key confirms it.
    #[error("Device does not exist.")]
    DeviceNotFound,
    /// The device was confirmed already.
    #[error("Device already exists.")]
    DeviceExists,
    /// More custom challenges were answered lately than are remembered.
    #[error("Rate exceeded")]
    TooManyAnswers,
    /// The challenge had its right answer already.
    #[error("Invalid session for the user, session can only be used once.")]
    ChallengeSpent,
}
