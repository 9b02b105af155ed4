//! One try of an item, and the record of its outcome. Knows no other item, and not which comes next.

use std::time::Duration;

use super::{
    super::{Outcome, items::Item},
    Follower,
};
use crate::Opened;

/// How long a try may take.
const TRY_MAX: Duration = Duration::from_secs(30);
/// When an item is looked at again whose lane stands still.
const LANE_PAUSE: Duration = Duration::from_secs(2);
/// How long a reaction may take to note that an item is given up, and when that is tried again where it fails.
const NOTE_MAX: Duration = Duration::from_secs(5);
const NOTE_PAUSE: Duration = Duration::from_secs(5);
/// Attempts to record the outcome of a try, a second apart; after that other nodes take the item for lost.
const RECORD_TRIES: u32 = 20;
const RECORD_PAUSE: Duration = Duration::from_secs(1);

impl Follower {
    /// Tries an item, and records the outcome. True: there is more to do of it at once.
    pub(super) async fn work(&self, item: Item) -> bool {
        let again = usize::from(item.tries > 1);
        self.again.set(self.again.get() + again);
        let outcome = self.attempt(&item).await;
        if let Outcome::Later(why) | Outcome::Never(why) = outcome {
            let (ledger, position, tries) = (&item.record.ledger, item.record.position, item.tries);
            tracing::warn!(reaction = self.name(), %ledger, position, tries, why, "an effect failed");
        }
        self.record_outcome(&item, outcome).await;
        self.again.set(self.again.get() - again);
        outcome == Outcome::Continue(Duration::ZERO)
    }

    async fn attempt(&self, item: &Item) -> Outcome {
        let event = match self.ledger.read(item.record.clone()).await {
            Ok(event) => event,
            Err(error) if error.is_unreadable() => return Outcome::Later("its event cannot be read"),
            Err(_) => return Outcome::Later("the log did not answer"),
        };
        let Some(_place) = self.lanes.enter(self.react.lane(&event)).await else {
            return Outcome::Continue(LANE_PAUSE);
        };
        let late = Outcome::Later("it took too long");
        let outcome = tokio::time::timeout(TRY_MAX, self.react.react(&event)).await.unwrap_or(late);
        match self.items.reaction.tries.given_up(item.tries, outcome) {
            Some(why) if !self.is_noted(&event, item.tries, why).await => Outcome::Continue(NOTE_PAUSE),
            Some(_) | None => outcome,
        }
    }

    /// Tells the reaction that an item is given up. False: it could not take note of that.
    async fn is_noted(&self, event: &Opened, tries: u32, why: &'static str) -> bool {
        tokio::time::timeout(NOTE_MAX, self.react.note_given_up(event, tries, why)).await.unwrap_or(false)
    }

    async fn record_outcome(&self, item: &Item, outcome: Outcome) {
        for _ in 0..RECORD_TRIES {
            // An error would mean that the semaphore was closed, which it never is.
            let turn = self.recording.acquire().await;
            let recorded = self.items.record_outcome(item, outcome, self.now()).await;
            drop(turn);
            match recorded {
                Ok(given_up) => {
                    self.uncounted.set(self.uncounted.get() || given_up);
                    return;
                }
                Err(error) if error.is_closed() => return,
                Err(error) => {
                    tracing::warn!(%error, reaction = self.name(), "cannot record the outcome of an effect");
                    tokio::time::sleep(RECORD_PAUSE).await;
                }
            }
        }
    }
}
