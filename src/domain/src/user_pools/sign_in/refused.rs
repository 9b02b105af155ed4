//! Why a sign-in is refused. The texts are those that AWS gives.

/// Why a sign-in is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not the right proof, no such user where that is hidden, or the custom challenges failed.
    #[error("Incorrect username or password.")]
    Wrong,
    /// Too many failures just now.
    #[error("Password attempts exceeded")]
    Locked,
    /// Switched off by an administrator.
    #[error("User is disabled.")]
    Disabled,
    /// Signed up and not confirmed.
    #[error("User is not confirmed.")]
    Unconfirmed,
    /// An administrator has reset the password.
    #[error("Password reset required for the user")]
    ResetRequired,
    /// The password is known from breaches.
    #[error("Password reset required for user due to security reasons")]
    Compromised,
    /// There is no such user, and the answer says so.
    #[error("User does not exist.")]
    UnknownUser,
    /// The temporary password has ended.
    #[error("Temporary password has expired and must be reset by an administrator.")]
    TemporaryPasswordEnded,
    /// The user state that the ceremony depends on has changed: another password, a global sign-out, a deleted user.
    #[error("Invalid session for the user.")]
    Outdated,
    /// The device that is named is not the user's.
    #[error("Device does not exist.")]
    UnknownDevice,
    /// A second factor was chosen that is not offered, or no longer usable.
    #[error("MFA method not found.")]
    MfaMethodNotFound,
    /// Not the code that was sent.
    #[error("Invalid code or auth state for the user.")]
    CodeMismatch,
    /// Not a code that the authenticator app shows.
    #[error("Invalid code received for user")]
    TokenMismatch,
    /// A code of the authenticator app that was used, or an earlier one.
    #[error("Your software token has already been used once.")]
    TokenUsed,
    /// Custom challenges need a trigger that is not set.
    #[error("Custom auth lambda trigger is not configured for the user pool.")]
    NoCustomTrigger,
    /// The trigger's answer means nothing.
    #[error("Unrecognizable lambda output")]
    TriggerOutput,
    /// The client's public number is missing.
    #[error("Missing required parameter SRP_A")]
    MissingSrpA,
    /// Threat protection blocks the sign-in.
    #[error("Unable to login because of security reasons.")]
    Risky,
    /// The user of a refresh token is deleted.
    #[error("The user has been deleted for the associated refresh token")]
    RefreshOfDeleted,
}
