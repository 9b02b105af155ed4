//! However records are split into batches, each record is delivered once and in order.

use bytes::Bytes;
use domain::{StreamId, Timestamp};
use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

use super::*;

fn ledger() -> LedgerId {
    LedgerId::new("pool")
}

fn batch(positions: impl IntoIterator<Item = Position>) -> Batch {
    let record = |position| Record {
        ledger: ledger(),
        position,
        id: Uuid::from_u128(u128::from(position)),
        stream: StreamId::new("desk-1"),
        version: position,
        kind: "desk.drawn".into(),
        shape: 1,
        data: Bytes::new(),
        sealed: Bytes::new(),
        meta: Bytes::new(),
        recorded_at: Timestamp::default(),
        digest: [0; 32],
    };
    Batch { ledger: ledger(), records: positions.into_iter().map(record).collect() }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_overlaps_is_delivered_once_and_what_lies_behind_a_gap_is_not(
        pieces in vec((1..40_u64, 1..12_u64), 1..30),
    ) {
        let (feed, delivered) = (Feed::default(), Arc::<Mutex<Vec<Position>>>::default());
        let notes = Arc::clone(&delivered);
        feed.listen(move |batch| notes.lock().unwrap().extend(batch.records.iter().map(|r| r.position)));
        let mut meant = 0;
        for (first, length) in pieces {
            let last = first + length - 1;
            prop_assert_eq!(feed.deliver(&batch(first..=last)), first <= meant + 1 || last <= meant);
            if first <= meant + 1 {
                meant = meant.max(last);
            }
            prop_assert_eq!(feed.seen(&ledger()), meant);
        }
        prop_assert_eq!(&*delivered.lock().unwrap(), &(1..=meant).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_wait_for_a_position_ends_when_it_arrives_and_not_before() {
    let feed = Feed::default();
    let ledger = ledger();
    let mut waits = std::pin::pin!(feed.reach(&ledger, 2));
    assert!(futures_util::poll!(waits.as_mut()).is_pending());
    feed.publish(&batch([1]));
    assert!(futures_util::poll!(waits.as_mut()).is_pending());
    feed.publish(&batch([2]));
    assert!(futures_util::poll!(waits.as_mut()).is_ready());
}
