//! What follows on facts, done when a test asks for it: each reaction of the list, on each event that it is about, in the order of the log.

use std::collections::HashMap;

use domain::LedgerId;
use ledger::{
    Ledger, Opened, Position,
    postgres::reactions::{Outcome, React},
};
use tokio::sync::Mutex;

use crate::{App, reactions};

/// Events read at a time.
const PAGE: usize = 1_000;

/// The reactions, and what each has still to do.
pub(super) struct Effects {
    reactions: Vec<Box<dyn React>>,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    /// How far each ledger was read.
    seen: HashMap<LedgerId, Position>,
    waiting: Vec<Waiting>,
}

/// An event that a reaction has not done its work on.
struct Waiting {
    /// The place of the reaction.
    reaction: usize,
    event: Opened,
    /// How often it was tried.
    tries: u32,
}

impl Effects {
    pub(super) fn of(app: &App) -> Self {
        Self { reactions: reactions::all(app), queue: Mutex::default() }
    }

    /// Runs until nothing new follows. A reaction that asks for a retry gets it at the next call.
    pub(super) async fn run(&self, log: &Ledger) {
        let mut queue = self.queue.lock().await;
        let mut left = Vec::new();
        while self.read(log, &mut queue).await {
            for waiting in std::mem::take(&mut queue.waiting) {
                left.extend(self.attempt(waiting).await);
            }
        }
        queue.waiting = left;
    }

    /// Tries an effect; gives it back where it is to be tried again.
    async fn attempt(&self, waiting: Waiting) -> Option<Waiting> {
        let react = &*self.reactions[waiting.reaction];
        let tries = waiting.tries + 1;
        let outcome = react.react(&waiting.event).await;
        if let Some(why) = react.reaction().tries.given_up(tries, outcome) {
            assert!(react.note_given_up(&waiting.event, tries, why).await, "a log in memory answers");
            return None;
        }
        match outcome {
            Outcome::Done | Outcome::Never(_) => None,
            Outcome::Continue(_) => Some(waiting),
            Outcome::Later(_) => Some(Waiting { tries, ..waiting }),
        }
    }

    /// Queues the reactions to what was appended. False: there is nothing to do.
    async fn read(&self, log: &Ledger, queue: &mut Queue) -> bool {
        let heads = log.barrier_all().await.expect("a log in memory answers");
        for (ledger, head) in heads.iter() {
            let mut seen = queue.seen.get(ledger).copied().unwrap_or(0);
            while seen < *head {
                for event in log.page(ledger, seen, PAGE).await.expect("a log in memory answers") {
                    seen = event.record.position;
                    self.note(&event, &mut queue.waiting);
                }
            }
            queue.seen.insert(ledger.clone(), seen);
        }
        !queue.waiting.is_empty()
    }

    fn note(&self, event: &Opened, waiting: &mut Vec<Waiting>) {
        let about = |react: &dyn React| react.reaction().kinds.contains(&event.record.kind.as_str());
        let concerned: Vec<usize> =
            self.reactions.iter().enumerate().filter(|(_, r)| about(&***r)).map(|(at, _)| at).collect();
        let waits = |reaction| Waiting { reaction, event: event.clone(), tries: 0 };
        waiting.extend(concerned.into_iter().map(waits));
    }
}
