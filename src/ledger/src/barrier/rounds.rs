//! Rounds: the heads that callers wait for are asked for together, each by a query of its own, and the callers are woken together. Who
//! comes while a round is under way is asked for by the next one.
//!
//! Most requests read more than one ledger (the account's, then a pool's), and the next request reads the same. So a round with room left
//! also asks for what the one before was asked for, and a request finds its next ledger in what it has been told.
//!
//! A head that takes long holds up those who wait for that ledger and nobody else.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use domain::LedgerId;
use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until},
};

use crate::{Log, Position, Unavailable, feed::Heads};

/// Callers that may wait; beyond that they wait for a place.
pub(super) const WAITING_MAX: usize = 65_536;
/// Ledgers that are asked for at the same time.
pub(crate) const QUERIES_MAX: usize = 4;
/// After so long a round is over for those whose heads are there.
const ROUND_MAX: Duration = Duration::from_millis(5);

/// A caller who waits for the head of a ledger. The answer may hold that of others too.
pub(super) struct Waiting {
    pub(super) ledger: LedgerId,
    pub(super) answer: oneshot::Sender<Result<Heads, Unavailable>>,
}

/// Answers callers until no more can come. It does not listen to them while a round is under way: each would wake this task for nothing.
pub(super) async fn run(mut receiver: mpsc::Receiver<Waiting>, log: Arc<dyn Log>) {
    let (mut rounds, mut queries) = (Rounds::default(), FuturesUnordered::new());
    let (mut is_open, mut ends_at) = (true, Instant::now());
    while is_open || !queries.is_empty() {
        let is_under_way = rounds.round.is_some();
        tokio::select! {
            biased;
            Some((ledger, head)) = queries.next() => rounds.learn(&ledger, head),
            () = sleep_until(ends_at), if is_under_way => rounds.end(),
            first = receiver.recv(), if is_open && !is_under_way => {
                is_open = first.is_some();
                rounds.waiting.extend(first);
            }
        }
        if rounds.round.is_none() {
            rounds.take_in(&mut receiver);
            ends_at = Instant::now() + ROUND_MAX;
            queries.extend(rounds.begin(QUERIES_MAX - queries.len()).into_iter().map(|ledger| {
                let log = &log;
                async move {
                    let head = log.head(&ledger).await;
                    (ledger, head)
                }
            }));
        }
    }
}

/// Who waits, and for what.
#[derive(Default)]
struct Rounds {
    /// For the next round.
    waiting: Vec<Waiting>,
    round: Option<Round>,
    /// Ledgers whose heads were not there when their round was over.
    late: HashMap<LedgerId, Vec<Waiting>>,
    /// What the last round was asked for.
    before: Vec<LedgerId>,
}

/// What is under way.
struct Round {
    missing: HashSet<LedgerId>,
    heads: HashMap<LedgerId, Position>,
    callers: Vec<Waiting>,
}

impl Rounds {
    /// Takes in those who have come meanwhile.
    fn take_in(&mut self, receiver: &mut mpsc::Receiver<Waiting>) {
        while self.waiting.len() < WAITING_MAX
            && let Ok(next) = receiver.try_recv()
        {
            self.waiting.push(next);
        }
    }

    /// Begins the next round, of at most so many ledgers, for those who have waited longest. Returns the ledgers: none if nobody waits.
    fn begin(&mut self, ledgers_max: usize) -> Vec<LedgerId> {
        self.waiting.retain(|waiting| !waiting.answer.is_closed());
        let mut ledgers: Vec<LedgerId> = Vec::with_capacity(ledgers_max);
        let callers: Vec<_> = self
            .waiting
            .extract_if(.., |waiting| {
                let has_place = ledgers.len() < ledgers_max && !self.late.contains_key(&waiting.ledger);
                let is_in = ledgers.contains(&waiting.ledger);
                if has_place && !is_in {
                    ledgers.push(waiting.ledger.clone());
                }
                is_in || has_place
            })
            .collect();
        if ledgers.is_empty() {
            return ledgers;
        }
        for ledger in std::mem::replace(&mut self.before, ledgers.clone()) {
            if ledgers.len() < ledgers_max && !ledgers.contains(&ledger) && !self.late.contains_key(&ledger) {
                ledgers.push(ledger);
            }
        }
        let missing = ledgers.iter().cloned().collect();
        self.round = Some(Round { missing, heads: HashMap::new(), callers });
        ledgers
    }

    fn learn(&mut self, ledger: &LedgerId, head: Result<Position, Unavailable>) {
        if let Some(callers) = self.late.remove(ledger) {
            return answer(callers, &head.map(|head| Arc::new(HashMap::from([(ledger.clone(), head)]))));
        }
        let Some(round) = &mut self.round else { return };
        round.missing.remove(ledger);
        match head {
            Ok(head) => drop(round.heads.insert(ledger.clone(), head)),
            Err(unavailable) => {
                let refused = round.callers.extract_if(.., |waiting| waiting.ledger == *ledger).collect();
                answer(refused, &Err(unavailable));
            }
        }
        if round.missing.is_empty() {
            self.end();
        }
    }

    /// Answers those whose heads are there. The others go on waiting for theirs.
    fn end(&mut self) {
        let Some(Round { missing, heads, mut callers }) = self.round.take() else { return };
        for ledger in missing {
            let late = callers.extract_if(.., |waiting| waiting.ledger == ledger).collect();
            self.late.insert(ledger, late);
        }
        answer(callers, &Ok(Arc::new(heads)));
    }
}

fn answer(callers: Vec<Waiting>, heads: &Result<Heads, Unavailable>) {
    for caller in callers {
        // A caller that has gone needs no answer.
        let _ = caller.answer.send(heads.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Answer = oneshot::Receiver<Result<Heads, Unavailable>>;

    fn id(ledger: &str) -> LedgerId {
        LedgerId::new(ledger)
    }

    fn wait(rounds: &mut Rounds, ledger: &str) -> Answer {
        let (answer, heads) = oneshot::channel();
        rounds.waiting.push(Waiting { ledger: id(ledger), answer });
        heads
    }

    /// The heads that a caller has been told; `None`: none yet.
    fn told<const N: usize>(answer: &mut Answer, ledgers: [&str; N]) -> Option<[Option<Position>; N]> {
        let heads = answer.try_recv().ok()?.unwrap();
        Some(ledgers.map(|ledger| heads.get(&id(ledger)).copied()))
    }

    #[test]
    fn all_callers_of_a_round_are_told_all_its_heads_once_the_last_is_there() {
        let mut rounds = Rounds::default();
        let mut callers = ["account", "pool", "account"].map(|ledger| wait(&mut rounds, ledger));
        assert_eq!(rounds.begin(4), ["account", "pool"].map(id));
        rounds.learn(&id("pool"), Ok(3));
        assert!(callers.iter_mut().all(|caller| caller.try_recv().is_err()));
        rounds.learn(&id("account"), Ok(7));
        for caller in &mut callers {
            assert_eq!(told(caller, ["account", "pool"]), Some([Some(7), Some(3)]));
        }
    }

    #[test]
    fn a_round_asks_also_for_what_the_one_before_was_asked_for_and_no_further_back() {
        let mut rounds = Rounds::default();
        let mut round = |waited: &str, ledgers_max| {
            let _caller = wait(&mut rounds, waited);
            let ledgers = rounds.begin(ledgers_max);
            for ledger in &ledgers {
                rounds.learn(ledger, Ok(1));
            }
            ledgers
        };
        assert_eq!(round("account", 4), ["account"].map(id));
        assert_eq!(round("pool", 4), ["pool", "account"].map(id));
        assert_eq!(round("other", 4), ["other", "pool"].map(id));
        assert_eq!(round("pool", 1), ["pool"].map(id));
    }

    #[test]
    fn a_head_that_is_late_holds_up_those_who_wait_for_it_alone() {
        let mut rounds = Rounds::default();
        let [mut still, mut other] = ["still", "other"].map(|ledger| wait(&mut rounds, ledger));
        assert_eq!(rounds.begin(4), ["still", "other"].map(id));
        rounds.learn(&id("other"), Ok(1));
        rounds.end();
        assert_eq!(told(&mut other, ["other"]), Some([Some(1)]));
        let [mut next, mut third] = ["still", "third"].map(|ledger| wait(&mut rounds, ledger));
        assert_eq!(rounds.begin(3), ["third", "other"].map(id), "a ledger is asked for once at a time");
        rounds.learn(&id("still"), Ok(5));
        assert_eq!(told(&mut still, ["still"]), Some([Some(5)]));
        rounds.learn(&id("third"), Ok(2));
        rounds.learn(&id("other"), Ok(2));
        assert_eq!(told(&mut third, ["third"]), Some([Some(2)]));
        assert_eq!(told(&mut next, ["still"]), None, "the query began before it came");
        assert_eq!(rounds.begin(4)[0], id("still"));
    }

    #[test]
    fn a_head_that_is_not_to_be_had_is_refused_to_those_who_wait_for_it_alone() {
        let mut rounds = Rounds::default();
        let [mut lost, mut other] = ["lost", "other"].map(|ledger| wait(&mut rounds, ledger));
        rounds.begin(4);
        rounds.learn(&id("lost"), Err(Unavailable::because("gone")));
        assert!(lost.try_recv().unwrap().is_err());
        rounds.learn(&id("other"), Ok(1));
        assert_eq!(told(&mut other, ["lost", "other"]), Some([None, Some(1)]));
    }

    #[test]
    fn more_ledgers_than_a_round_holds_take_turns_and_nobody_asks_for_those_who_have_gone() {
        let mut rounds = Rounds::default();
        drop(wait(&mut rounds, "gone"));
        assert_eq!(rounds.begin(4), []);
        let _callers = ["a", "b", "c", "a"].map(|ledger| wait(&mut rounds, ledger));
        assert_eq!(rounds.begin(2), ["a", "b"].map(id));
        assert_eq!(rounds.waiting.len(), 1);
    }
}
