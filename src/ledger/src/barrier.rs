//! No stale answer: a read first learns the head of its ledger by a query that began after the read did, and waits until this node has seen
//! that position.
//!
//! Concurrent reads of a ledger share one query: those that begin while one is under way share the next. Ledgers are asked for side by
//! side, and only those that reads wait for. The reads of one request share one moment in each ledger, that of the first of them
//! ([`at_one_moment`]).

use std::{
    cell::RefCell,
    collections::HashMap,
    slice,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

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

/// A caller's question for the heads of some ledgers.
struct Question {
    ledgers: Vec<LedgerId>,
    caller: Caller,
}

type Caller = oneshot::Sender<Result<Vec<Position>, Unavailable>>;

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
    questions: mpsc::Sender<Question>,
    log: Arc<dyn Log>,
    feed: Feed,
}

impl Barrier {
    pub(crate) fn start(log: Arc<dyn Log>, feed: Feed) -> Self {
        let (questions, receiver) = mpsc::channel(WAITING_MAX);
        tokio::spawn(run(receiver, Arc::clone(&log)));
        Self { questions, log, feed }
    }

    /// Passes once this node has seen all that was committed in the ledger before the call. Returns the position.
    pub(crate) async fn pass(&self, ledger: &LedgerId) -> Result<Position, Unavailable> {
        let head = match known(ledger) {
            Some(head) => head,
            None => self.ask(slice::from_ref(ledger)).await?.first().copied().unwrap_or_default(),
        };
        self.reach([(ledger, head)]).await?;
        Ok(head)
    }

    /// Asks for the heads of several ledgers at the same time, so that the reads of this request do not ask for one after the other.
    pub(crate) async fn prepare(&self, ledgers: &[LedgerId]) -> Result<(), Unavailable> {
        if ledgers.is_empty() { Ok(()) } else { self.ask(ledgers).await.map(drop) }
    }

    /// The same for every ledger. It reads the heads of all that there are.
    pub(crate) async fn pass_all(&self) -> Result<Heads, Unavailable> {
        let heads: HashMap<_, _> = self.log.heads().await?.into_iter().collect();
        self.reach(heads.iter().map(|(ledger, head)| (ledger, *head))).await?;
        Ok(Arc::new(heads))
    }

    async fn ask(&self, ledgers: &[LedgerId]) -> Result<Vec<Position>, Unavailable> {
        let gone = || Unavailable::because("the log's barrier has stopped");
        let (caller, heads) = oneshot::channel();
        self.questions.send(Question { ledgers: ledgers.to_vec(), caller }).await.map_err(|_| gone())?;
        let late = |_| Unavailable::because("the log has not said in time how far it has come; try again");
        let heads = tokio::time::timeout(HEAD_WAIT_MAX, heads).await.map_err(late)?.map_err(|_| gone())??;
        let learnt = ledgers.iter().cloned().zip(heads.iter().copied());
        let _ = SHARED.try_with(|shared| shared.borrow_mut().extend(learnt));
        Ok(heads)
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

/// The head of a ledger that an earlier read of this request has asked for.
fn known(ledger: &LedgerId) -> Option<Position> {
    SHARED.try_with(|shared| shared.borrow().get(ledger).copied()).unwrap_or_default()
}

/// A caller, who is woken once: when the last head is there that it has asked for, or the first that is not to be had.
struct Asked {
    heads: Vec<Position>,
    missing: usize,
    caller: Option<Caller>,
}

impl Asked {
    fn has_gone(&self) -> bool {
        self.caller.as_ref().is_none_or(oneshot::Sender::is_closed)
    }

    fn answer(&mut self, place: usize, head: Result<Position, Unavailable>) {
        self.missing -= 1;
        let answer = match head {
            Ok(head) => {
                self.heads[place] = head;
                (self.missing == 0).then(|| Ok(std::mem::take(&mut self.heads)))
            }
            Err(unavailable) => Some(Err(unavailable)),
        };
        if let Some(answer) = answer
            && let Some(caller) = self.caller.take()
        {
            // A caller that has gone needs no answer.
            let _ = caller.send(answer);
        }
    }
}

/// A caller that waits for the head of a ledger, which has this place in its question.
struct Waiting {
    asked: Arc<Mutex<Asked>>,
    place: usize,
}

impl Waiting {
    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn push(queues: &mut Queues<Waiting>, question: Question) {
    let Question { ledgers, caller } = question;
    let asked = Asked { heads: vec![0; ledgers.len()], missing: ledgers.len(), caller: Some(caller) };
    let asked = Arc::new(Mutex::new(asked));
    for (place, ledger) in ledgers.iter().enumerate() {
        queues.push(ledger, Waiting { asked: Arc::clone(&asked), place });
    }
}

/// Answers callers until no more can come.
async fn run(mut receiver: mpsc::Receiver<Question>, log: Arc<dyn Log>) {
    let (mut queues, mut under_way) = (Queues::default(), FuturesUnordered::new());
    let mut is_open = true;
    while is_open || !under_way.is_empty() {
        tokio::select! {
            biased;
            Some(ledger) = under_way.next() => queues.done(&ledger),
            first = receiver.recv(), if is_open && queues.waiting() < WAITING_MAX => {
                is_open = first.is_some();
                let mut next = first;
                while let Some(question) = next {
                    push(&mut queues, question);
                    next = receiver.try_recv().ok();
                }
            }
        }
        while under_way.len() < QUERIES_MAX
            && let Some((ledger, waiting)) = queues.next(|_| true)
        {
            under_way.push(answer(&*log, ledger, waiting));
        }
    }
}

/// Asks for the head of a ledger, and answers its callers, unless all of them have gone.
async fn answer(log: &dyn Log, ledger: LedgerId, waiting: Vec<Waiting>) -> LedgerId {
    if waiting.iter().all(|caller| caller.asked().has_gone()) {
        return ledger;
    }
    let head = log.head(&ledger).await;
    for caller in waiting {
        caller.asked().answer(caller.place, head.clone());
    }
    ledger
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(
        queues: &mut Queues<Waiting>,
        ledgers: &[&str],
    ) -> oneshot::Receiver<Result<Vec<Position>, Unavailable>> {
        let (caller, answer) = oneshot::channel();
        push(queues, Question { ledgers: ledgers.iter().map(|id| LedgerId::new(*id)).collect(), caller });
        answer
    }

    /// Answers those that wait for the ledger whose turn it is.
    fn answer(queues: &mut Queues<Waiting>, head: &Result<Position, Unavailable>) {
        let (ledger, waiting) = queues.next(|_| true).unwrap();
        for caller in waiting {
            caller.asked().answer(caller.place, head.clone());
        }
        queues.done(&ledger);
    }

    #[test]
    fn a_caller_is_answered_once_when_the_last_of_its_heads_is_there_and_others_do_not_wait_for_it() {
        let mut queues = Queues::default();
        let mut both = ask(&mut queues, &["account", "pool"]);
        let mut account = ask(&mut queues, &["account"]);
        answer(&mut queues, &Ok(7));
        assert_eq!((account.try_recv().unwrap().unwrap(), both.try_recv().is_err()), (vec![7], true));
        answer(&mut queues, &Ok(3));
        assert_eq!(both.try_recv().unwrap().unwrap(), [7, 3]);
    }

    #[test]
    fn a_caller_learns_at_once_that_one_of_its_heads_is_not_to_be_had() {
        let mut queues = Queues::default();
        let mut both = ask(&mut queues, &["account", "pool"]);
        answer(&mut queues, &Err(Unavailable::because("gone")));
        assert!(both.try_recv().unwrap().is_err());
        answer(&mut queues, &Ok(3));
    }
}
