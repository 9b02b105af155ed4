//! Why a session refuses.

/// The answers that a session gives instead of going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such session, or it is another client's.
    #[error("Invalid Refresh Token")]
    Invalid,
    /// Revoked, or ended by a global sign-out.
    #[error("Refresh Token has been revoked")]
    Revoked,
    /// Its refresh token has ended.
    #[error("Refresh Token has expired")]
    Expired,
}
