//! The claims that follow from the events, and whether they are the ones that are held.

use std::{collections::HashMap, sync::Arc};

use domain::{Claim, LedgerId, StreamId};
use ledger::{ClaimDigest, Ledger, Record, postgres::HeldClaim};

use super::Finding;

type Name = (LedgerId, String, ClaimDigest);

pub(super) struct Claims {
    ledger: Arc<Ledger>,
    held: HashMap<Name, StreamId>,
}

impl Claims {
    pub(super) fn new(ledger: &Arc<Ledger>) -> Self {
        Self { ledger: Arc::clone(ledger), held: HashMap::new() }
    }

    /// What an event takes and gives back.
    pub(super) fn follow(&mut self, record: &Record, claims: Vec<Claim>) {
        for claim in claims {
            match claim {
                Claim::Take { scope, value } => {
                    self.held.insert(self.name(record, scope, &value), record.stream.clone());
                }
                Claim::Release { scope, value } => {
                    let name = self.name(record, scope, &value);
                    if self.held.get(&name) == Some(&record.stream) {
                        self.held.remove(&name);
                    }
                }
                Claim::ReleaseAll => self
                    .held
                    .retain(|(ledger, _, _), stream| *ledger != record.ledger || *stream != record.stream),
            }
        }
    }

    fn name(&self, record: &Record, scope: &str, value: &str) -> Name {
        let digest = self.ledger.keys().claim_digest(&record.ledger, scope, value);
        (record.ledger.clone(), scope.to_owned(), digest)
    }

    pub(super) fn compare(mut self, kept: &[HeldClaim]) -> Vec<Finding> {
        let mut found = Vec::new();
        for claim in kept {
            let name = (claim.ledger.clone(), claim.scope.clone(), claim.digest);
            let row = format!("{} claim of a {} by {}", claim.ledger, claim.scope, claim.stream);
            match self.held.remove(&name) {
                Some(stream) if stream == claim.stream => {}
                Some(stream) => found.push(Finding::new(row, format!("by the events {stream} holds it"))),
                None => found.push(Finding::new(row, "by the events nobody holds it")),
            }
        }
        let missing = self.held.into_iter().map(|((ledger, scope, _), stream)| {
            let row = format!("{ledger} claim of a {scope} by {stream}");
            Finding::new(row, "by the events it is held, and yet it is not there")
        });
        found.extend(missing);
        found.sort_by(|a, b| a.row.cmp(&b.row));
        found
    }
}
