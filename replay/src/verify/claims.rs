//! The claims that follow from the events, and whether they are the ones that are held.

use std::collections::{HashMap, HashSet};

use domain::{Claim, LedgerId, StreamId};
use foldhash::fast::RandomState;
use ledger::{ClaimDigest, Keys, Position, postgres::HeldClaim};

use super::Finding;

/// A change to the claims that follows from an event, by digest.
pub(super) enum Change {
    Take(&'static str, ClaimDigest),
    Release(ClaimDigest),
    ReleaseAll,
}

impl Change {
    /// The digest holds the kind of name too.
    pub(super) fn of(claim: Claim, ledger: &LedgerId, keys: &Keys) -> Self {
        let digest = |scope, value: &str| keys.claim_digest(ledger, scope, value);
        match claim {
            Claim::Take { scope, value } => Self::Take(scope, digest(scope, &value)),
            Claim::Release { scope, value } => Self::Release(digest(scope, &value)),
            Claim::ReleaseAll => Self::ReleaseAll,
        }
    }
}

/// Who took a name, and when.
struct Taken {
    scope: &'static str,
    stream: StreamId,
    at: Position,
}

/// By ledger.
#[derive(Default)]
pub(super) struct Claims {
    held: HashMap<LedgerId, Held>,
    /// Ledgers whose events do not fit: which names follow from them is not known.
    doubtful: HashSet<LedgerId>,
}

#[derive(Default)]
struct Held {
    taken: HashMap<ClaimDigest, Taken, RandomState>,
    /// Who gave everything back that was taken before.
    released: HashMap<StreamId, Position>,
}

impl Held {
    fn holds(&self, taken: &Taken) -> bool {
        self.released.get(&taken.stream).is_none_or(|released| *released < taken.at)
    }
}

impl Claims {
    /// What an event of a stream takes and gives back.
    pub(super) fn follow(
        &mut self,
        ledger: &LedgerId,
        stream: &StreamId,
        at: Position,
        changes: Vec<Change>,
    ) {
        if changes.is_empty() {
            return;
        }
        let held = self.held.entry(ledger.clone()).or_default();
        for change in changes {
            let stream = stream.clone();
            match change {
                Change::Take(scope, digest) => {
                    held.taken.insert(digest, Taken { scope, stream, at });
                }
                Change::Release(digest) => {
                    if held.taken.get(&digest).is_some_and(|taken| taken.stream == stream) {
                        held.taken.remove(&digest);
                    }
                }
                Change::ReleaseAll => {
                    held.released.insert(stream, at);
                }
            }
        }
    }

    /// Leaves a ledger out of the comparison.
    pub(super) fn doubt(&mut self, ledger: &LedgerId) {
        self.held.remove(ledger);
        self.doubtful.insert(ledger.clone());
    }

    pub(super) fn compare(mut self, kept: &[HeldClaim]) -> Vec<Finding> {
        let mut found = Vec::new();
        for claim in kept.iter().filter(|claim| !self.doubtful.contains(&claim.ledger)) {
            let row = || format!("{} claim of a {} by {}", claim.ledger, claim.scope, claim.stream);
            let held = self.held.get_mut(&claim.ledger);
            let taken = held.and_then(|held| {
                let taken = held.taken.remove(&claim.digest)?;
                (held.holds(&taken) && taken.scope == claim.scope).then_some(taken)
            });
            match taken {
                Some(taken) if taken.stream == claim.stream => {}
                Some(Taken { stream, .. }) => {
                    found.push(Finding::new(row(), format!("by the events {stream} holds it")));
                }
                None => found.push(Finding::new(row(), "by the events nobody holds it")),
            }
        }
        for (ledger, held) in &self.held {
            for Taken { scope, stream, .. } in held.taken.values().filter(|taken| held.holds(taken)) {
                let row = format!("{ledger} claim of a {scope} by {stream}");
                found.push(Finding::new(row, "by the events it is held, and yet it is not there"));
            }
        }
        found.sort_by(|a, b| a.row.cmp(&b.row));
        found
    }
}
