//! No stale answer: a read first learns the head of its ledger by a query that began after its request did, and waits until this node has
//! seen that position.
//!
//! Heads are asked for in rounds ([`rounds`]), which concurrent reads share. The reads of one request share one moment in each ledger
//! ([`at_one_moment`]): the first head of it that any of them was given. A round gives the heads of several ledgers, so that a request that
//! has read one ledger often need not wait for the next.

mod asking;
mod rounds;

use std::{cell::RefCell, collections::HashMap, sync::Arc, time::Duration};

use domain::LedgerId;
use tokio::{
    sync::{mpsc, oneshot},
    task_local,
};

use self::rounds::Waiting;
use crate::{Feed, Log, Position, Unavailable, feed::Heads};

pub(crate) use self::asking::LEDGERS_MAX;

/// How long a read waits for the head of its ledger, while the database does not answer.
pub(crate) const HEAD_WAIT_MAX: Duration = Duration::from_secs(5);
/// How long a read waits for this node to catch up before it is refused as unavailable.
const WAIT_MAX: Duration = Duration::from_secs(3);

task_local! {
    static SHARED: RefCell<ReadMoment>;
}

/// The moment that reads share: none of them is older. It holds the heads of each round that one of the reads waited for, oldest first.
#[derive(Clone, Debug, Default)]
pub struct ReadMoment(Vec<Heads>);

impl ReadMoment {
    /// The moment of the request that this is called in; an empty one elsewhere, and before its first read.
    pub fn current() -> Self {
        SHARED.try_with(|shared| shared.borrow().clone()).unwrap_or_default()
    }

    /// Does a part of that request's work in another task.
    pub async fn continued<T>(self, work: impl Future<Output = T>) -> T {
        SHARED.scope(RefCell::new(self), work).await
    }

    fn head(&self, ledger: &LedgerId) -> Option<Position> {
        self.0.iter().find_map(|heads| heads.get(ledger)).copied()
    }
}

/// Does the work of one request: each of its ledgers has one head, and all reads are at least as new as that. Later reads of
/// entities also see what the work itself appends.
pub async fn at_one_moment<T>(work: impl Future<Output = T>) -> T {
    ReadMoment::default().continued(work).await
}

/// Lets the next read of this request choose a newer moment.
pub(crate) fn renew() {
    // Outside of a request there is nothing to renew.
    let _ = SHARED.try_with(|shared| shared.borrow_mut().0.clear());
}

/// The channel to the one task that asks for heads.
pub(crate) struct Barrier {
    callers: mpsc::Sender<Waiting>,
    log: Arc<dyn Log>,
    feed: Feed,
}

impl Barrier {
    pub(crate) fn start(log: Arc<dyn Log>, feed: Feed) -> Self {
        let (callers, receiver) = mpsc::channel(rounds::WAITING_MAX);
        tokio::spawn(asking::run(receiver, Arc::clone(&log)));
        Self { callers, log, feed }
    }

    /// Passes once this node has seen all that was committed in the ledger before the call. Returns the position.
    pub(crate) async fn pass(&self, ledger: &LedgerId) -> Result<Position, Unavailable> {
        let known = SHARED.try_with(|shared| shared.borrow().head(ledger)).unwrap_or_default();
        let head = match known {
            Some(head) => head,
            None => self.head(ledger).await?,
        };
        // Nearly always: this node has seen its own appends before they are answered.
        if self.feed.seen(ledger) < head {
            self.reach([(ledger, head)]).await?;
        }
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
        let (answer, heads) = oneshot::channel();
        self.callers.send(Waiting { ledger: ledger.clone(), answer }).await.map_err(|_| gone())?;
        let late = |_| Unavailable::because("the log has not said in time how far it has come; try again");
        let heads = tokio::time::timeout(HEAD_WAIT_MAX, heads).await.map_err(late)?.map_err(|_| gone())??;
        let head = heads.get(ledger).copied().ok_or_else(gone)?;
        let _ = SHARED.try_with(|shared| shared.borrow_mut().0.push(heads));
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
