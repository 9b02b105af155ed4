//! No stale answer: a read first learns the heads by a query that began after it did, and waits until this node has seen them.
//!
//! Concurrent reads share one query: whoever comes while one is under way takes part in the next. The reads of one request share one
//! moment, that of the first of them ([`at_one_moment`]).

use std::{cell::RefCell, collections::HashMap, sync::Arc, time::Duration};

use domain::LedgerId;
use tokio::{
    sync::{mpsc, oneshot},
    task_local,
};

use crate::{Feed, Log, Position, Unavailable};

/// How long a read waits for this node to catch up before it is told to try again.
const WAIT_MAX: Duration = Duration::from_secs(3);
/// Reads that may wait for a query of heads.
const WAITING_MAX: usize = 65_536;

/// The position of every ledger.
pub(crate) type Heads = Arc<HashMap<LedgerId, Position>>;
type Asker = oneshot::Sender<Result<Heads, Unavailable>>;

task_local! {
    /// The heads that the reads of this request go by, once one of them has asked.
    static SHARED: RefCell<Option<Heads>>;
}

/// The moment that reads share: none of them is older.
#[derive(Clone, Debug, Default)]
pub struct ReadMoment(Option<Heads>);

impl ReadMoment {
    /// That of the request that this is called in; an empty one elsewhere, and before its first read.
    pub fn current() -> Self {
        Self(SHARED.try_with(|shared| shared.borrow().clone()).unwrap_or_default())
    }

    /// Does a part of that request's work elsewhere.
    pub async fn continued<T>(self, work: impl Future<Output = T>) -> T {
        SHARED.scope(RefCell::new(self.0), work).await
    }
}

/// Does the work of one request: the log is asked once how far it has come, and all reads are at least as new as that. What the
/// work itself appends, its later reads of entities see as well.
pub async fn at_one_moment<T>(work: impl Future<Output = T>) -> T {
    ReadMoment::default().continued(work).await
}

/// Lets the next read of this request choose a newer moment.
pub(crate) fn renew() {
    // Outside of a request there is nothing to renew.
    let _ = SHARED.try_with(|shared| shared.borrow_mut().take());
}

/// The way to the one task that asks for heads.
#[derive(Clone)]
pub(crate) struct Barrier {
    askers: mpsc::Sender<Asker>,
    feed: Feed,
}

impl Barrier {
    pub(crate) fn start(log: Arc<dyn Log>, feed: Feed) -> Self {
        let (askers, receiver) = mpsc::channel(WAITING_MAX);
        tokio::spawn(run(receiver, log));
        Self { askers, feed }
    }

    /// Passes once this node has seen all that was committed in the ledger before the call. Tells the position.
    pub(crate) async fn pass(&self, ledger: &LedgerId) -> Result<Position, Unavailable> {
        let head = self.heads().await?.get(ledger).copied().unwrap_or(0);
        self.reach([(ledger, head)]).await?;
        Ok(head)
    }

    /// The same for every ledger.
    pub(crate) async fn pass_all(&self) -> Result<Heads, Unavailable> {
        let heads = self.heads().await?;
        self.reach(heads.iter().map(|(ledger, head)| (ledger, *head))).await?;
        Ok(heads)
    }

    async fn heads(&self) -> Result<Heads, Unavailable> {
        if let ReadMoment(Some(heads)) = ReadMoment::current() {
            return Ok(heads);
        }
        let heads = self.ask_for_heads().await?;
        let _ = SHARED.try_with(|shared| shared.borrow_mut().replace(Arc::clone(&heads)));
        Ok(heads)
    }

    async fn ask_for_heads(&self) -> Result<Heads, Unavailable> {
        let gone = || Unavailable::because("the log's barrier has stopped");
        let (asker, heads) = oneshot::channel();
        self.askers.send(asker).await.map_err(|_| gone())?;
        heads.await.map_err(|_| gone())?
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

async fn run(mut receiver: mpsc::Receiver<Asker>, log: Arc<dyn Log>) {
    let mut waiting = Vec::new();
    while receiver.recv_many(&mut waiting, WAITING_MAX).await > 0 {
        let heads = log.heads().await.map(|heads| Arc::new(heads.into_iter().collect::<HashMap<_, _>>()));
        for asker in waiting.drain(..) {
            // An asker that has gone needs no answer.
            let _ = asker.send(heads.clone());
        }
    }
}
