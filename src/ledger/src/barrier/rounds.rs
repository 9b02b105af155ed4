//! Rounds: the heads that callers wait for are asked for together, and the callers are answered together. A caller that arrives while a round
//! is under way waits for the next one.
//!
//! Most requests read more than one ledger (the account's, then a pool's), and the next request reads the same. So a round with room left
//! also asks for what the one before was asked for, and a request finds its next ledger in what it has been told.
//!
//! This module knows who waits for what. It does not know how heads are asked for, nor how long that takes: see [`super::asking`].

use std::{collections::HashMap, sync::Arc};

use domain::LedgerId;
use tokio::sync::{mpsc, oneshot};

use crate::{Position, Unavailable, feed::Heads};

/// Callers that may wait; beyond that they wait for a place.
pub(super) const WAITING_MAX: usize = 65_536;

/// The heads of a round.
pub(super) type Answers = Result<Vec<(LedgerId, Position)>, Unavailable>;

/// A caller who waits for the head of a ledger. The answer may hold that of others too.
pub(super) struct Waiting {
    pub(super) ledger: LedgerId,
    pub(super) answer: oneshot::Sender<Result<Heads, Unavailable>>,
}

/// Who waits, and for what.
#[derive(Default)]
pub(super) struct Rounds {
    /// For the next round.
    pub(super) waiting: Vec<Waiting>,
    round: Option<Round>,
    /// Ledgers that are asked for alone.
    late: HashMap<LedgerId, Vec<Waiting>>,
    /// What the last round was asked for.
    before: Vec<LedgerId>,
}

/// What is under way.
struct Round {
    ledgers: Vec<LedgerId>,
    callers: Vec<Waiting>,
}

impl Rounds {
    pub(super) fn is_under_way(&self) -> bool {
        self.round.is_some()
    }

    pub(super) fn are_answered(&self) -> bool {
        self.round.is_none() && self.late.is_empty() && self.waiting.is_empty()
    }

    /// Receives the callers that arrived meanwhile.
    pub(super) fn receive(&mut self, receiver: &mut mpsc::Receiver<Waiting>) {
        while self.waiting.len() < WAITING_MAX
            && let Ok(next) = receiver.try_recv()
        {
            self.waiting.push(next);
        }
    }

    /// Begins the next round, of so many ledgers at the most, less those that are late, and those first that have been waited for longest.
    /// Returns them: none if no caller waits.
    pub(super) fn begin(&mut self, ledgers_max: usize) -> Vec<LedgerId> {
        let ledgers_max = ledgers_max.saturating_sub(self.late.len());
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
        self.round = Some(Round { ledgers: ledgers.clone(), callers });
        ledgers
    }

    /// Answers the callers of the round. A ledger of which nothing is said has no event yet.
    pub(super) fn learn(&mut self, known: Vec<(LedgerId, Position)>) {
        let Some(Round { ledgers, callers }) = self.round.take() else { return };
        let mut heads: HashMap<_, Position> = ledgers.into_iter().map(|ledger| (ledger, 0)).collect();
        heads.extend(known);
        answer(callers, &Ok(Arc::new(heads)));
    }

    /// Ends the round without an answer. Returns the ledgers that are waited for: they must be asked for alone.
    pub(super) fn end(&mut self) -> Vec<LedgerId> {
        let Some(Round { mut ledgers, callers }) = self.round.take() else { return Vec::new() };
        for caller in callers {
            self.late.entry(caller.ledger.clone()).or_default().push(caller);
        }
        ledgers.retain(|ledger| self.late.contains_key(ledger));
        ledgers
    }

    pub(super) fn learn_late(&mut self, ledger: &LedgerId, head: Result<Position, Unavailable>) {
        let callers = self.late.remove(ledger).unwrap_or_default();
        answer(callers, &head.map(|head| Arc::new(HashMap::from([(ledger.clone(), head)]))));
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
    fn all_callers_of_a_round_are_told_all_its_heads() {
        let mut rounds = Rounds::default();
        let mut callers = ["account", "pool", "account", "new"].map(|ledger| wait(&mut rounds, ledger));
        assert_eq!(rounds.begin(4), ["account", "pool", "new"].map(id));
        assert!(callers.iter_mut().all(|caller| caller.try_recv().is_err()));
        rounds.learn(vec![(id("account"), 7), (id("pool"), 3)]);
        for caller in &mut callers {
            assert_eq!(told(caller, ["account", "pool", "new"]), Some([Some(7), Some(3), Some(0)]));
        }
        assert!(rounds.are_answered());
    }

    #[test]
    fn a_round_asks_also_for_what_the_one_before_was_asked_for_and_no_further_back() {
        let mut rounds = Rounds::default();
        let mut round = |waited: &str, ledgers_max| {
            let _caller = wait(&mut rounds, waited);
            let ledgers = rounds.begin(ledgers_max);
            rounds.learn(Vec::new());
            ledgers
        };
        assert_eq!(round("account", 4), ["account"].map(id));
        assert_eq!(round("pool", 4), ["pool", "account"].map(id));
        assert_eq!(round("other", 4), ["other", "pool"].map(id));
        assert_eq!(round("pool", 1), ["pool"].map(id));
    }

    #[test]
    fn after_a_round_without_an_answer_each_ledger_is_asked_for_alone_and_holds_up_its_own_callers() {
        let mut rounds = Rounds::default();
        let [mut slow, mut other] = ["slow", "other"].map(|ledger| wait(&mut rounds, ledger));
        rounds.begin(4);
        assert_eq!(rounds.end(), ["slow", "other"].map(id));
        rounds.learn_late(&id("other"), Ok(1));
        assert_eq!(told(&mut other, ["other"]), Some([Some(1)]));
        let [mut next, mut third] = ["slow", "third"].map(|ledger| wait(&mut rounds, ledger));
        assert_eq!(rounds.begin(4), ["third", "other"].map(id), "a ledger is asked for once at a time");
        rounds.learn_late(&id("slow"), Ok(5));
        assert_eq!(told(&mut slow, ["slow"]), Some([Some(5)]));
        rounds.learn(vec![(id("third"), 2)]);
        assert_eq!(told(&mut third, ["third"]), Some([Some(2)]));
        assert_eq!(told(&mut next, ["slow"]), None, "the query began before it came");
        assert_eq!(rounds.begin(4)[0], id("slow"));
    }

    #[test]
    fn what_nobody_waits_for_is_not_asked_for_alone_and_a_head_that_is_not_to_be_had_is_refused_to_its_callers()
     {
        let mut rounds = Rounds::default();
        let _answered = wait(&mut rounds, "before");
        rounds.begin(4);
        rounds.learn(Vec::new());
        let mut lost = wait(&mut rounds, "lost");
        assert_eq!(rounds.begin(4), ["lost", "before"].map(id));
        assert_eq!(rounds.end(), [id("lost")]);
        rounds.learn_late(&id("lost"), Err(Unavailable::because("gone")));
        assert!(lost.try_recv().unwrap().is_err());
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
