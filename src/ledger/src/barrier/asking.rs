//! The task that asks for the heads that callers wait for: those of a round in one message, by a statement for each ledger.
//!
//! A round that takes long, or fails, is over, and each of its ledgers is asked for alone: one that is slow, or not to be had, holds up only
//! the callers that wait for it.

use std::{mem, sync::Arc, time::Duration};

use domain::LedgerId;
use futures_util::{
    FutureExt, StreamExt,
    future::{BoxFuture, Fuse},
    stream::FuturesUnordered,
};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

use super::rounds::{Answers, Rounds, Waiting};
use crate::{Log, Position, Unavailable};

/// Ledgers that are asked for at the same time.
pub(crate) const LEDGERS_MAX: usize = 4;
/// After so long a round is over.
const ROUND_MAX: Duration = Duration::from_millis(20);

/// Answers callers until no more can come. It receives none while a round is under way, since each would wake this task for nothing.
pub(super) async fn run(mut receiver: mpsc::Receiver<Waiting>, log: Arc<dyn Log>) {
    let mut asking = Asking::of(&*log);
    let mut is_open = true;
    while is_open || !asking.rounds.are_answered() {
        let is_under_way = asking.rounds.is_under_way();
        tokio::select! {
            biased;
            heads = &mut asking.round, if is_under_way => asking.learn(heads),
            Some((ledger, head)) = asking.alone.next() => asking.rounds.learn_late(&ledger, head),
            Some(_) = asking.left.next() => {}
            () = sleep_until(asking.ends_at), if is_under_way => asking.leave(),
            first = receiver.recv(), if is_open && !is_under_way => {
                is_open = first.is_some();
                asking.rounds.waiting.extend(first);
            }
        }
        if !asking.rounds.is_under_way() {
            asking.rounds.receive(&mut receiver);
            asking.begin();
        }
    }
}

/// What has been asked and not been answered.
struct Asking<'l> {
    log: &'l dyn Log,
    rounds: Rounds,
    round: Fuse<BoxFuture<'l, Answers>>,
    ends_at: Instant,
    /// Queries for one ledger.
    alone: FuturesUnordered<BoxFuture<'l, (LedgerId, Result<Position, Unavailable>)>>,
    /// Queries of rounds that took too long, for the sake of their connections.
    left: FuturesUnordered<Fuse<BoxFuture<'l, Answers>>>,
}

impl<'l> Asking<'l> {
    fn of(log: &'l dyn Log) -> Self {
        Self {
            log,
            rounds: Rounds::default(),
            round: Fuse::terminated(),
            ends_at: Instant::now(),
            alone: FuturesUnordered::new(),
            left: FuturesUnordered::new(),
        }
    }

    /// Begins a round, if callers wait for one.
    fn begin(&mut self) {
        let (log, ledgers) = (self.log, self.rounds.begin(LEDGERS_MAX.saturating_sub(self.left.len())));
        if !ledgers.is_empty() {
            self.ends_at = Instant::now() + ROUND_MAX;
            self.round = async move { log.heads_of(&ledgers).await }.boxed().fuse();
        }
    }

    fn learn(&mut self, heads: Answers) {
        match heads {
            Ok(heads) => self.rounds.learn(heads),
            Err(_) => self.ask_alone(),
        }
    }

    fn leave(&mut self) {
        self.left.push(mem::replace(&mut self.round, Fuse::terminated()));
        self.ask_alone();
    }

    fn ask_alone(&mut self) {
        let log = self.log;
        self.alone.extend(self.rounds.end().into_iter().map(|ledger| {
            async move {
                let head = log.head(&ledger).await;
                (ledger, head)
            }
            .boxed()
        }));
    }
}
