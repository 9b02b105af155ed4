//! Follows every ledger for one reaction: takes items, tries them side by side, and writes down what came of each.

use std::{
    cell::Cell,
    future::ready,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use domain::Timestamp;
use futures_util::{StreamExt, stream::FuturesUnordered};
use sqlx::PgPool;
use tokio::sync::{Notify, Semaphore};

use super::{
    Backlog, Outcome, React,
    items::{Item, Items},
    lanes::Lanes,
};
use crate::{Ledger, Unavailable};

/// Items of a reaction that a node tries at the same time.
const PLACES: usize = 32;
/// So many of them for items that have failed before: those that come for the first time find room whatever fails.
const PLACES_AGAIN: usize = 16;
/// Items that one ledger gets before the next one is looked at.
const SHARE: usize = 8;
/// How long a try may take.
const TRY_MAX: Duration = Duration::from_secs(30);
/// When an item is looked at again whose lane is full.
const LANE_PAUSE: Duration = Duration::from_secs(2);
/// How often ledgers are looked at when nothing was heard: what another node left undone, or whose time has come.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// What came of a try is written down by so many tries, a second apart; after that others take the item for lost.
const SETTLE_TRIES: u32 = 20;
const SETTLE_PAUSE: Duration = Duration::from_secs(1);
/// So many tries are written down at the same time.
const SETTLED_AT_ONCE: usize = 4;
/// How often the backlog is counted, and no more often where something was given up.
const COUNT_EVERY: Duration = Duration::from_secs(10);
const COUNT_AT_MOST_EVERY: Duration = Duration::from_secs(1);
/// What was given up is kept so long.
const GIVEN_UP_KEPT_SECONDS: i64 = 14 * 24 * 3600;

/// Does something while what is under way gets on: those hold connections that would else never come back. Tells whether any of them
/// ended.
async fn beside<T>(
    under_way: &mut FuturesUnordered<impl Future<Output = bool>>,
    work: impl Future<Output = T>,
) -> (T, bool) {
    let (mut work, mut ended) = (pin!(work), false);
    loop {
        tokio::select! {
            done = &mut work => return (done, ended),
            Some(_) = under_way.next() => ended = true,
        }
    }
}

/// Lets what is under way get on until there is a reason to look at the ledgers again.
async fn rest(
    under_way: &mut FuturesUnordered<impl Future<Output = bool>>,
    news: &Notify,
    more: bool,
    full: bool,
) {
    let mut pause = pin!(tokio::time::sleep(LOOK_EVERY));
    loop {
        tokio::select! {
            // What is under way gets on even while there is always more to take.
            biased;
            Some(goes_on) = under_way.next() => {
                if full || goes_on { return }
            }
            () = ready(()), if more => return,
            () = news.notified() => return,
            () = &mut pause => return,
        }
    }
}

/// Follows every ledger until this node closes the log.
pub async fn follow(pool: PgPool, ledger: Arc<Ledger>, react: Box<dyn React>, backlog: Backlog) {
    let items = Items { pool, reaction: react.reaction() };
    let follower = Follower {
        items,
        ledger,
        react,
        backlog,
        lanes: Lanes::default(),
        settling: Semaphore::new(SETTLED_AT_ONCE),
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
    /// Who may write down what came of a try: the connections are everybody's.
    settling: Semaphore,
    /// Items under way that have failed before.
    again: Cell<usize>,
    /// How often ledgers were looked at; says which is looked at first.
    round: Cell<usize>,
    /// Something was given up since the backlog was counted.
    uncounted: Cell<bool>,
}

/// What a look at the ledgers brought.
#[derive(Default)]
struct Taken {
    items: Vec<Item>,
    /// There is more for the places that are left.
    more: bool,
    /// There is more than there are places.
    full: bool,
}

impl Taken {
    /// What one ledger gave, of at most so many.
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
            let free = PLACES - under_way.len();
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

    fn now(&self) -> Timestamp {
        self.ledger.clock().now()
    }

    fn news(&self) -> Arc<Notify> {
        let (news, kinds) = (Arc::<Notify>::default(), self.items.reaction.kinds);
        let hears = Arc::clone(&news);
        self.ledger.feed().listen(move |batch| {
            if batch.records.iter().any(|record| kinds.contains(&record.kind.as_str())) {
                hears.notify_one();
            }
        });
        news
    }

    /// Takes items for the places that are free. Those that were taken before a fault are this node's, and are not lost to it.
    async fn take(&self, free: usize) -> Result<Taken, Unavailable> {
        let mut taken = Taken { full: free == 0, ..Taken::default() };
        if free == 0 {
            return Ok(taken);
        }
        self.round.set(self.round.get().wrapping_add(1));
        match self.take_into(&mut taken, free).await {
            Err(error) if taken.items.is_empty() => return Err(error),
            Err(error) => tracing::warn!(%error, reaction = self.name(), "cannot take all that is due"),
            Ok(()) => {}
        }
        // Without a place left the next look is when one is free.
        if taken.items.len() == free {
            (taken.more, taken.full) = (false, true);
        }
        Ok(taken)
    }

    /// From one ledger after another: what is due, then what is new.
    async fn take_into(&self, taken: &mut Taken, free: usize) -> Result<(), Unavailable> {
        for ledger in self.in_turn(self.items.due(self.now()).await?) {
            let room = PLACES_AGAIN.saturating_sub(self.again.get() + taken.items.len());
            let limit = SHARE.min(room).min(free - taken.items.len());
            if limit == 0 {
                taken.full = true;
                break;
            }
            taken.add(self.items.take_due(&ledger, self.now(), limit).await?, limit);
        }
        for (ledger, head) in self.in_turn(self.items.behind().await?) {
            let limit = SHARE.min(free - taken.items.len());
            if limit == 0 {
                taken.full = true;
                break;
            }
            taken.add(self.items.take_up((&ledger, head), self.now(), limit).await?, limit);
        }
        Ok(())
    }

    /// Each round begins with another ledger, so that one with much to do does not keep the others waiting.
    fn in_turn<T>(&self, mut ledgers: Vec<T>) -> Vec<T> {
        if !ledgers.is_empty() {
            let first = self.round.get() % ledgers.len();
            ledgers.rotate_left(first);
        }
        ledgers
    }

    /// Tries an item, and writes down what came of it. True: there is more to do of it at once.
    async fn work(&self, item: Item) -> bool {
        let again = usize::from(item.tries > 1);
        self.again.set(self.again.get() + again);
        let outcome = self.attempt(&item).await;
        if let Outcome::Later(why) | Outcome::Never(why) = outcome {
            let (ledger, position, tries) = (&item.record.ledger, item.record.position, item.tries);
            tracing::warn!(reaction = self.name(), %ledger, position, tries, why, "an effect failed");
        }
        self.settle(&item, outcome).await;
        self.again.set(self.again.get() - again);
        outcome == Outcome::Continue(Duration::ZERO)
    }

    async fn attempt(&self, item: &Item) -> Outcome {
        let event = match self.ledger.read(item.record.clone()).await {
            Ok(event) => event,
            Err(error) if error.is_unreadable() => return Outcome::Later("its event cannot be read"),
            Err(_) => return Outcome::Later("the log did not answer"),
        };
        let Some(_place) = self.lanes.enter(self.react.lane(&event)) else {
            return Outcome::Continue(LANE_PAUSE);
        };
        let late = Outcome::Later("it took too long");
        tokio::time::timeout(TRY_MAX, self.react.react(&event)).await.unwrap_or(late)
    }

    async fn settle(&self, item: &Item, outcome: Outcome) {
        for _ in 0..SETTLE_TRIES {
            // An error would mean that it was closed, which it never is.
            let turn = self.settling.acquire().await;
            let settled = self.items.settle(item, outcome, self.now()).await;
            drop(turn);
            match settled {
                Ok(given_up) => {
                    self.uncounted.set(self.uncounted.get() || given_up);
                    return;
                }
                Err(error) if error.is_closed() => return,
                Err(error) => {
                    tracing::warn!(%error, reaction = self.name(), "cannot write down what came of an effect");
                    tokio::time::sleep(SETTLE_PAUSE).await;
                }
            }
        }
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
            self.items.standing().await
        };
        match counting.await {
            Ok(standing) => {
                self.uncounted.set(false);
                self.backlog.set(self.name(), standing);
            }
            Err(error) if error.is_closed() => {}
            Err(error) => tracing::warn!(%error, reaction = self.name(), "cannot count what was given up"),
        }
    }
}
