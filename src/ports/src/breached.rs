//! Passwords that are known from breaches of other services.

use std::io;

use async_trait::async_trait;

/// Why a password was not looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BreachedFault {
    /// The file of the list cannot be read.
    #[error("the list of breached passwords cannot be read: {0}")]
    File(io::ErrorKind),
    /// The service is named by no URL that could be asked.
    #[error("no service of breached passwords can be asked at this URL")]
    Url,
    /// The service that has the list does not answer, or not in time.
    #[error("the service of breached passwords does not answer")]
    NoAnswer,
    /// The service answers with this status of HTTP.
    #[error("the service of breached passwords answers with status {0}")]
    Status(u16),
    /// The service's answer is longer than any list that was asked for.
    #[error("the answer of the service of breached passwords is too long")]
    TooLong,
}

/// A list of passwords that are known from breaches.
#[async_trait]
pub trait BreachedPasswords: Send + Sync {
    /// Whether a password is in the list. It is neither kept nor sent anywhere; of its hash, five hexadecimal digits at most leave the
    /// process.
    async fn contains(&self, password: &str) -> Result<bool, BreachedFault>;
}
