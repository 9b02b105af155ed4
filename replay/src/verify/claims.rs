//! The claims that follow from the events, and whether they are the ones that are held.

use std::collections::{HashMap, HashSet};

use domain::{Claim, LedgerId, StreamId};
use foldhash::fast::RandomState;
use ledger::{ClaimDigest, Keys, Opened, Position, Undecodable, postgres::HeldClaim};

use super::{
    Finding,
    names::{HeldBy, Names},
};

/// A change to the claims that follows from an event, by digest.
pub(super) enum Change {
    Take(&'static str, ClaimDigest),
    Release(ClaimDigest),
    ReleaseAll,
    /// The ledger ends: all its claims are dropped in the background.
    EndLedger,
}

impl Change {
    /// The digest covers the kind of name too.
    pub(super) fn of(claim: Claim, ledger: &LedgerId, keys: &Keys) -> Self {
        let digest = |scope, value: &str| keys.claim_digest(ledger, scope, value);
        match claim {
            Claim::Take { scope, value } => Self::Take(scope, digest(scope, &value)),
            Claim::Release { scope, value } => Self::Release(digest(scope, &value)),
            Claim::ReleaseAll => Self::ReleaseAll,
        }
    }
}

/// Where a change comes from: an event, and which of the event's changes it is. One event may give names back and take some again.
type Place = (Position, usize);

/// The stream that took a name, and where.
struct Taken {
    scope: &'static str,
    stream: StreamId,
    at: Place,
}

/// What is held by ledger, and what users are called.
#[derive(Default)]
pub(super) struct Claims {
    held: HashMap<LedgerId, Held>,
    names: Names,
    /// Ledgers whose events do not fit: which names follow from them is not known.
    doubtful: HashSet<LedgerId>,
}

#[derive(Default)]
struct Held {
    taken: HashMap<ClaimDigest, Taken, RandomState>,
    /// Streams that gave all their names back, and where.
    released: HashMap<StreamId, Place>,
    /// The ledger has ended: whether a claim of it is still there says nothing.
    ended: bool,
}

impl Held {
    fn holds(&self, taken: &Taken) -> bool {
        self.released.get(&taken.stream).is_none_or(|released| *released < taken.at)
    }

    fn holder(&self, digest: &ClaimDigest) -> Option<&StreamId> {
        self.taken.get(digest).filter(|taken| self.holds(taken)).map(|taken| &taken.stream)
    }

    fn by_stream(&self) -> HeldBy<'_> {
        let mut by_stream = HeldBy::default();
        for (digest, taken) in self.taken.iter().filter(|(_, taken)| self.holds(taken)) {
            by_stream.entry(&taken.stream).or_default().push((taken.scope, *digest));
        }
        by_stream
    }
}

impl Claims {
    /// Applies what an event of a stream takes and gives back.
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
        for (index, change) in changes.into_iter().enumerate() {
            let (stream, at) = (stream.clone(), (at, index));
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
                Change::EndLedger => held.ended = true,
            }
        }
    }

    /// Notes what a user is called, by an event that a read model needs.
    pub(super) fn called(&mut self, event: &Opened) -> Result<(), Undecodable> {
        self.names.follow(event)
    }

    /// Leaves a ledger out of the comparison.
    pub(super) fn doubt(&mut self, ledger: &LedgerId) {
        self.held.remove(ledger);
        self.doubtful.insert(ledger.clone());
    }

    /// Compares with the claims that are kept, and what is held with what users are called.
    pub(super) fn compare(mut self, kept: &[HeldClaim], keys: &Keys) -> Vec<Finding> {
        let mut found = Vec::new();
        for (ledger, held) in self.held.iter().filter(|(_, held)| !held.ended) {
            let holder = |digest: &ClaimDigest| held.holder(digest);
            found.extend(self.names.compare(ledger, keys, &held.by_stream(), holder));
        }
        let is_left_out = |claims: &Self, ledger| {
            claims.doubtful.contains(ledger) || claims.held.get(ledger).is_some_and(|held| held.ended)
        };
        let kept: Vec<_> = kept.iter().filter(|claim| !is_left_out(&self, &claim.ledger)).collect();
        for claim in kept {
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
        for (ledger, held) in self.held.iter().filter(|(_, held)| !held.ended) {
            for Taken { scope, stream, .. } in held.taken.values().filter(|taken| held.holds(taken)) {
                let row = format!("{ledger} claim of a {scope} by {stream}");
                found.push(Finding::new(row, "by the events it is held, and yet it is not there"));
            }
        }
        found.sort_by(|a, b| a.row.cmp(&b.row));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: ClaimDigest = [1; 32];
    const KEPT: ClaimDigest = [2; 32];
    const NEW: ClaimDigest = [3; 32];

    #[test]
    fn an_event_that_gives_all_names_back_and_takes_some_holds_those() {
        let (ledger, stream) =
            (LedgerId::new("us-east-1_a"), StreamId::new("identity_provider-1".to_owned()));
        let mut claims = Claims::default();
        let take = |digest| Change::Take("name", digest);
        claims.follow(&ledger, &stream, 1, vec![take(OLD), take(KEPT)]);
        claims.follow(&ledger, &stream, 2, vec![Change::ReleaseAll, take(KEPT), take(NEW)]);
        let held = &claims.held[&ledger];
        assert_eq!([OLD, KEPT, NEW].map(|digest| held.holder(&digest).is_some()), [false, true, true]);
        claims.follow(&ledger, &stream, 3, vec![Change::ReleaseAll]);
        assert_eq!(claims.held[&ledger].by_stream().len(), 0);
    }
}
