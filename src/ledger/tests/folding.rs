//! A snapshot only saves reading: taken at any version, it gives the same state as all events do.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

#[path = "simulation/desk.rs"]
mod desk;

use std::sync::Arc;

use crypto::seal::MasterKey;
use desk::{Ask, Desk, DeskEvent, What};
use domain::{Aggregate, LedgerId, Stream, Timestamp, scenario::moment_at};
use ledger::{Clock, Feed, Keys, Ledger, MemoryKeys, MemoryLog, Root, Snapshot};
use proptest::{collection::vec, prelude::*, sample::Index};

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        (1..90_u64).prop_map(What::Draw),
        Just(What::Take),
        Just(What::Leave),
        prop_oneof![Just("front"), Just("back")].prop_map(|name| What::Name(name.to_owned())),
        Just(What::Unname),
        Just(What::Knock),
        Just(What::Look),
    ]
}

fn stream() -> Stream {
    Stream::person(LedgerId::new("us-east-1_North"), "desk", "1")
}

async fn ledger() -> Ledger {
    let clock = Clock::new(|| Timestamp::from_ms(0));
    let keys = Keys::new(MasterKey::generate(), Arc::new(MemoryKeys::default()));
    let log = Arc::new(MemoryLog::new(clock.clone()));
    Ledger::open(log, Arc::new(keys), Feed::default(), clock).await.unwrap()
}

/// The state as a root that has read nothing yet finds it.
async fn looked_at(ledger: &Ledger) -> Desk {
    let mut root: Root<Desk> = Root::new(stream(), Arc::default());
    Desk::clone(root.look(ledger).await.unwrap())
}

/// Asks and records; the states after so many events.
async fn states(ledger: &Ledger, asked: Vec<What>) -> Vec<Desk> {
    let mut root: Root<Desk> = Root::new(stream(), Arc::default());
    for (what, token) in asked.into_iter().zip(0..) {
        // Refused or not: the states follow from the events.
        let _ = root.execute(ledger, &Ask { token, what }, &moment_at(0)).await;
    }
    let mut states = vec![Desk::default()];
    for opened in ledger.stream(&stream(), 0).await.unwrap() {
        let mut state = states[states.len() - 1].clone();
        let event: Arc<DeskEvent> = opened.event().unwrap();
        assert!(event.token() < 64, "an event of what was asked");
        state.apply(&event);
        states.push(state);
    }
    assert_eq!(**root.state(), states[states.len() - 1], "the writer's own state");
    states
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_snapshot_and_what_follows_fold_to_what_all_events_do(
        asked in vec(what(), 1..12),
        at in any::<Index>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let ledger = ledger().await;
            let states = states(&ledger, asked).await;
            let whole = &states[states.len() - 1];
            assert_eq!(looked_at(&ledger).await, *whole, "from the snapshots that the writer has left");
            let version = at.index(states.len());
            let state = serde_json::to_vec(&states[version]).unwrap();
            let snapshot = Snapshot { version: version as u64, data: state, sealed: Vec::new() };
            let Stream { ledger: id, id: name, .. } = stream();
            ledger.log().keep_snapshot(&id, &name, snapshot).await.unwrap();
            assert_eq!(looked_at(&ledger).await, *whole, "from a snapshot at {version}");
            let unreadable = Snapshot { version: version as u64, data: b"{\"drawn\":".to_vec(), sealed: Vec::new() };
            ledger.log().keep_snapshot(&id, &name, unreadable).await.unwrap();
            assert_eq!(looked_at(&ledger).await, *whole, "a snapshot that does not read is worth nothing");
        });
    }
}
