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
    /// Events with the place of the reaction that has not done its work on them.
    waiting: Vec<(usize, Opened)>,
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
            for (reaction, event) in std::mem::take(&mut queue.waiting) {
                match self.reactions[reaction].react(&event).await {
                    Outcome::Done | Outcome::Never(_) => {}
                    Outcome::Continue(_) | Outcome::Later(_) => left.push((reaction, event)),
                }
            }
        }
        queue.waiting = left;
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

    fn note(&self, event: &Opened, waiting: &mut Vec<(usize, Opened)>) {
        let about = |react: &dyn React| react.reaction().kinds.contains(&event.record.kind.as_str());
        let concerned: Vec<usize> =
            self.reactions.iter().enumerate().filter(|(_, r)| about(&***r)).map(|(at, _)| at).collect();
        waiting.extend(concerned.into_iter().map(|at| (at, event.clone())));
    }
}
