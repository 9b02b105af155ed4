//! Follows every ledger for one reaction: takes items, has them tried side by side (`trying`), and counts what is behind.

mod trying;

use std::{
    cell::Cell,
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use domain::{LedgerId, Timestamp};
use futures_util::stream::FuturesUnordered;
use sqlx::PgPool;
use tokio::sync::{Notify, Semaphore};

use super::{
    Backlog, Begin, NodeName, Places, React,
    items::{Item, Items, TakenUp},
    lanes::Lanes,
    under_way::{beside, rest},
};
use crate::{Ledger, Unavailable};

/// How often all ledgers are looked at. Those that have moved are known from the feed; this finds what the feed missed.
const LOOK_AT_ALL_EVERY: Duration = Duration::from_mins(1);
/// Outcomes that are recorded at the same time, at the most.
const RECORDED_AT_ONCE: usize = 4;
/// How often the backlog is counted, and how often at the most after an item was given up.
const COUNT_EVERY: Duration = Duration::from_secs(10);
const COUNT_AT_MOST_EVERY: Duration = Duration::from_secs(1);
/// How long items that were given up are kept.
const GIVEN_UP_KEPT_SECONDS: i64 = 14 * 24 * 3600;

/// Follows every ledger until this node closes the log. `node` is this node's name.
pub async fn follow(
    (pool, node): (PgPool, NodeName),
    ledger: Arc<Ledger>,
    react: Box<dyn React>,
    backlog: Backlog,
) {
    let items = Items { pool, reaction: react.reaction(), node };
    let lanes = Lanes::of(react.places().lane);
    let follower = Follower {
        items,
        ledger,
        react,
        backlog,
        lanes,
        recording: Semaphore::new(RECORDED_AT_ONCE),
        moved: Arc::default(),
        given_back: Cell::new(false),
        looked_at_all: Cell::new(None),
        again: Cell::new(0),
        round: Cell::new(0),
        uncounted: Cell::new(true),
    };
    follower.run().await;
}

struct Follower {
    items: Items,
    ledger: Arc<Ledger>,
    react: Box<dyn React>,
    backlog: Backlog,
    lanes: Lanes,
    /// Limits how many outcomes are recorded at a time: the connections are shared.
    recording: Semaphore,
    /// Ledgers that may hold events which the reaction has not looked at.
    moved: Arc<Mutex<BTreeSet<LedgerId>>>,
    /// What an earlier process of this node held is given back.
    given_back: Cell<bool>,
    looked_at_all: Cell<Option<Instant>>,
    /// Items under way that have failed before.
    again: Cell<usize>,
    /// How often ledgers were looked at; says which is looked at first.
    round: Cell<usize>,
    /// An item was given up since the backlog was counted.
    uncounted: Cell<bool>,
}

/// The result of a look at the ledgers.
#[derive(Default)]
struct Taken {
    items: Vec<Item>,
    /// There is more for the places that are left.
    more: bool,
    /// There is more than there are places.
    full: bool,
}

impl Taken {
    /// Adds the items of one ledger, of which at most so many were asked for.
    fn add(&mut self, items: Vec<Item>, limit: usize) {
        self.more |= items.len() == limit;
        self.items.extend(items);
    }
}

impl Follower {
    async fn run(&self) {
        let news = self.news();
        let mut under_way = FuturesUnordered::new();
        let mut counted = None;
        loop {
            let free = self.places().all - under_way.len();
            let (taken, ended) = beside(&mut under_way, self.take(free)).await;
            let Taken { items, more, full } = match taken {
                Ok(taken) => taken,
                Err(error) if error.is_closed() => return,
                Err(error) => {
                    tracing::warn!(%error, reaction = self.name(), "cannot follow the log");
                    Taken::default()
                }
            };
            under_way.extend(items.into_iter().map(|item| self.work(item)));
            let ((), too) = beside(&mut under_way, self.count(&mut counted)).await;
            let more = more || (full && (ended || too));
            rest(&mut under_way, &news, more, full).await;
        }
    }

    fn name(&self) -> &'static str {
        self.items.reaction.name
    }

    fn places(&self) -> Places {
        self.react.places()
    }

    fn now(&self) -> Timestamp {
        self.ledger.clock().now()
    }

    fn moved(&self) -> MutexGuard<'_, BTreeSet<LedgerId>> {
        self.moved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn news(&self) -> Arc<Notify> {
        let (news, kinds) = (Arc::<Notify>::default(), self.items.reaction.kinds);
        let (hears, moved) = (Arc::clone(&news), Arc::clone(&self.moved));
        self.ledger.feed().listen(move |batch| {
            if batch.records.iter().any(|record| kinds.contains(&record.kind.as_str())) {
                moved.lock().unwrap_or_else(PoisonError::into_inner).insert(batch.ledger.clone());
                hears.notify_one();
            }
        });
        news
    }

    /// Finds ledgers with events that the reaction has not looked at, if it is time to.
    async fn look_at_all(&self) -> Result<(), Unavailable> {
        if self.looked_at_all.get().is_some_and(|at| at.elapsed() < LOOK_AT_ALL_EVERY) {
            return Ok(());
        }
        let behind = self.items.behind().await?;
        self.looked_at_all.set(Some(Instant::now()));
        for ledger in behind {
            let head = self.ledger.feed().seen(&ledger);
            if self.react.begins(&ledger).await == Some(Begin::Never) {
                // Not looked at again before it has moved.
                self.items.take_up((&ledger, head), (self.now(), Begin::Never), 1).await?;
            } else {
                self.moved().insert(ledger);
            }
        }
        Ok(())
    }

    /// Takes items for the places that are free. Those taken before a fault belong to this node, and are returned all the same.
    async fn take(&self, free: usize) -> Result<Taken, Unavailable> {
        let mut taken = Taken { full: free == 0, ..Taken::default() };
        if free == 0 {
            return Ok(taken);
        }
        if !self.given_back.get() {
            self.items.give_back(self.now()).await?;
            self.given_back.set(true);
        }
        self.round.set(self.round.get().wrapping_add(1));
        match self.take_into(&mut taken, free).await {
            Err(error) if taken.items.is_empty() => return Err(error),
            Err(error) => tracing::warn!(%error, reaction = self.name(), "cannot take all that is due"),
            Ok(()) => {}
        }
        // If no place is left, the next look is when one is free.
        if taken.items.len() == free {
            (taken.more, taken.full) = (false, true);
        }
        Ok(taken)
    }

    /// From one ledger after another: due items, then those of new events.
    async fn take_into(&self, taken: &mut Taken, free: usize) -> Result<(), Unavailable> {
        for ledger in self.in_turn(self.items.due(self.now()).await?) {
            let room = self.places().again.saturating_sub(self.again.get() + taken.items.len());
            let limit = self.places().share.min(room).min(free - taken.items.len());
            if limit == 0 {
                taken.full = true;
                break;
            }
            taken.add(self.items.take_due(&ledger, self.now(), limit).await?, limit);
        }
        self.look_at_all().await?;
        let moved = self.moved().iter().cloned().collect();
        for ledger in self.in_turn(moved) {
            let limit = self.places().share.min(free - taken.items.len());
            if limit == 0 {
                taken.full = true;
                break;
            }
            taken.add(self.take_up(&ledger, limit).await?, limit);
        }
        Ok(())
    }

    /// The items of new events in one ledger. It is looked at again unless all of it was taken up.
    async fn take_up(&self, ledger: &LedgerId, limit: usize) -> Result<Vec<Item>, Unavailable> {
        self.moved().remove(ledger);
        // The head is read first: what is behind it may count already.
        let head = self.ledger.feed().seen(ledger);
        let taken = match self.react.begins(ledger).await {
            Some(Begin::Never) => return Ok(Vec::new()),
            Some(begins) => self.items.take_up((ledger, head), (self.now(), begins), limit).await,
            None => Ok(TakenUp { items: Vec::new(), is_all: false }),
        };
        if !taken.as_ref().is_ok_and(|taken| taken.is_all) {
            self.moved().insert(ledger.clone());
        }
        taken.map(|taken| taken.items)
    }

    /// Each round begins with another ledger, so that one with much to do does not keep the others waiting.
    fn in_turn<T>(&self, mut ledgers: Vec<T>) -> Vec<T> {
        if !ledgers.is_empty() {
            let first = self.round.get() % ledgers.len();
            ledgers.rotate_left(first);
        }
        ledgers
    }

    /// Counts the backlog, if it is time to.
    async fn count(&self, counted: &mut Option<Instant>) {
        let pause = if self.uncounted.get() { COUNT_AT_MOST_EVERY } else { COUNT_EVERY };
        if counted.is_some_and(|at| at.elapsed() < pause) {
            return;
        }
        *counted = Some(Instant::now());
        let counting = async {
            self.items.drop_given_up(self.now().plus_seconds(-GIVEN_UP_KEPT_SECONDS)).await?;
            self.items.failed().await
        };
        match counting.await {
            Ok(failed) => {
                self.uncounted.set(false);
                self.backlog.set(self.name(), failed);
            }
            Err(error) if error.is_closed() => {}
            Err(error) => tracing::warn!(%error, reaction = self.name(), "cannot count what was given up"),
        }
    }
}
