//! Why a command to a dataset is refused. Nothing here repeats a key or a value: they are personal.

use thiserror::Error;

use super::Limit;

/// The refusals; each names the AWS error that answers it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// `ResourceNotFoundException`
    #[error("Dataset not found.")]
    NotFound,
    /// `ResourceConflictException`: another caller changed a record since the caller last read it. Nothing was applied.
    #[error("Current SyncCount for a record is: {current} not: {given}")]
    StaleRecord {
        /// Which of the caller's changes, counted from zero: the caller knows its key.
        change: usize,
        /// The record's count.
        current: u64,
        /// The count that the caller knew.
        given: u64,
    },
    /// `InvalidParameterException`: the caller's count is another dataset's, or another identity's.
    #[error("No such SyncCount: {given} exists for this Dataset")]
    NoSuchSyncCount {
        /// The count that the caller knew.
        given: u64,
    },
    /// `InvalidParameterException`
    #[error("A record key appears more than once.")]
    RepeatedKey,
    /// `LimitExceededException`
    #[error("Limit exceeded: {0}.")]
    LimitExceeded(Limit),
}
