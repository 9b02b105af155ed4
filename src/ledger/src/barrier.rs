//! No stale answer: a read first learns the head of its ledger by a query that began after the read did, and waits until this node has seen
//! that position.
//!
//! Concurrent reads of a ledger share one query: those that begin while one is under way share the next. Ledgers are asked for side by
//! side, and only those that reads wait for. The reads of one request share one moment in each ledger, that of the first of them
//! ([`at_one_moment`]).

use std::{cell::RefCell, collections::HashMap, sync::Arc, time::Duration};

use domain::LedgerId;
use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::{
    sync::{mpsc, oneshot},
    task_local,
};

use crate::{Feed, Log, Position, Unavailable, feed::Heads, queues::Queues};

/// How long a read waits for the head of its ledger, while the database does not answer.
pub(crate) const HEAD_WAIT_MAX: Duration = Duration::from_secs(5);
/// How long a read waits for this node to catch up before it is refused as unavailable.
const WAIT_MAX: Duration = Duration::from_secs(3);
/// Reads that may wait for the head of a ledger.
const WAITING_MAX: usize = 65_536;
/// Ledgers that are asked for at the same time.
pub(crate) const QUERIES_MAX: usize = 4;

type Caller = oneshot::Sender<Result<Position, Unavailable>>;

task_local! {
    /// The heads that the reads of this request use, of the ledgers that it has asked for.
    static SHARED: RefCell<HashMap<LedgerId, Position>>;
}

/// The moment that reads share: none of them is older.
#[derive(Clone, Debug, Default)]
pub struct ReadMoment(HashMap<LedgerId, Position>);

impl ReadMoment {
    /// The moment of the request that this is called in; an empty one elsewhere, and before its first read.
    pub fn current() -> Self {
        Self(SHARED.try_with(|shared| shared.borrow().clone()).unwrap_or_default())
    }

    /// Does a part of that request's work in another task.
    pub async fn continued<T>(self, work: impl Future<Output = T>) -> T {
        SHARED.scope(RefCell::new(self.0), work).await
    }
}

/// Does the work of one request: each of its ledgers is asked for its head once, and all reads are at least as new as that. Later reads of
/// entities also see what the work itself appends.
pub async fn at_one_moment<T>(work: impl Future<Output = T>) -> T {
    ReadMoment::default().continued(work).await
}

/// Lets the next read of this request choose a newer moment.
pub(crate) fn renew() {
    // Outside of a request there is nothing to renew.
    let _ = SHARED.try_with(|shared| shared.borrow_mut().clear());
}

/// The channel to the one task that asks for heads.
pub(crate) struct Barrier {
    callers: mpsc::Sender<(LedgerId, Caller)>,
    log: Arc<dyn Log>,
    feed: Feed,
}

impl Barrier {
    pub(crate) fn start(log: Arc<dyn Log>, feed: Feed) -> Self {
        let (callers, receiver) = mpsc::channel(WAITING_MAX);
        tokio::spawn(run(receiver, Arc::clone(&log)));
        Self { callers, log, feed }
    }

    /// Passes once this node has seen all that was committed in the ledger before the call. Returns the position.
    pub(crate) async fn pass(&self, ledger: &LedgerId) -> Result<Position, Unavailable> {
        let known = SHARED.try_with(|shared| shared.borrow().get(ledger).copied()).unwrap_or_default();
        let head = match known {
            Some(head) => head,
            None => self.head(ledger).await?,
        };
        self.reach([(ledger, head)]).await?;
        Ok(head)
    }

    /// The same for every ledger. It reads the heads of all that there are.
    pub(crate) async fn pass_all(&self) -> Result<Heads, Unavailable> {
        let heads: HashMap<_, _> = self.log.heads().await?.into_iter().collect();
        self.reach(heads.iter().map(|(ledger, head)| (ledger, *head))).await?;
        Ok(Arc::new(heads))
    }

    async fn head(&self, ledger: &LedgerId) -> Result<Position, Unavailable> {
        let gone = || Unavailable::because("the log's barrier has stopped");
        let (caller, head) = oneshot::channel();
        self.callers.send((ledger.clone(), caller)).await.map_err(|_| gone())?;
        let late = |_| Unavailable::because("the log has not said in time how far it has come; try again");
        let head = tokio::time::timeout(HEAD_WAIT_MAX, head).await.map_err(late)?.map_err(|_| gone())??;
        let _ = SHARED.try_with(|shared| shared.borrow_mut().insert(ledger.clone(), head));
        Ok(head)
    }

    async fn reach(&self, heads: impl IntoIterator<Item = (&LedgerId, Position)>) -> Result<(), Unavailable> {
        let all = async {
            for (ledger, head) in heads {
                self.feed.reach(ledger, head).await;
            }
        };
        tokio::time::timeout(WAIT_MAX, all)
            .await
            .map_err(|_| Unavailable::because("this node has not caught up with the log in time; try again"))
    }
}

/// Answers callers until no more can come.
async fn run(mut receiver: mpsc::Receiver<(LedgerId, Caller)>, log: Arc<dyn Log>) {
    let (mut queues, mut under_way) = (Queues::default(), FuturesUnordered::new());
    let mut is_open = true;
    while is_open || !under_way.is_empty() {
        tokio::select! {
            biased;
            Some(ledger) = under_way.next() => queues.done(&ledger),
            first = receiver.recv(), if is_open && queues.waiting() < WAITING_MAX => {
                is_open = first.is_some();
                let mut next = first;
                while let Some((ledger, caller)) = next {
                    queues.push(&ledger, caller);
                    next = receiver.try_recv().ok();
                }
            }
        }
        while under_way.len() < QUERIES_MAX
            && let Some((ledger, callers)) = queues.next(|_| true)
        {
            under_way.push(answer(&*log, ledger, callers));
        }
    }
}

/// Asks for the head of a ledger, and answers its callers, unless all of them have gone.
async fn answer(log: &dyn Log, ledger: LedgerId, callers: Vec<Caller>) -> LedgerId {
    if callers.iter().all(oneshot::Sender::is_closed) {
        return ledger;
    }
    let head = log.head(&ledger).await;
    for caller in callers {
        // A caller that has gone needs no answer.
        let _ = caller.send(head.clone());
    }
    ledger
}
