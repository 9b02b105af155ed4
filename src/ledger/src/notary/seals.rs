//! The keys that checkpoints are signed with, and the origins that they are signed under.

use crypto::{
    checkpoint::Checkpoint,
    note::{MalformedKey, SigningKey},
    seal::{Mac, MasterKey},
};
use domain::LedgerId;

/// Makes the keys that checkpoints are signed with: one per ledger, out of the master key.
#[derive(Clone)]
pub struct Seals {
    master: MasterKey,
    name: String,
}

impl Seals {
    /// `name` is the log's ([`name_log`](super::name_log)): what origins begin with.
    pub fn new(master: MasterKey, name: impl Into<String>) -> Self {
        Self { master, name: name.into() }
    }

    /// What checkpoints of a ledger are named: `<name>/<ledger>`.
    pub fn origin(&self, ledger: &LedgerId) -> String {
        format!("{}/{ledger}", self.name)
    }

    /// The key of a ledger under an origin. Its secret does not depend on the origin: what was signed before the log had a name still
    /// verifies.
    pub fn key(&self, origin: &str, ledger: &LedgerId) -> Result<SigningKey, MalformedKey> {
        let key = self.master.derive("checkpoint", ledger.as_str().as_bytes());
        SigningKey::from_seed(origin, Mac::new(&key).of(&[b"ed25519 seed"]))
    }

    /// Opens a note: its checkpoint, if it is one of this ledger that was signed with this master key, under any name.
    pub fn open(&self, note: &str, ledger: &LedgerId) -> Result<Checkpoint, String> {
        let origin = note.lines().next().unwrap_or_default();
        if origin.strip_suffix(ledger.as_str()).is_none_or(|name| !name.ends_with('/')) {
            return Err(format!("it is of {origin:?}, not of {ledger}"));
        }
        let key = self.key(origin, ledger).map_err(|fault| fault.to_string())?;
        crypto::checkpoint::verify(note, origin, key.verifier()).map_err(|fault| fault.to_string())
    }
}
