//! However many ids clients make up, and however many aggregates there are: the number of residents is bounded.

#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

use std::sync::Arc;

use actix::System;
use crypto::seal::MasterKey;
use domain::{Aggregate, Command, Decision, LedgerId, Moment, Scope, Stream, Timestamp};
use host::{Arbiters, Directory, RESIDENTS_MAX, UNPROVEN_MAX};
use ledger::{Clock, Feed, Keys, Ledger, MemoryKeys, MemoryLog};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Arrived {}

domain::events! {
    /// Facts about a guest.
    enum GuestEvent {
        "guest.arrived" 1 => Arrived,
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Guest {
    arrived: u64,
}

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("there is no such guest")]
struct Unknown;

impl Aggregate for Guest {
    const KIND: &'static str = "guest";
    type Event = GuestEvent;
    type Refusal = Unknown;

    fn apply(&mut self, _: &GuestEvent) {
        self.arrived += 1;
    }

    fn taken(_: Scope) -> Unknown {
        Unknown
    }
}

struct Arrive;
struct Count;

impl Command for Arrive {
    type Aggregate = Guest;
    type Reply = ();
    fn decide(&self, _: &Guest, _: &Moment) -> Decision<Self> {
        Decision::accept([Arrived {}.into()], ())
    }
}

impl Command for Count {
    type Aggregate = Guest;
    type Reply = u64;
    fn decide(&self, guest: &Guest, _: &Moment) -> Decision<Self> {
        if guest.arrived == 0 { Decision::refuse(Unknown) } else { Decision::answer(guest.arrived) }
    }
}

/// In one of many ledgers, since the log in memory reads a whole ledger to find a stream.
fn stream(guest: usize) -> Stream {
    let ledger = LedgerId::new(format!("us-east-1_Guests{}", guest % 200));
    Stream::impersonal(ledger, "guest", &guest.to_string())
}

fn with_guests(test: impl AsyncFn(Directory<Guest>, Moment)) {
    with_guests_on(|| Arbiters::start(2), test);
}

fn with_guests_on(arbiters: impl FnOnce() -> Arbiters, test: impl AsyncFn(Directory<Guest>, Moment)) {
    System::new().block_on(async {
        let clock = Clock::new(|| Timestamp::from_ms(1_700_000_000_000));
        let keys = Arc::new(Keys::new(MasterKey::generate(), Arc::new(MemoryKeys::default())));
        let log = Arc::new(MemoryLog::new(clock.clone()));
        let ledger = Arc::new(Ledger::open(log, keys, Feed::default(), clock).await.unwrap());
        let moment = Moment::system("tests", ledger.clock().now(), "request");
        test(Directory::new(arbiters(), ledger), moment).await;
    });
}

#[test]
fn ids_that_lead_to_nothing_leave_no_more_than_a_few_entities_behind() {
    with_guests(async |guests, moment| {
        guests.ask(&stream(0), Arrive, &moment).await.unwrap();
        for unknown in 1..=3 * UNPROVEN_MAX {
            if unknown.is_multiple_of(2) {
                assert_eq!(guests.look(&stream(unknown)).await.unwrap().arrived, 0);
            } else {
                guests.ask(&stream(unknown), Count, &moment).await.unwrap_err();
            }
        }
        assert!(guests.resident() <= UNPROVEN_MAX + 1, "{}", guests.resident());
        // Existing aggregates are not driven out by them, and one that begins to exist is there at once.
        assert_eq!(guests.ask(&stream(0), Count, &moment).await.unwrap(), 1);
        guests.ask(&stream(1), Arrive, &moment).await.unwrap();
        assert_eq!(guests.look(&stream(1)).await.unwrap().arrived, 1);
    });
}

#[test]
fn beyond_the_most_that_stay_resident_those_go_that_were_not_asked_for_lately() {
    with_guests(async |guests, moment| {
        let favourite = stream(0);
        for guest in 0..RESIDENTS_MAX + 2_000 {
            guests.ask(&stream(guest), Arrive, &moment).await.unwrap();
            if guest.is_multiple_of(500) {
                assert_eq!(guests.ask(&favourite, Count, &moment).await.unwrap(), 1);
            }
        }
        assert!(guests.resident() <= RESIDENTS_MAX, "{}", guests.resident());
        assert_eq!(guests.ask(&stream(1), Count, &moment).await.unwrap(), 1, "read again from the log");
    });
}

#[test]
fn a_command_changes_the_state_that_was_looked_at_and_no_copy_of_it() {
    with_guests(async |guests, moment| {
        guests.ask(&stream(0), Arrive, &moment).await.unwrap();
        let before = Arc::as_ptr(&guests.look(&stream(0)).await.unwrap());
        guests.ask(&stream(0), Arrive, &moment).await.unwrap();
        let after = guests.look(&stream(0)).await.unwrap();
        assert_eq!((after.arrived, Arc::as_ptr(&after)), (2, before));
    });
}

#[test]
fn an_entity_that_is_in_use_is_not_let_go() {
    // All begin before any is answered, since their entities share the caller's thread: there are more than there is room for.
    with_guests_on(Arbiters::here, async |guests, moment| {
        let asked = (0..UNPROVEN_MAX + 500).map(|guest| {
            let (guests, moment) = (&guests, &moment);
            async move { guests.ask(&stream(guest), Arrive, moment).await }
        });
        let mut asked: Vec<_> = asked.map(Box::pin).collect();
        for one in &mut asked {
            std::future::poll_fn(|cx| {
                let polled = one.as_mut().poll(cx);
                assert!(polled.is_pending());
                std::task::Poll::Ready(())
            })
            .await;
        }
        assert_eq!(guests.resident(), UNPROVEN_MAX + 500);
        for one in asked {
            one.await.unwrap();
        }
        for guest in 0..UNPROVEN_MAX + 500 {
            assert_eq!(guests.ask(&stream(guest), Count, &moment).await.unwrap(), 1);
        }
    });
}
