//! The notary: follows every ledger, keeps its Merkle tree in tiles, and signs its root (C2SP tlog-tiles, tlog-checkpoint).
//!
//! Before it signs it recomputes: every new event's leaf hash from the event's own bytes, and the tree from the tiles of the
//! last checkpoint on. Where that root does not continue the last checkpoint and what this node remembers outside the database
//! ([`Memory`]), or is not the one that the ledger's counter carries, it refuses, loudly, and signs nothing of that ledger any more:
//! somebody has tampered with it, or has restored an older database, which the operator has to say (`replay accept-restore`).
//!
//! Several nodes may do the same at once: tiles and roots follow from the events alone, so both write the same.

mod memory;
mod name;
mod seals;
mod step;
mod store;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use domain::LedgerId;
use sqlx::PgPool;
use tokio::sync::watch;

pub use memory::{MEMORY_FOLDER, Memory, MemoryFault, Remembered};
pub use name::{NameFault, log_name, name_log};
pub use seals::Seals;
pub use step::{Refused, Standing, checkpoints_are_there, examine, notarise};
pub use store::{Kept, checkpoints, count, head, is_there, latest, tiles};

use crate::{
    Ledger, Position, Unavailable,
    postgres::{GuardDown, guards_down},
};

/// Activity is collected for so long before it is signed.
const COLLECT: Duration = Duration::from_millis(300);
/// A look at everything, even when nothing was heard.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// So often what guards the tables is looked at.
const GUARDS_EVERY: Duration = Duration::from_secs(10);
/// So often a ledger that is refused is looked at for the operator's word that it was restored.
const RECONSIDER_EVERY: Duration = Duration::from_secs(2);
/// How long the last signatures of a node that stops may take.
const FINISH_MAX: Duration = Duration::from_secs(5);

/// Something an operator must look at: nothing is signed of what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// The ledger; `None`: all of them.
    pub ledger: Option<LedgerId>,
    /// What does not fit.
    pub why: String,
}

/// A running notary. Cheap to clone; runs until this node closes the log, or until it is told to finish.
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
        tokio::spawn(notary.clone().run());
        notary
    }

    /// What it refuses to sign, and why.
    pub fn alarms(&self) -> Vec<Alarm> {
        let state = self.state();
        let guard = |down: &GuardDown| Alarm { ledger: None, why: format!("{}: {}", down.guard, down.fault) };
        let of =
            |(ledger, why): (&LedgerId, &String)| Alarm { ledger: Some(ledger.clone()), why: why.clone() };
        let ledgers = state.tampered.iter().chain(&state.forgetful).map(of);
        state.guards.iter().map(guard).chain(ledgers).collect()
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
        let mut moved = self.0.ledger.feed().moved();
        let mut finish = self.0.finish.subscribe();
        loop {
            let last = *finish.borrow();
            match self.look().await {
                Ok(()) => {}
                Err(error) if error.is_closed() => break,
                Err(error) => tracing::warn!(%error, "the notary cannot look at the log"),
            }
            if last {
                self.settle().await;
                break;
            }
            // An error would mean that the feed has ended, and the timeout that nothing was heard: look either way.
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

    async fn look(&self) -> Result<(), Unavailable> {
        self.look_at_guards().await?;
        if !self.state().guards.is_empty() {
            return Ok(());
        }
        self.reconsider();
        let mut moved = false;
        let heads = self.0.ledger.log().heads().await?;
        for (ledger, head) in &heads {
            let signed = self.state().signed.get(ledger).copied();
            if self.refuses(ledger) || signed == Some(*head) {
                continue;
            }
            moved = true;
            self.sign(ledger, signed.is_none()).await?;
        }
        self.miss(&heads.into_iter().map(|(ledger, _)| ledger).collect());
        if !moved {
            self.settle().await;
        }
        Ok(())
    }

    /// Signs one ledger. What keeps it from being signed is an alarm; what keeps the database from answering ends the look.
    async fn sign(&self, ledger: &LedgerId, first: bool) -> Result<(), Unavailable> {
        let Inner { pool, seals, memory, .. } = &*self.0;
        let notarised = async {
            let log = &**self.0.ledger.log();
            if let Some(remembered) = memory.recall(ledger)?.filter(|_| first)
                && let Err(missing) = checkpoints_are_there(pool, &remembered).await
            {
                // Where more than that is wrong, it says more.
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

    /// Ledgers that were signed and are in no table any more.
    fn miss(&self, there: &HashSet<LedgerId>) {
        for ledger in self.0.memory.without(there) {
            if self.refuses(&ledger) {
                continue;
            }
            match self.0.memory.recall(&ledger) {
                Ok(Some(Remembered { position, .. })) => {
                    self.alarm(
                        &ledger,
                        format!("it was signed up to {position}, and is not in the database"),
                    );
                }
                Ok(None) => {}
                Err(fault) => self.cannot_remember(&ledger, &fault),
            }
        }
    }

    async fn look_at_guards(&self) -> Result<(), Unavailable> {
        let due = |state: &State| {
            !state.guards.is_empty() || state.guards_seen.is_none_or(|seen| seen.elapsed() >= GUARDS_EVERY)
        };
        if !due(&self.state()) {
            return Ok(());
        }
        let down = guards_down(&self.0.pool).await?;
        let mut state = self.state();
        if state.guards != down {
            for GuardDown { guard, fault } in &down {
                tracing::error!(
                    guard,
                    fault,
                    "TAMPERING: no checkpoint is signed until this is mended; run `replay verify`"
                );
            }
        }
        state.guards = down;
        state.guards_seen = Some(Instant::now());
        Ok(())
    }

    /// Looks again at ledgers of which the operator has accepted what there is.
    fn reconsider(&self) {
        let refused: Vec<_> = {
            let mut state = self.state();
            if state.reconsidered.is_some_and(|last| last.elapsed() < RECONSIDER_EVERY) {
                return;
            }
            state.reconsidered = Some(Instant::now());
            state.tampered.keys().chain(state.forgetful.keys()).cloned().collect()
        };
        for ledger in refused {
            if self.0.memory.reread(&ledger) {
                let mut state = self.state();
                state.tampered.remove(&ledger);
                state.forgetful.remove(&ledger);
                state.signed.remove(&ledger);
            }
        }
    }

    async fn settle(&self) {
        if let Err(fault) = self.0.memory.settle().await {
            tracing::warn!(%fault, "the notary's memory is written later");
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refuses(&self, ledger: &LedgerId) -> bool {
        self.state().tampered.contains_key(ledger)
    }

    fn alarm(&self, ledger: &LedgerId, why: String) {
        tracing::error!(%ledger, why, "TAMPERING: no checkpoint is signed for this ledger any more; run `replay verify`");
        self.state().tampered.insert(ledger.clone(), why);
    }

    /// Tried again at every look: the disk may only be full.
    fn cannot_remember(&self, ledger: &LedgerId, fault: &MemoryFault) {
        let why = fault.to_string();
        let known = self.state().forgetful.insert(ledger.clone(), why.clone());
        if known.as_ref() != Some(&why) {
            tracing::error!(%ledger, why, "no checkpoint is signed for this ledger");
        }
    }
}
