//! What came of a batch.

use std::collections::HashMap;

use domain::LedgerId;

use crate::{AppendError, Appended, Position, Record, log::Head};

/// How a batch came into the log.
pub(super) enum Came {
    /// In one statement, as it was planned.
    AsPlanned,
    /// In a transaction that looked first.
    TheLongWay {
        /// What it came to.
        written: Written,
        /// Where it left its ledgers.
        left: HashMap<LedgerId, Head>,
        /// Where it found them.
        found: HashMap<LedgerId, Position>,
    },
}

/// What a batch came to.
pub(super) struct Written {
    /// What each append is answered.
    pub(super) outcomes: Vec<Result<Appended, AppendError>>,
    /// What was recorded.
    pub(super) records: Vec<Record>,
}
