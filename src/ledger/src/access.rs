//! What all modules here need: the time, and the one error of a log that cannot be reached.

use std::{fmt, sync::Arc};

use domain::Timestamp;

use crate::DatabaseFault;

/// The time. The only clock below the composition root; tests hand in one of their own.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// A clock that calls `now`.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
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
    cause: Cause,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// This node has closed its connections.
    Closed,
    /// The connection was lost; another may work.
    Lost,
    /// What is there cannot be read, and never will be by this program.
    Unreadable,
    Other,
}

impl Unavailable {
    /// With a reason for the operator; it must hold no personal data.
    pub fn because(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), cause: Cause::Other }
    }

    /// This node has closed its connections to the log.
    pub fn closed() -> Self {
        Self { reason: "this node has closed the log".to_owned(), cause: Cause::Closed }
    }

    /// What is there cannot be read; the reason names its place.
    pub(crate) fn unreadable(reason: String) -> Self {
        Self { reason, cause: Cause::Unreadable }
    }

    /// Whether retries are in vain: the log holds what this program cannot read.
    pub fn is_unreadable(&self) -> bool {
        self.cause == Cause::Unreadable
    }

    /// Whether this node itself has closed its connections: it stops, and the followers of the log end.
    pub fn is_closed(&self) -> bool {
        self.cause == Cause::Closed
    }

    /// Whether the connection was lost before there was an answer: a read may be tried again at once, over another connection.
    pub(crate) fn is_lost(&self) -> bool {
        self.cause == Cause::Lost
    }
}

impl From<sqlx::Error> for Unavailable {
    fn from(error: sqlx::Error) -> Self {
        let cause = match DatabaseFault::of(&error) {
            DatabaseFault::Closed => Cause::Closed,
            DatabaseFault::Lost => Cause::Lost,
            DatabaseFault::Conflict
            | DatabaseFault::NotNow
            | DatabaseFault::Exhausted
            | DatabaseFault::Taken
            | DatabaseFault::Exists
            | DatabaseFault::Forbidden
            | DatabaseFault::Misfit
            | DatabaseFault::Refused => Cause::Other,
        };
        Self { reason: error.to_string(), cause }
    }
}
