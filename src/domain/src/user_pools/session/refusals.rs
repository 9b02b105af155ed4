//! Why a session refuses.

/// The refusals of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such session, or it belongs to another client.
    #[error("Invalid Refresh Token")]
    Invalid,
    /// Revoked, or ended by a global sign-out.
    #[error("Refresh Token has been revoked")]
    Revoked,
    /// Its refresh token has ended.
    #[error("Refresh Token has expired")]
    Expired,
    /// The refresh token was replaced by a newer one. (`RefreshTokenReuseException`)
    #[error("Refresh Token has been reused")]
    Reused,
}
