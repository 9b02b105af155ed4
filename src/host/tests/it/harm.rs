//! Harm to one aggregate harms no other, and the harmed one is as it was recorded: panics in the domain, and clocks that jump.

#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use actix::System;
use crypto::seal::MasterKey;
use domain::{Aggregate, Command, Decision, LedgerId, Moment, Scope, Stream, Timestamp};
use host::{Arbiters, Directory, Failure};
use ledger::{Clock, Feed, Keys, Ledger, MemoryKeys, MemoryLog};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Switched {
    at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Cursed {}

domain::events! {
    /// Facts about a lamp.
    enum LampEvent {
        "lamp.switched" 1 => Switched,
        "lamp.cursed" 1 => Cursed,
    }
}

/// The smallest aggregate that can be counted, and that has a bug.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Lamp {
    switched: u64,
}

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("a lamp refuses nothing")]
struct Refusal;

impl Aggregate for Lamp {
    const KIND: &'static str = "lamp";
    type Event = LampEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &LampEvent) {
        match event {
            LampEvent::Switched(_) => self.switched += 1,
            LampEvent::Cursed(_) => panic!("a bug in apply"),
        }
    }

    fn taken(_: Scope) -> Refusal {
        Refusal
    }
}

struct Switch;
struct Look;
struct Burst;
struct Curse;

impl Command for Switch {
    type Aggregate = Lamp;
    type Reply = u64;
    fn decide(&self, lamp: &Lamp, moment: &Moment) -> Decision<Self> {
        Decision::accept([Switched { at: moment.now }.into()], lamp.switched + 1)
    }
}

impl Command for Look {
    type Aggregate = Lamp;
    type Reply = u64;
    fn decide(&self, lamp: &Lamp, _: &Moment) -> Decision<Self> {
        Decision::answer(lamp.switched)
    }
}

impl Command for Burst {
    type Aggregate = Lamp;
    type Reply = ();
    fn decide(&self, _: &Lamp, _: &Moment) -> Decision<Self> {
        panic!("a bug in decide")
    }
}

impl Command for Curse {
    type Aggregate = Lamp;
    type Reply = ();
    fn decide(&self, _: &Lamp, _: &Moment) -> Decision<Self> {
        Decision::accept([Cursed {}.into()], ())
    }
}

/// A house of lamps, all on one thread: what stops that thread stops all.
struct House {
    lamps: Directory<Lamp>,
    ledger: Arc<Ledger>,
    time: Arc<AtomicI64>,
}

const NOON: i64 = 1_700_000_000_000;
const HOUR: i64 = 3_600_000;

impl House {
    async fn open(arbiters: &Arbiters) -> Self {
        let time = Arc::new(AtomicI64::new(NOON));
        let told = Arc::clone(&time);
        let clock = Clock::new(move || Timestamp::from_ms(told.load(Ordering::Relaxed)));
        let keys = Arc::new(Keys::new(MasterKey::generate(), Arc::new(MemoryKeys::default())));
        let log = Arc::new(MemoryLog::new(clock.clone()));
        let ledger = Arc::new(Ledger::open(log, keys, Feed::default(), clock).await.unwrap());
        let lamps = Directory::new(arbiters.clone(), Arc::clone(&ledger));
        Self { lamps, ledger, time }
    }

    /// Asks, and waits no longer than any caller should.
    async fn ask<C: Command<Aggregate = Lamp>>(
        &self,
        lamp: usize,
        command: C,
    ) -> Result<C::Reply, Failure<Refusal>> {
        let moment = Moment::system("tests", self.ledger.clock().now(), "request");
        let stream = stream(lamp);
        let asked = self.lamps.ask(&stream, command, &moment);
        tokio::time::timeout(Duration::from_secs(5), asked).await.expect("an answer, whatever it is")
    }
}

fn stream(lamp: usize) -> Stream {
    Stream::person(LedgerId::new("us-east-1_Lamps"), "lamp", &lamp.to_string())
}

fn in_a_house(test: impl AsyncFn(House)) {
    System::new().block_on(async {
        let arbiters = Arbiters::start(1);
        test(House::open(&arbiters).await).await;
        arbiters.stop();
    });
}

#[test]
fn a_panic_ends_one_command_and_the_next_finds_all_that_was_recorded() {
    in_a_house(async |house| {
        for lamp in [1, 2] {
            assert_eq!(house.ask(lamp, Switch).await.unwrap(), 1);
        }
        for round in 0..3 {
            let harmed = house.ask(1, Burst).await;
            assert!(matches!(harmed, Err(Failure::Unavailable(_))), "{harmed:?}");
            assert_eq!(house.ask(1, Look).await.unwrap(), 1 + round);
            assert_eq!(house.ask(1, Switch).await.unwrap(), 2 + round);
            assert_eq!(house.ask(2, Look).await.unwrap(), 1, "its neighbour on the same thread");
        }
    });
}

#[test]
fn whoever_waits_behind_a_panic_is_told_and_nothing_is_done_twice() {
    in_a_house(async |house| {
        house.ask(1, Switch).await.unwrap();
        let (before, harmed, behind) =
            tokio::join!(house.ask(1, Switch), house.ask(1, Burst), house.ask(1, Switch));
        assert_eq!(before.unwrap(), 2);
        assert!(matches!(harmed, Err(Failure::Unavailable(_))), "{harmed:?}");
        // Refused as unavailable, or carried out by the next entity: it counts only in the latter case.
        let done = match behind {
            Ok(count) => count,
            Err(Failure::Unavailable(_)) => 2,
            Err(other) => panic!("{other}"),
        };
        assert_eq!(house.ask(1, Look).await.unwrap(), done);
    });
}

#[test]
fn a_fact_that_no_state_follows_from_takes_its_own_stream_alone() {
    in_a_house(async |house| {
        for lamp in [1, 2] {
            house.ask(lamp, Switch).await.unwrap();
        }
        assert!(matches!(house.ask(1, Curse).await, Err(Failure::Unavailable(_))));
        for _ in 0..3 {
            assert!(matches!(house.ask(1, Look).await, Err(Failure::Unavailable(_))));
            house.ask(2, Switch).await.unwrap();
        }
        assert_eq!(house.ask(2, Look).await.unwrap(), 4);
    });
}

#[test]
fn a_clock_that_jumps_stops_nobody_and_turns_no_order_round() {
    in_a_house(async |house| {
        let jumps = [0, 24 * HOUR, -48 * HOUR, 1, -1, 10_000 * HOUR, 0];
        for (n, jump) in jumps.iter().enumerate() {
            house.time.store(NOON + jump, Ordering::Relaxed);
            assert_eq!(house.ask(1, Switch).await.unwrap(), n as u64 + 1);
            assert_eq!(house.ask(1, Look).await.unwrap(), n as u64 + 1);
        }
        let page = house.ledger.page(&stream(1).ledger, 0, 100).await.unwrap();
        assert_eq!(page.len(), jumps.len());
        assert!(page.iter().map(|event| event.record.recorded_at).is_sorted());
    });
}
