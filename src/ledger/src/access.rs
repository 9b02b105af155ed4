//! What everything here needs: the time, and the one way in which reaching the log can fail.

use std::{fmt, sync::Arc};

use domain::Timestamp;

/// Tells the time. The only clock below the composition root; tests hand in one of their own.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// A clock that asks `tell`.
    pub fn new(tell: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// The log (or its keys) could not be reached, or did not answer in time. Trying again is right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Unavailable {
    reason: String,
    closed: bool,
}

impl Unavailable {
    /// With a reason for the operator; it must hold no personal data.
    pub fn because(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), closed: false }
    }

    /// Whether this node itself has closed its connections: it stops, and whoever follows the log ends.
    pub fn is_closed(&self) -> bool {
        self.closed
    }
}

impl From<sqlx::Error> for Unavailable {
    fn from(error: sqlx::Error) -> Self {
        Self { reason: error.to_string(), closed: matches!(error, sqlx::Error::PoolClosed) }
    }
}
