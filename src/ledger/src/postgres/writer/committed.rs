//! What a try to commit a batch of one ledger has brought about.

use crate::{AppendError, Appended, Record, log::Head};

/// Where this node left a ledger.
pub(super) struct Known {
    pub(super) head: Head,
    /// The last transaction that read the head found the ledger where this node had left it: no other node seems to write to it.
    pub(super) is_alone: bool,
}

/// The result of a batch.
pub(super) struct Committed {
    /// The answer to each append.
    pub(super) outcomes: Vec<Result<Appended, AppendError>>,
    /// What was recorded.
    pub(super) records: Vec<Record>,
    /// The state in which it left the ledger.
    pub(super) known: Known,
}
