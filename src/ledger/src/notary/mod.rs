//! The notary: follows every ledger, keeps its Merkle tree in tiles, and signs its root (C2SP tlog-tiles, tlog-checkpoint).
//!
//! Before it signs it recomputes: every new event's leaf hash from the event's own bytes, and the tree from the tiles of the
//! last checkpoint on. Where that root does not continue the last checkpoint, or is not the one that the ledger's counter
//! carries, it refuses, loudly, and signs nothing of that ledger any more: somebody has tampered with it.
//!
//! Several nodes may do the same at once: tiles and roots follow from the events alone, so both write the same.

mod step;
mod store;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crypto::{
    checkpoint::Checkpoint,
    note::{MalformedKey, SigningKey},
    seal::{Mac, MasterKey},
};
use domain::LedgerId;
use sqlx::PgPool;

pub use step::{Refused, notarise};
pub use store::{Kept, checkpoints, head, latest, tiles};

use crate::{Ledger, Position, Unavailable};

/// Activity is collected for so long before it is signed.
const COLLECT: Duration = Duration::from_millis(300);
/// A look at everything, even when nothing was heard.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Makes the keys that checkpoints are signed with: one per ledger, out of the master key.
#[derive(Clone)]
pub struct Seals {
    master: MasterKey,
    host: String,
}

impl Seals {
    /// `host` is what origins begin with: the public host name, and port where there is one.
    pub fn new(master: MasterKey, host: impl Into<String>) -> Self {
        Self { master, host: host.into() }
    }

    /// What today's checkpoints of a ledger are named: `<host>/<ledger>`.
    pub fn origin(&self, ledger: &LedgerId) -> String {
        format!("{}/{ledger}", self.host)
    }

    /// The key of a ledger under a name. Its secret does not depend on the name: a server that moved is still known.
    pub fn key(&self, origin: &str, ledger: &LedgerId) -> Result<SigningKey, MalformedKey> {
        let key = self.master.derive("checkpoint", ledger.as_str().as_bytes());
        SigningKey::from_seed(origin, Mac::new(&key).of(&[b"ed25519 seed"]))
    }

    /// What a note says, if it is a checkpoint of this ledger that was signed with this master key, under whatever host.
    pub fn open(&self, note: &str, ledger: &LedgerId) -> Result<Checkpoint, String> {
        let origin = note.lines().next().unwrap_or_default();
        if origin.strip_suffix(ledger.as_str()).is_none_or(|host| !host.ends_with('/')) {
            return Err(format!("it is of {origin:?}, not of {ledger}"));
        }
        let key = self.key(origin, ledger).map_err(|fault| fault.to_string())?;
        crypto::checkpoint::verify(note, origin, key.verifier()).map_err(|fault| fault.to_string())
    }
}

/// A running notary. Cheap to clone; runs until this node closes the log.
#[derive(Clone)]
pub struct Notary(Arc<Inner>);

struct Inner {
    pool: PgPool,
    ledger: Arc<Ledger>,
    seals: Seals,
    signed: Mutex<HashMap<LedgerId, Position>>,
    alarms: Mutex<HashMap<LedgerId, String>>,
}

impl Notary {
    /// Starts to sign. `pool` is a pool of connections to the log's database.
    pub fn start(ledger: Arc<Ledger>, pool: PgPool, seals: Seals) -> Self {
        let inner = Inner { pool, ledger, seals, signed: Mutex::default(), alarms: Mutex::default() };
        let notary = Self(Arc::new(inner));
        tokio::spawn(notary.clone().run());
        notary
    }

    /// Ledgers that it refuses to sign, and why.
    pub fn alarms(&self) -> Vec<(LedgerId, String)> {
        let alarms = self.0.alarms.lock().unwrap_or_else(PoisonError::into_inner);
        alarms.iter().map(|(ledger, why)| (ledger.clone(), why.clone())).collect()
    }

    async fn run(self) {
        let mut moved = self.0.ledger.feed().moved();
        loop {
            match self.look().await {
                Ok(()) => {}
                Err(error) if error.is_closed() => return,
                Err(error) => tracing::warn!(%error, "the notary cannot look at the log"),
            }
            // An error would mean that the feed has ended, and the timeout that nothing was heard: look either way.
            let _ = tokio::time::timeout(LOOK_EVERY, moved.changed()).await;
            tokio::time::sleep(COLLECT).await;
        }
    }

    async fn look(&self) -> Result<(), Unavailable> {
        for (ledger, head) in self.0.ledger.log().heads().await? {
            if self.signed(&ledger) >= head || self.refuses(&ledger) {
                continue;
            }
            match notarise(&self.0.pool, &**self.0.ledger.log(), &ledger, &self.0.seals).await {
                Ok(position) => {
                    self.0.signed.lock().unwrap_or_else(PoisonError::into_inner).insert(ledger, position);
                }
                Err(Refused::Unavailable(error)) => return Err(error),
                Err(Refused::Tampered(why)) => self.alarm(ledger, why),
            }
        }
        Ok(())
    }

    fn signed(&self, ledger: &LedgerId) -> Position {
        self.0.signed.lock().unwrap_or_else(PoisonError::into_inner).get(ledger).copied().unwrap_or(0)
    }

    fn refuses(&self, ledger: &LedgerId) -> bool {
        self.0.alarms.lock().unwrap_or_else(PoisonError::into_inner).contains_key(ledger)
    }

    fn alarm(&self, ledger: LedgerId, why: String) {
        tracing::error!(%ledger, why, "TAMPERING: no checkpoint is signed for this ledger any more; run `replay verify`");
        self.0.alarms.lock().unwrap_or_else(PoisonError::into_inner).insert(ledger, why);
    }
}
