//! Effects that follow events: each once, none held up by another, those that fail tried again and given up at last.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    future::pending,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use crypto::seal::MasterKey;
use domain::{LedgerId, StreamId, Timestamp};
use ledger::{
    Append, Clock, Draft, Feed, Keys, Ledger, MemoryKeys, Opened, Part, Position,
    postgres::{
        PostgresLog, connect, migrate_log,
        reactions::{Backlog, Begin, NodeName, Outcome, React, Reaction, Tries, follow, undone},
    },
};
use private_postgres::testing::{TestDatabase, database};
use sqlx::{Connection, PgConnection, PgPool, Row};
use tokio::task::{JoinHandle, LocalSet, spawn_local};
use uuid::Uuid;

const BEGUN_MS: i64 = 1_700_000_000_000;
const WAIT_MAX: Duration = Duration::from_secs(30);

static RINGING: Reaction = Reaction {
    name: "ringing",
    kinds: &["door.rung"],
    tries: Tries {
        max: Some(3),
        first_pause: Duration::from_secs(10),
        longest_pause: Duration::from_secs(15),
    },
};

/// A database, and the time there.
struct House {
    database: TestDatabase,
    role: Option<&'static str>,
    master: MasterKey,
    now_ms: Arc<AtomicI64>,
}

/// One node.
struct Node {
    ledger: Arc<Ledger>,
    pool: PgPool,
    name: NodeName,
}

/// How an effect behaves at an event.
enum Behaviour {
    Ends(Outcome),
    IsDoneIn(Duration),
    Stalls,
}

/// How often effects were begun at each place.
type Begun = Rc<RefCell<BTreeMap<(String, Position), u32>>>;

struct Bell<B> {
    begun: Begun,
    behave: B,
    lane: fn(Position) -> Option<String>,
}

#[async_trait(?Send)]
impl<B: Fn(Position) -> Behaviour> React for Bell<B> {
    fn reaction(&self) -> &'static Reaction {
        &RINGING
    }

    fn lane(&self, event: &Opened) -> Option<String> {
        (self.lane)(event.record.position)
    }

    async fn react(&self, event: &Opened) -> Outcome {
        let place = (event.record.ledger.to_string(), event.record.position);
        *self.begun.borrow_mut().entry(place).or_default() += 1;
        match (self.behave)(event.record.position) {
            Behaviour::Ends(outcome) => outcome,
            Behaviour::IsDoneIn(time) => {
                tokio::time::sleep(time).await;
                Outcome::Done
            }
            Behaviour::Stalls => pending().await,
        }
    }
}

impl House {
    async fn new() -> Self {
        let database = database().await;
        let mut owner = PgConnection::connect_with(&database.options()).await.unwrap();
        let role = migrate_log(&mut owner).await.unwrap();
        let now_ms = Arc::new(AtomicI64::new(BEGUN_MS));
        Self { database, role, master: MasterKey::generate(), now_ms }
    }

    /// One that was never there before.
    async fn node(&self) -> Node {
        static NODES: AtomicU64 = AtomicU64::new(0);
        self.node_named(&format!("node-{}", NODES.fetch_add(1, Ordering::Relaxed))).await
    }

    async fn node_named(&self, name: &str) -> Node {
        let now_ms = Arc::clone(&self.now_ms);
        let clock = Clock::new(move || Timestamp::from_ms(now_ms.load(Ordering::Relaxed)));
        let pool = connect(self.database.options(), self.role).await.unwrap();
        let feed = Feed::default();
        let log = Arc::new(PostgresLog::start(pool.clone(), clock.clone(), feed.clone()));
        let keys = Arc::new(Keys::new(self.master.clone(), Arc::new(MemoryKeys::default())));
        let ledger = Arc::new(Ledger::open(log, keys, feed, clock).await.unwrap());
        Node { ledger, pool, name: NodeName::new(name) }
    }

    fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::Relaxed)
    }

    fn pass(&self, seconds: i64) {
        self.now_ms.fetch_add(seconds * 1_000, Ordering::Relaxed);
    }
}

impl Node {
    /// Records so many events, each in a stream of its own, in one append.
    async fn ring(&self, ledger: &str, count: usize, kind: &'static str) {
        static RINGS: AtomicU64 = AtomicU64::new(0);
        let part = |_| {
            let ring = RINGS.fetch_add(1, Ordering::Relaxed);
            let (data, sealed) = (bytes::Bytes::from_static(b"{}"), bytes::Bytes::new());
            let id = Uuid::from_u128(u128::from(ring));
            let draft = Draft { id, kind, shape: 1, meta: data.clone(), data, sealed };
            let stream = StreamId::new(format!("door-{ring}"));
            Part { stream, expected: 0, drafts: vec![draft], claims: Vec::new() }
        };
        let append = Append { ledger: LedgerId::new(ledger), parts: (0..count).map(part).collect() };
        self.ledger.log().append(append).await.unwrap();
    }

    fn follow(
        &self,
        begun: &Begun,
        backlog: &Backlog,
        behave: impl Fn(Position) -> Behaviour + 'static,
    ) -> JoinHandle<()> {
        self.follow_in_lanes(begun, backlog, |_| None, behave)
    }

    fn follow_in_lanes(
        &self,
        begun: &Begun,
        backlog: &Backlog,
        lane: fn(Position) -> Option<String>,
        behave: impl Fn(Position) -> Behaviour + 'static,
    ) -> JoinHandle<()> {
        let bell = Bell { begun: Rc::clone(begun), behave, lane };
        self.follow_by(Box::new(bell), backlog)
    }

    fn follow_by(&self, react: Box<dyn React>, backlog: &Backlog) -> JoinHandle<()> {
        let place = (self.pool.clone(), self.name.clone());
        spawn_local(follow(place, Arc::clone(&self.ledger), react, backlog.clone()))
    }

    /// Items in the table: all, and those that were given up.
    async fn items(&self) -> (i64, i64) {
        let sql = "select count(*), count(given_up) from reaction_item";
        let row = sqlx::query(sql).fetch_one(&self.pool).await.unwrap();
        (row.get(0), row.get(1))
    }

    /// How often an item was tried, once the outcome of the last try is recorded: until then it is held for longer than any pause.
    async fn recorded_tries(&self, position: i64, now_ms: i64) -> Option<i32> {
        let longest_pause = i64::try_from(RINGING.tries.longest_pause.as_millis()).unwrap();
        sqlx::query_scalar("select tries from reaction_item where position = $1 and due_at <= $2")
            .bind(position)
            .bind(now_ms + longest_pause)
            .fetch_optional(&self.pool)
            .await
            .unwrap()
    }
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + WAIT_MAX;
    while !holds().await {
        assert!(Instant::now() < deadline, "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn total(begun: &Begun) -> u32 {
    begun.borrow().values().sum()
}

#[tokio::test]
async fn each_event_has_its_effect_once_however_many_nodes_follow() {
    LocalSet::new()
        .run_until(async {
            let house = House::new().await;
            let (begun, backlog) = (Begun::default(), Backlog::default());
            let nodes = [house.node().await, house.node().await, house.node().await];
            for node in &nodes {
                node.follow(&begun, &backlog, |_| Behaviour::Ends(Outcome::Done));
            }
            for n in 0..20 {
                nodes[n % 3].ring("one", 7, "door.rung").await;
                nodes[n % 2].ring("two", 3, "door.rung").await;
                nodes[n % 3].ring("two", 5, "door.closed").await;
            }
            until("every effect", async || total(&begun) >= 200 && nodes[0].items().await.0 == 0).await;
            assert_eq!((begun.borrow().len(), total(&begun)), (200, 200));
        })
        .await;
}

#[tokio::test]
async fn one_that_stalls_or_fails_holds_up_none_of_the_others() {
    LocalSet::new()
        .run_until(async {
            let house = House::new().await;
            let (begun, backlog, node) = (Begun::default(), Backlog::default(), house.node().await);
            node.follow(&begun, &backlog, |position| match position {
                1 => Behaviour::Stalls,
                2 => Behaviour::Ends(Outcome::Later("not now")),
                3 => Behaviour::Ends(Outcome::Never("refused")),
                _ => Behaviour::Ends(Outcome::Done),
            });
            node.ring("one", 150, "door.rung").await;
            let asked = Instant::now();
            until("all others", async || total(&begun) == 150 && node.items().await == (3, 1)).await;
            assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
            assert_eq!((begun.borrow().len(), total(&begun)), (150, 150));
            until("it is told", async || backlog.failed()[0].1.given_up.is_some()).await;
            let shown = undone(&node.pool, 10).await.unwrap();
            assert_eq!((shown[0].position, shown[0].given_up.as_deref()), (3, Some("refused")));
            assert_eq!(shown.iter().map(|item| item.tries).collect::<Vec<_>>(), [1, 1, 1]);
        })
        .await;
}

#[tokio::test]
async fn what_fails_is_tried_again_after_longer_pauses_and_given_up_after_its_last_try() {
    LocalSet::new()
        .run_until(async {
            let house = House::new().await;
            let (begun, backlog, node) = (Begun::default(), Backlog::default(), house.node().await);
            node.follow(&begun, &backlog, |position| {
                Behaviour::Ends(if position == 1 { Outcome::Later("not now") } else { Outcome::Done })
            });
            node.ring("one", 1, "door.rung").await;
            let recorded = async |tries: u32| {
                let tries = i32::try_from(tries).ok();
                until("what came of the try", async || node.recorded_tries(1, house.now_ms()).await == tries)
                    .await;
            };
            // Each event is followed by a look: what was not tried by then was not due.
            let looked = async |pass: i64| {
                house.pass(pass);
                let before = total(&begun);
                node.ring("one", 1, "door.rung").await;
                until("the next event", async || total(&begun) > before && node.items().await.0 == 1).await;
                node.ring("one", 1, "door.rung").await;
                until("the one after", async || total(&begun) > before + 1 && node.items().await.0 == 1)
                    .await;
                let tries = begun.borrow()[&("one".to_owned(), 1)];
                recorded(tries).await;
                tries
            };
            recorded(1).await;
            assert_eq!(looked(9).await, 1, "10 seconds are not over");
            assert_eq!(looked(1).await, 2);
            assert_eq!(looked(14).await, 2, "15 seconds are not over, the longest pause");
            assert_eq!(looked(1).await, 3);
            assert_eq!(looked(24 * 3_600).await, 3, "three tries are all");
            until("it is told", async || backlog.failed()[0].1.given_up.is_some()).await;
            let failed = backlog.failed()[0].1;
            assert_eq!(failed.given_up, Some((1, Timestamp::from_ms(BEGUN_MS))));
            assert_eq!(undone(&node.pool, 10).await.unwrap()[0].given_up.as_deref(), Some("not now"));
            house.pass(14 * 24 * 3_600);
            let dropped = async || {
                node.ring("one", 1, "door.rung").await;
                node.items().await.1 == 0
            };
            until("what was given up two weeks ago is dropped", dropped).await;
        })
        .await;
}

/// Refuses each effect for good, and can take note of that from the second time on.
struct Forgetful {
    begun: Begun,
    noted: Rc<RefCell<Vec<(u32, &'static str)>>>,
}

#[async_trait(?Send)]
impl React for Forgetful {
    fn reaction(&self) -> &'static Reaction {
        &RINGING
    }

    async fn react(&self, event: &Opened) -> Outcome {
        let place = (event.record.ledger.to_string(), event.record.position);
        *self.begun.borrow_mut().entry(place).or_default() += 1;
        Outcome::Never("refused")
    }

    async fn note_given_up(&self, _: &Opened, tries: u32, why: &'static str) -> bool {
        let mut noted = self.noted.borrow_mut();
        noted.push((tries, why));
        noted.len() > 1
    }
}

#[tokio::test]
async fn what_its_reaction_cannot_take_note_of_is_not_given_up_but_tried_again() {
    LocalSet::new()
        .run_until(async {
            let house = House::new().await;
            let (begun, backlog, node) = (Begun::default(), Backlog::default(), house.node().await);
            let noted = Rc::<RefCell<Vec<_>>>::default();
            let bell = Forgetful { begun: Rc::clone(&begun), noted: Rc::clone(&noted) };
            node.follow_by(Box::new(bell), &backlog);
            node.ring("one", 1, "door.rung").await;
            until("the first try", async || node.recorded_tries(1, house.now_ms()).await == Some(0)).await;
            assert_eq!((total(&begun), node.items().await), (1, (1, 0)));
            house.pass(5);
            until("it is given up", async || node.items().await == (1, 1)).await;
            assert_eq!((total(&begun), &noted.borrow()[..]), (2, &[(1, "refused"), (1, "refused")][..]));
        })
        .await;
}

/// Follows events from a time on, which is set while it follows.
struct Late {
    begun: Begun,
    begins: Rc<Cell<Begin>>,
}

#[async_trait(?Send)]
impl React for Late {
    fn reaction(&self) -> &'static Reaction {
        &RINGING
    }

    async fn begins(&self, _: &LedgerId) -> Option<Begin> {
        Some(self.begins.get())
    }

    async fn react(&self, event: &Opened) -> Outcome {
        let place = (event.record.ledger.to_string(), event.record.position);
        *self.begun.borrow_mut().entry(place).or_default() += 1;
        Outcome::Done
    }
}

#[tokio::test]
async fn events_before_the_time_that_a_reaction_begins_at_are_passed_over_for_good() {
    LocalSet::new()
        .run_until(async {
            let house = House::new().await;
            let (begun, backlog, node) = (Begun::default(), Backlog::default(), house.node().await);
            let begins = Rc::new(Cell::new(Begin::Never));
            node.ring("old", 3, "door.rung").await;
            let late = Late { begun: Rc::clone(&begun), begins: Rc::clone(&begins) };
            node.follow_by(Box::new(late), &backlog);
            let passed_over = async || {
                let query = "select position from progress where ledger = 'old' and name = 'ringing'";
                let found = sqlx::query(query).fetch_optional(&node.pool).await.unwrap();
                found.is_some_and(|row| row.get::<i64, _>(0) == 3)
            };
            until("what was there is passed over", passed_over).await;
            for _ in 0..20 {
                node.ring("new", 1, "door.rung").await;
                house.pass(1);
            }
            assert_eq!(total(&begun), 0);
            begins.set(Begin::At(Timestamp::from_ms(BEGUN_MS + 15_000)));
            node.ring("new", 1, "door.rung").await;
            until("those since then", async || total(&begun) == 6).await;
            begins.set(Begin::First);
            node.ring("old", 1, "door.rung").await;
            until("the next one", async || total(&begun) == 7).await;
            let new = (16..=21).map(|position| ("new".to_owned(), position));
            let expected: Vec<_> = new.chain([("old".to_owned(), 4)]).collect();
            assert_eq!(begun.borrow().keys().cloned().collect::<Vec<_>>(), expected);
        })
        .await;
}

#[tokio::test]
async fn what_goes_on_counts_as_no_try() {
    LocalSet::new()
        .run_until(async {
            let house = House::new().await;
            let (begun, backlog, node) = (Begun::default(), Backlog::default(), house.node().await);
            let counted = Rc::clone(&begun);
            node.follow(&begun, &backlog, move |_| {
                let more = total(&counted) < 10;
                Behaviour::Ends(if more { Outcome::Continue(Duration::ZERO) } else { Outcome::Done })
            });
            node.ring("one", 1, "door.rung").await;
            until("its end", async || total(&begun) == 10 && node.items().await == (0, 0)).await;
        })
        .await;
}

#[tokio::test]
async fn what_a_node_had_in_hands_when_it_died_another_takes_over_once_the_time_for_a_try_is_over() {
    LocalSet::new()
        .run_until(async {
            let house = House::new().await;
            let (first, second) = (Begun::default(), Begun::default());
            let (one, two) = (house.node().await, house.node().await);
            let dies = one.follow(&first, &Backlog::default(), |_| Behaviour::Stalls);
            one.ring("one", 1, "door.rung").await;
            until("the first try", async || total(&first) == 1).await;
            dies.abort();
            two.follow(&second, &Backlog::default(), |_| Behaviour::Ends(Outcome::Done));
            house.pass(59);
            two.ring("one", 1, "door.rung").await;
            until("the second event", async || total(&second) == 1 && two.items().await.0 == 1).await;
            assert_eq!(second.borrow().keys().map(|(_, position)| *position).collect::<Vec<_>>(), [2]);
            house.pass(1);
            two.ring("one", 1, "door.rung").await;
            // The last event becomes an item only once it is read.
            until("the take-over", async || total(&second) == 3 && two.items().await.0 == 0).await;
        })
        .await;
}

#[tokio::test]
async fn what_a_node_had_in_hands_when_it_died_it_tries_at_once_when_it_is_back_and_nothing_of_a_living_one()
{
    LocalSet::new()
        .run_until(async {
            let house = House::new().await;
            let (first, others, again) = (Begun::default(), Begun::default(), Begun::default());
            let (one, two) = (house.node_named("one").await, house.node_named("two").await);
            // Each event is taken before there is another node to take it.
            let dies = one.follow(&first, &Backlog::default(), |_| Behaviour::Stalls);
            one.ring("one", 3, "door.rung").await;
            until("the first tries", async || total(&first) == 3).await;
            dies.abort();
            // To the table this node lives; it only takes nothing more.
            let stays = two.follow(&others, &Backlog::default(), |_| Behaviour::Stalls);
            two.ring("two", 2, "door.rung").await;
            until("those of the other node", async || total(&others) == 2).await;
            stays.abort();
            let back = house.node_named("one").await;
            back.follow(&again, &Backlog::default(), |_| Behaviour::Ends(Outcome::Done));
            until("what it had in hands", async || total(&again) == 3 && back.items().await.0 == 2).await;
            // With one event more the table is looked at once more.
            back.ring("one", 1, "door.rung").await;
            until("the next event", async || total(&again) == 4 && back.items().await.0 == 2).await;
            let ledgers: Vec<_> = again.borrow().keys().map(|(ledger, _)| ledger.clone()).collect();
            assert_eq!((ledgers, total(&others)), (vec!["one".to_owned(); 4], 2));
            let tries =
                undone(&back.pool, 10).await.unwrap().iter().map(|item| item.tries).collect::<Vec<_>>();
            assert_eq!(tries, [1, 1], "the other node's are under way for the first time");
        })
        .await;
}

#[tokio::test]
async fn a_node_that_is_back_waits_with_what_had_failed_as_long_as_before() {
    LocalSet::new()
        .run_until(async {
            let house = House::new().await;
            let (first, again) = (Begun::default(), Begun::default());
            let one = house.node_named("one").await;
            let dies =
                one.follow(&first, &Backlog::default(), |_| Behaviour::Ends(Outcome::Later("not now")));
            one.ring("one", 1, "door.rung").await;
            until("the first try", async || one.recorded_tries(1, house.now_ms()).await == Some(1)).await;
            dies.abort();
            let back = house.node_named("one").await;
            back.follow(&again, &Backlog::default(), |_| Behaviour::Ends(Outcome::Done));
            back.ring("one", 1, "door.rung").await;
            until("the next event", async || total(&again) == 1 && back.items().await.0 == 1).await;
            assert_eq!(again.borrow().keys().map(|(_, position)| *position).collect::<Vec<_>>(), [2]);
            house.pass(10);
            until("the second try", async || total(&again) == 2 && back.items().await.0 == 0).await;
        })
        .await;
}

#[tokio::test]
async fn those_who_wait_for_the_same_server_do_not_take_all_places() {
    LocalSet::new()
        .run_until(async {
            let house = House::new().await;
            let (begun, backlog, node) = (Begun::default(), Backlog::default(), house.node().await);
            let lane = |position| (position <= 100).then(|| "stalled.example".to_owned());
            node.follow_in_lanes(&begun, &backlog, lane, |position| {
                if position <= 100 { Behaviour::Stalls } else { Behaviour::Ends(Outcome::Done) }
            });
            node.ring("one", 200, "door.rung").await;
            let asked = Instant::now();
            let others = || begun.borrow().keys().filter(|(_, position)| *position > 100).count();
            until("all others", async || others() == 100).await;
            assert!(asked.elapsed() < Duration::from_secs(20), "{:?}", asked.elapsed());
            assert_eq!(total(&begun), 104, "four are with the stalled server, and no more");
        })
        .await;
}

#[tokio::test]
async fn those_who_go_to_the_same_server_do_not_rest_while_it_takes_them() {
    LocalSet::new()
        .run_until(async {
            let house = House::new().await;
            let (begun, backlog, node) = (Begun::default(), Backlog::default(), house.node().await);
            let lane = |_| Some("busy.example".to_owned());
            node.follow_in_lanes(&begun, &backlog, lane, |_| Behaviour::IsDoneIn(Duration::from_millis(10)));
            node.ring("one", 200, "door.rung").await;
            // The clock of these nodes stands: an item that was put off would not come again.
            until("all of them", async || total(&begun) == 200 && node.items().await.0 == 0).await;
        })
        .await;
}

#[tokio::test]
async fn a_reaction_goes_on_from_where_an_older_program_left_it() {
    LocalSet::new()
        .run_until(async {
            let house = House::new().await;
            let (begun, node) = (Begun::default(), house.node().await);
            node.ring("one", 10, "door.rung").await;
            sqlx::query("insert into progress (ledger, name, position) values ('one', 'ringing', 8)")
                .execute(&node.pool)
                .await
                .unwrap();
            node.follow(&begun, &Backlog::default(), |_| Behaviour::Ends(Outcome::Done));
            until("what was left", async || total(&begun) == 2 && node.items().await.0 == 0).await;
            assert_eq!(begun.borrow().keys().map(|(_, position)| *position).collect::<Vec<_>>(), [9, 10]);
        })
        .await;
}
