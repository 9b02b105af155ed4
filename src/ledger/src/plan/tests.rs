//! However appends are grouped into batches, and with either form of append, the same is written.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use proptest::{collection::vec, prelude::*, sample::subsequence};

use super::*;
use crate::ClaimDigest;

type StreamKey = (LedgerId, StreamId);
type ClaimKey = (LedgerId, &'static str, ClaimDigest);

/// What a store keeps, as far as a plan is concerned.
#[derive(Default)]
struct Store {
    heads: HashMap<LedgerId, Head>,
    streams: HashMap<StreamKey, Last>,
    claims: HashMap<ClaimKey, StreamId>,
    records: BTreeMap<LedgerId, Vec<Record>>,
    outcomes: BTreeMap<LedgerId, Vec<Result<Appended, AppendError>>>,
}

impl Store {
    /// What is found for a batch: only what the batch names.
    fn seen(&self, ledger: &LedgerId, batch: &[Append]) -> Seen {
        let head = self.heads.get(ledger).cloned().unwrap_or_else(Head::empty);
        let mut seen = Seen::new(ledger.clone(), head);
        for append in batch {
            for part in &append.parts {
                let last = self.streams.get(&(ledger.clone(), part.stream.clone()));
                seen.streams.extend(last.map(|last| (part.stream.clone(), *last)));
            }
            for claim in append.claims() {
                if let ClaimWrite::Take(scope, digest) | ClaimWrite::Release(scope, digest) = claim {
                    let holder = self.claims.get(&(ledger.clone(), *scope, *digest));
                    seen.claims.extend(holder.map(|holder| ((*scope, *digest), holder.clone())));
                }
            }
        }
        seen
    }

    /// Commits what a batch holds of each ledger.
    fn commit(&mut self, batch: &[Append]) {
        let ledgers: BTreeSet<&LedgerId> = batch.iter().map(|append| &append.ledger).collect();
        for ledger in ledgers {
            let of_it: Vec<Append> =
                batch.iter().filter(|append| append.ledger == *ledger).cloned().collect();
            self.commit_of(ledger, &of_it);
        }
    }

    fn commit_of(&mut self, ledger: &LedgerId, batch: &[Append]) {
        let mut seen = self.seen(ledger, batch);
        let plan = seen.plan(batch, Timestamp::from_ms(1));
        self.heads.insert(ledger.clone(), seen.head);
        self.streams.extend(seen.streams.into_iter().map(|(stream, last)| ((ledger.clone(), stream), last)));
        self.records.entry(ledger.clone()).or_default().extend(plan.records);
        self.outcomes.entry(ledger.clone()).or_default().extend(plan.outcomes);
        for (stream, claim) in plan.claims {
            match claim {
                ClaimWrite::Take(scope, digest) => {
                    self.claims.insert((ledger.clone(), scope, digest), stream);
                }
                ClaimWrite::Release(scope, digest) => {
                    let name = (ledger.clone(), scope, digest);
                    if self.claims.get(&name) == Some(&stream) {
                        self.claims.remove(&name);
                    }
                }
                ClaimWrite::ReleaseAll => {
                    self.claims.retain(|(l, ..), holder| l != ledger || *holder != stream);
                }
            }
        }
    }

    fn of(batches: &[Vec<Append>]) -> Self {
        let mut store = Self::default();
        for batch in batches {
            store.commit(batch);
        }
        store
    }
}

fn claim() -> impl Strategy<Value = ClaimWrite> {
    let name = || (prop_oneof![Just("username"), Just("email")], (0..2_u8).prop_map(|n| [n; 32]));
    prop_oneof![
        4 => name().prop_map(|(scope, digest)| ClaimWrite::Take(scope, digest)),
        2 => name().prop_map(|(scope, digest)| ClaimWrite::Release(scope, digest)),
        1 => Just(ClaimWrite::ReleaseAll),
    ]
}

/// An append, and whether its writer is behind the stream, or sends once more what the writer before it sent.
fn append() -> impl Strategy<Value = (Append, u64, bool)> {
    let draft = any::<u128>().prop_map(|id| Draft {
        id: Uuid::from_u128(id),
        kind: "desk.drawn",
        shape: 1,
        data: Bytes::new(),
        sealed: Bytes::new(),
        meta: Bytes::new(),
    });
    let part = (vec(draft, 1..4), vec(claim(), 0..3));
    // Mostly for one stream, sometimes for several.
    let count = prop_oneof![4 => Just(1), 1 => 2..4_usize];
    let parts = (subsequence(vec![0, 1, 2], 3).prop_shuffle(), vec(part, 3), count);
    let late = prop_oneof![6 => Just(0_u64), 1 => 1..3_u64];
    (0..2_u8, parts, late, prop::bool::weighted(0.1)).prop_map(
        |(ledger, (streams, parts, count), late, again)| {
            let part = |(stream, (drafts, claims))| {
                let stream = StreamId::new(format!("desk-{stream}"));
                Part { stream, expected: 0, drafts, claims }
            };
            let parts = streams.into_iter().zip(parts).map(part).take(count).collect();
            (Append { ledger: LedgerId::new(format!("pool-{ledger}")), parts }, late, again)
        },
    )
}

/// Appends whose writers have seen what lies before them, most of them.
fn appends() -> impl Strategy<Value = Vec<Append>> {
    vec(append(), 1..24).prop_map(|drawn| {
        let mut store = Store::default();
        let mut appends: Vec<Append> = Vec::new();
        for (mut append, late, again) in drawn {
            for part in &mut append.parts {
                let key = (append.ledger.clone(), part.stream.clone());
                let version = store.streams.get(&key).map_or(0, |last| last.version);
                // The last part alone may be late: then none of it is written.
                part.expected = version;
            }
            if let Some(last) = append.parts.last_mut() {
                last.expected = last.expected.saturating_sub(late);
            }
            if let (true, Some(before)) = (again, appends.last()) {
                append = before.clone();
            }
            store.commit(std::slice::from_ref(&append));
            appends.push(append);
        }
        appends
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_is_all_the_same_how_appends_fall_into_batches(
        appends in appends(),
        cuts in vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(appends.len())).collect();
        cuts.extend([0, appends.len()]);
        cuts.sort_unstable();
        let split: Vec<Vec<Append>> = cuts.windows(2).map(|w| appends[w[0]..w[1]].to_vec()).collect();
        let (whole, parts) = (Store::of(&[appends]), Store::of(&split));
        prop_assert_eq!(&whole.outcomes, &parts.outcomes);
        prop_assert_eq!(&whole.records, &parts.records);
        prop_assert_eq!(&whole.claims, &parts.claims);
    }

    #[test]
    fn of_an_append_all_is_written_or_none(appends in appends()) {
        let store = Store::of(std::slice::from_ref(&appends));
        let written = |id: Uuid| store.records.values().flatten().any(|record| record.id == id);
        for append in &appends {
            let ids: Vec<bool> = append.parts.iter().flat_map(|part| &part.drafts).map(|d| written(d.id)).collect();
            prop_assert!(ids.iter().all(|there| *there == ids[0]), "{:?}", ids);
        }
    }

    #[test]
    fn positions_are_gapless_and_versions_contiguous(appends in appends()) {
        let store = Store::of(&[appends]);
        let mut positions: HashMap<&LedgerId, Position> = HashMap::new();
        let mut versions: HashMap<(&LedgerId, &StreamId), Version> = HashMap::new();
        for record in store.records.values().flatten() {
            let position = positions.entry(&record.ledger).or_default();
            let version = versions.entry((&record.ledger, &record.stream)).or_default();
            (*position, *version) = (*position + 1, *version + 1);
            prop_assert_eq!((record.position, record.version), (*position, *version));
        }
        for (ledger, head) in &store.heads {
            let written = positions.get(ledger).copied().unwrap_or(0);
            prop_assert_eq!((head.position, head.frontier.size()), (written, written));
        }
    }

    /// An optimistic append knows the head alone. Where everything fits it must write what a transaction that reads first would.
    #[test]
    fn where_all_fits_an_optimistic_append_plans_what_a_transaction_does(
        before in appends(),
        batch in vec(append(), 1..12),
    ) {
        let (mut store, ledger) = (Store::of(&[before]), LedgerId::new("pool-0"));
        let mut expected: HashMap<StreamId, Version> = HashMap::new();
        let batch: Vec<Append> = batch.into_iter().map(|(mut append, ..)| {
            append.ledger = ledger.clone();
            for part in &mut append.parts {
                let there = store.streams.get(&(ledger.clone(), part.stream.clone()));
                let version = expected.entry(part.stream.clone()).or_insert(there.map_or(0, |last| last.version));
                (part.expected, part.claims) = (*version, Vec::new());
                *version += part.drafts.len() as Version;
            }
            append
        }).collect();
        let head = store.heads.get(&ledger).cloned().unwrap_or_else(Head::empty);
        let mut assumed = Seen::new(ledger.clone(), head);
        for part in batch.iter().flat_map(|append| &append.parts) {
            assumed.assume(&part.stream, part.expected);
        }
        let plan = assumed.plan(&batch, Timestamp::from_ms(1));
        let already = store.records.get(&ledger).map_or(0, Vec::len);
        store.commit(&batch);
        prop_assert_eq!(&plan.records, &store.records[&ledger][already..]);
        prop_assert!(plan.outcomes.iter().all(Result::is_ok));
        prop_assert_eq!(assumed.head.frontier.to_bytes(), store.heads[&ledger].frontier.to_bytes());
    }
}
