//! What does not fit, and where.

use domain::LedgerId;
use serde::Serialize;

/// Findings of one ledger that are reported, at the most.
const PER_LEDGER_MAX: usize = 200;

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// The row: `us-east-1_X event 15`, `us-east-1_X checkpoint 20`, `read model users: ...`.
    pub(super) row: String,
    /// What is wrong with it.
    pub(super) fault: String,
    #[serde(skip)]
    may_pass: bool,
}

impl Finding {
    pub(super) fn new(row: impl Into<String>, fault: impl Into<String>) -> Self {
        Self { row: row.into(), fault: fault.into(), may_pass: false }
    }

    /// A finding that a server which has only just started may be about to mend.
    pub(super) fn passing(row: impl Into<String>, fault: impl Into<String>) -> Self {
        Self { may_pass: true, ..Self::new(row, fault) }
    }

    pub(super) fn may_pass(&self) -> bool {
        self.may_pass
    }
}

/// The findings of one ledger, in the order in which they were made.
#[derive(Debug, Default)]
pub(super) struct Findings {
    told: Vec<Finding>,
    more: u64,
}

impl Findings {
    pub(super) fn push(&mut self, finding: Finding) {
        if self.told.len() < PER_LEDGER_MAX {
            self.told.push(finding);
        } else {
            self.more += 1;
        }
    }

    pub(super) fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }

    /// All of them; those that are too many as one.
    pub(super) fn told(mut self, ledger: &LedgerId) -> Vec<Finding> {
        if self.more > 0 {
            self.told.push(Finding::new(ledger.as_str(), format!("{} findings more", self.more)));
        }
        self.told
    }
}
