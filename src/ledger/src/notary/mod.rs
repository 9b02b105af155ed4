//! The notary: follows every ledger, keeps its Merkle tree in tiles, and signs its root (C2SP tlog-tiles, tlog-checkpoint).
//!
//! Before it signs it recomputes: every new event's leaf hash from the event's own bytes, and the tree from the tiles of the
//! last checkpoint on. Where that root does not continue the last checkpoint and what this node remembers outside the database
//! ([`Memory`]), or is not the one that the ledger's counter carries, it refuses, loudly, and signs nothing of that ledger any more:
//! it was tampered with, or an older database was restored, which the operator has to declare (`replay accept-restore`).
//!
//! Several nodes may do the same at once: tiles and roots follow from the events alone, so both write the same.

mod alarms;
mod memory;
mod name;
mod seals;
mod step;
mod store;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use domain::LedgerId;
use sqlx::PgPool;
use tokio::sync::watch;

pub use alarms::Alarm;
pub use memory::{MEMORY_FOLDER, Memory, MemoryFault, Remembered};
pub use name::{NameFault, log_name, name_log};
pub use seals::Seals;
pub use step::{Refused, VerifiedLedger, checkpoints_are_there, examine, notarise};
pub use store::{Kept, checkpoints, count, head, is_there, latest, tiles};

use crate::{Ledger, Position, Unavailable, feed::Heads, postgres::GuardDown};

/// Activity is collected for so long before it is signed.
const COLLECT: Duration = Duration::from_millis(300);
/// How often all ledgers are looked at, even when the feed has delivered nothing.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long the last signatures of a node that stops may take.
const FINISH_MAX: Duration = Duration::from_secs(5);

/// A running notary. Cheap to clone; runs until this node closes the log, or until [`Notary::finish`].
#[derive(Clone)]
pub struct Notary(Arc<Inner>);

struct Inner {
    pool: PgPool,
    ledger: Arc<Ledger>,
    seals: Seals,
    memory: Memory,
    state: Mutex<State>,
    finish: watch::Sender<bool>,
    finished: watch::Sender<bool>,
}

#[derive(Default)]
struct State {
    /// Ledgers that have moved, or whose heads differ from the signed ones.
    moved: BTreeSet<LedgerId>,
    /// How far each ledger is signed, or found signed by another node.
    signed: HashMap<LedgerId, Position>,
    /// Ledgers that do not fit what was signed.
    tampered: BTreeMap<LedgerId, String>,
    /// What keeps the memory from being read or written, by ledger.
    forgetful: BTreeMap<LedgerId, String>,
    guards: Vec<GuardDown>,
    guards_seen: Option<Instant>,
    reconsidered: Option<Instant>,
}

impl Notary {
    /// Starts to sign. `pool` is a pool of connections to the log's database.
    pub fn start(ledger: Arc<Ledger>, pool: PgPool, seals: Seals, memory: Memory) -> Self {
        let (finish, finished) = (watch::Sender::new(false), watch::Sender::new(false));
        let inner = Inner { pool, ledger, seals, memory, state: Mutex::default(), finish, finished };
        let notary = Self(Arc::new(inner));
        let hearing = notary.clone();
        notary.0.ledger.feed().listen(move |batch| {
            hearing.state().moved.insert(batch.ledger.clone());
        });
        tokio::spawn(notary.clone().run());
        notary
    }

    /// Signs what there is, and ends: for a node that takes no more requests.
    pub async fn finish(&self) {
        let mut finished = self.0.finished.subscribe();
        self.0.finish.send_replace(true);
        if tokio::time::timeout(FINISH_MAX, finished.wait_for(|finished| *finished)).await.is_err() {
            tracing::warn!("the last events are not signed yet; the next start, or another node, signs them");
        }
    }

    async fn run(self) {
        let (mut moved, mut heads) = (self.0.ledger.feed().moved(), self.0.ledger.feed().heads());
        heads.mark_changed();
        let mut finish = self.0.finish.subscribe();
        loop {
            let last = *finish.borrow();
            match self.look(&mut heads, last).await {
                Ok(()) => {}
                Err(error) if error.is_closed() => break,
                Err(error) => tracing::warn!(%error, "the notary cannot look at the log"),
            }
            if last {
                self.flush().await;
                break;
            }
            // An error would mean that the feed has ended, and the timeout that no ledger has moved: look either way.
            let wait = async {
                let _ = tokio::time::timeout(LOOK_EVERY, moved.changed()).await;
                tokio::time::sleep(COLLECT).await;
            };
            tokio::select! {
                () = wait => {}
                _ = finish.wait_for(|finish| *finish) => {}
            }
        }
        self.0.finished.send_replace(true);
    }

    /// Signs the ledgers that have moved; at the last look, all ledgers.
    async fn look(&self, heads: &mut watch::Receiver<Heads>, last: bool) -> Result<(), Unavailable> {
        self.look_at_guards().await?;
        if !self.state().guards.is_empty() {
            return Ok(());
        }
        self.reconsider();
        if last {
            let heads: HashMap<_, _> = self.0.ledger.log().heads().await?.into_iter().collect();
            self.compare(&heads);
        } else if heads.has_changed().unwrap_or(false) {
            let heads = Arc::clone(&heads.borrow_and_update());
            self.compare(&heads);
        }
        let moved = mem::take(&mut self.state().moved);
        if moved.is_empty() {
            self.flush().await;
        }
        let mut moved = moved.into_iter();
        while let Some(ledger) = moved.next() {
            if self.refuses(&ledger) {
                continue;
            }
            if let Err(error) = self.sign(&ledger).await {
                self.state().moved.extend([ledger].into_iter().chain(moved));
                return Err(error);
            }
        }
        Ok(())
    }

    /// Finds the ledgers whose heads differ from the signed ones, and those that no longer exist.
    fn compare(&self, heads: &HashMap<LedgerId, Position>) {
        let mut state = self.state();
        let State { moved, signed, .. } = &mut *state;
        let is_signed = |(ledger, head): &(&LedgerId, &Position)| signed.get(*ledger) == Some(*head);
        moved.extend(heads.iter().filter(|one| !is_signed(one)).map(|(ledger, _)| ledger.clone()));
        // Signing such a ledger checks itself whether it is gone.
        moved.extend(self.0.memory.without(heads));
    }

    /// Signs one ledger. A fault of the ledger is an alarm; a fault of the database ends the look.
    async fn sign(&self, ledger: &LedgerId) -> Result<(), Unavailable> {
        let Inner { pool, seals, memory, .. } = &*self.0;
        let first = !self.state().signed.contains_key(ledger);
        let notarised = async {
            let log = &**self.0.ledger.log();
            if let Some(remembered) = memory.recall(ledger)?.filter(|_| first)
                && let Err(missing) = checkpoints_are_there(pool, &remembered).await
            {
                // If more is wrong than that, the error of this check says more.
                examine(pool, log, ledger, seals, Some(&remembered)).await?;
                return Err(missing);
            }
            notarise(pool, log, ledger, seals, memory).await
        };
        match notarised.await {
            Ok(position) => {
                let mut state = self.state();
                state.forgetful.remove(ledger);
                state.signed.insert(ledger.clone(), position);
            }
            Err(Refused::Unavailable(error)) => return Err(error),
            Err(Refused::Memory(fault)) => self.cannot_remember(ledger, &fault),
            Err(Refused::Tampered(why)) => self.alarm(ledger, why),
        }
        Ok(())
    }

    async fn flush(&self) {
        if let Err(fault) = self.0.memory.flush().await {
            tracing::warn!(%fault, "the notary's memory is written later");
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
