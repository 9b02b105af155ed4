//! What this node last signed of each ledger, kept outside the database: one small file per ledger in a folder beside the master key.
//!
//! The database's owner can rewrite every table of it, the checkpoints included, but cannot rewrite this: the notary signs nothing
//! that does not continue it, and `replay verify` compares the log with it. A file is two lines: JSON, and a MAC over it under a key that
//! is derived from the master key. It is written beside, synced and renamed, so that a crash leaves the old file or the new one.
//!
//! A node that remembers nothing (a new node, a new data folder) takes the signed checkpoints of the database as its beginning.

mod file_name;

use std::{
    collections::{HashMap, HashSet},
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crypto::{
    merkle::Hash,
    seal::{Mac, MasterKey},
};
use domain::LedgerId;
use serde::{Deserialize, Serialize};

use crate::Position;
use file_name::{file_name, ledger_of};

/// The folder's name inside the data folder.
pub const MEMORY_FOLDER: &str = "notary";
/// Bytes of a file that are read, at the most: ten times what one can hold.
const FILE_MAX: u64 = 16 * 1024;
/// What the MAC is for.
const MAC_PURPOSE: &str = "notary memory";

/// What a node remembers of one ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The ledger.
    pub ledger: LedgerId,
    /// The newest position that was signed. Written before the database's checkpoint: there may be none yet that says so.
    pub position: Position,
    /// The Merkle root there.
    #[serde(with = "hex_root")]
    pub root: Hash,
    /// The origin under which this node signed then. The note's may differ: it may be from before the log had a name.
    pub origin: String,
    /// The signed note.
    pub note: String,
    /// The newest checkpoint that is known to have been committed to the database; 0: none.
    pub kept: Position,
    /// How many checkpoints the database held up to that one, it included.
    pub checkpoints: u64,
}

/// Why the memory cannot be used. Nothing is signed without it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum MemoryFault {
    /// The file system refused.
    #[error("the notary's memory {path}: {1}", path = .0.display())]
    Io(PathBuf, Arc<io::Error>),
    /// The file was changed, is cut short, is of another ledger, or was written under another master key.
    #[error("the notary's memory {path} is not what this installation has written", path = .0.display())]
    NotAuthentic(PathBuf),
    /// No file can be named after the ledger; it is none of ours.
    #[error("{0:?} is no ledger's name")]
    Unnameable(String),
}

/// The memory of a node. Cheap to clone. One process writes it; two over one folder overwrite each other's files, which are equally good.
#[derive(Clone)]
pub struct Memory(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    mac: Mac,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    ledgers: HashMap<LedgerId, Result<Remembered, MemoryFault>>,
    /// Ledgers whose file does not say yet that the newest checkpoint is in the database.
    unwritten: HashSet<LedgerId>,
}

impl Memory {
    /// Reads what a data folder remembers. The folder is made when there is something to remember.
    pub fn open(data: &Path, master: &MasterKey) -> Result<Self, MemoryFault> {
        let folder = data.join(MEMORY_FOLDER);
        let mac = Mac::new(&master.derive(MAC_PURPOSE, &[]));
        let memory = Self(Arc::new(Inner { folder, mac, known: Mutex::default() }));
        let ledgers = memory.0.read_all()?;
        memory.known().ledgers = ledgers;
        Ok(memory)
    }

    /// What is remembered of a ledger.
    pub fn recall(&self, ledger: &LedgerId) -> Result<Option<Remembered>, MemoryFault> {
        self.known().ledgers.get(ledger).cloned().transpose()
    }

    /// The ledgers of which something is remembered, in order.
    pub fn ledgers(&self) -> Vec<LedgerId> {
        let mut ledgers: Vec<_> = self.known().ledgers.keys().cloned().collect();
        ledgers.sort();
        ledgers
    }

    /// The ledgers of which something is remembered, and that are not among these.
    pub(super) fn without(&self, there: &HashMap<LedgerId, Position>) -> Vec<LedgerId> {
        self.known().ledgers.keys().filter(|ledger| !there.contains_key(*ledger)).cloned().collect()
    }

    /// Reads a ledger's file again. True: its content has changed, because the operator has accepted a restored database.
    pub fn reread(&self, ledger: &LedgerId) -> bool {
        let fresh = self.0.read(ledger);
        let mut known = self.known();
        let same = match (known.ledgers.get(ledger), &fresh) {
            (Some(Ok(old)), Ok(Some(new))) => old == new,
            (None, Ok(None)) | (Some(Err(_)), Err(_)) => true,
            _ => false,
        };
        match fresh {
            Ok(Some(fresh)) => known.ledgers.insert(ledger.clone(), Ok(fresh)),
            Ok(None) => known.ledgers.remove(ledger),
            Err(fault) => known.ledgers.insert(ledger.clone(), Err(fault)),
        };
        !same
    }

    /// Remembers, and returns once it is on disk.
    pub async fn remember(&self, remembered: Remembered) -> Result<(), MemoryFault> {
        let inner = Arc::clone(&self.0);
        blocking(move || {
            inner.write(&remembered)?;
            let mut known = inner.known();
            known.unwritten.remove(&remembered.ledger);
            known.ledgers.insert(remembered.ledger.clone(), Ok(remembered));
            Ok(())
        })
        .await
    }

    /// Notes that what was signed last is in the database. It goes to disk with the next signature, or by [`Memory::flush`].
    pub(super) fn committed(&self, ledger: &LedgerId, kept: Position, checkpoints: u64) {
        let mut known = self.known();
        if let Some(Ok(remembered)) = known.ledgers.get_mut(ledger) {
            (remembered.kept, remembered.checkpoints) = (kept, checkpoints);
            known.unwritten.insert(ledger.clone());
        }
    }

    /// Writes to disk what was noted of ledgers in which nothing has happened since.
    pub(super) async fn flush(&self) -> Result<(), MemoryFault> {
        let unwritten: Vec<_> = self.known().unwritten.iter().cloned().collect();
        for ledger in unwritten {
            if let Some(remembered) = self.recall(&ledger)? {
                self.remember(remembered).await?;
            }
        }
        Ok(())
    }

    /// Forgets a ledger, durably: the operator has said that the database was restored.
    pub async fn forget(&self, ledger: &LedgerId) -> Result<(), MemoryFault> {
        let (inner, ledger) = (Arc::clone(&self.0), ledger.clone());
        blocking(move || {
            inner.remove(&ledger)?;
            let mut known = inner.known();
            known.unwritten.remove(&ledger);
            known.ledgers.remove(&ledger);
            Ok(())
        })
        .await
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.known()
    }
}

async fn blocking(
    work: impl FnOnce() -> Result<(), MemoryFault> + Send + 'static,
) -> Result<(), MemoryFault> {
    let died = |error: tokio::task::JoinError| {
        MemoryFault::Io(PathBuf::new(), Arc::new(io::Error::other(error.to_string())))
    };
    tokio::task::spawn_blocking(work).await.map_err(died)?
}

impl Inner {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_all(&self) -> Result<HashMap<LedgerId, Result<Remembered, MemoryFault>>, MemoryFault> {
        let io = |error| MemoryFault::Io(self.folder.clone(), Arc::new(error));
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(HashMap::new()),
            Err(error) => return Err(io(error)),
        };
        let mut known = HashMap::new();
        for entry in entries {
            let name = entry.map_err(io)?.file_name();
            // An unfinished file that a crash has left has another ending.
            let Some(ledger) = name.to_str().and_then(ledger_of) else { continue };
            if let Some(read) = self.read(&ledger).transpose() {
                known.insert(ledger, read);
            }
        }
        Ok(known)
    }

    fn read(&self, ledger: &LedgerId) -> Result<Option<Remembered>, MemoryFault> {
        let path = self.path(ledger)?;
        let text = match File::open(&path).and_then(|file| io::read_to_string(io::Read::take(file, FILE_MAX)))
        {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(MemoryFault::NotAuthentic(path));
            }
            Err(error) => return Err(MemoryFault::Io(path, Arc::new(error))),
        };
        let remembered = self.authentic(&text).filter(|remembered| remembered.ledger == *ledger);
        remembered.map(Some).ok_or(MemoryFault::NotAuthentic(path))
    }

    fn authentic(&self, text: &str) -> Option<Remembered> {
        let (body, mac) = text.strip_suffix('\n')?.split_once('\n')?;
        let mac = hex::decode(mac).ok()?;
        self.mac.verify(&[body.as_bytes()], &mac).then(|| serde_json::from_str(body).ok())?
    }

    fn write(&self, remembered: &Remembered) -> Result<(), MemoryFault> {
        let path = self.path(&remembered.ledger)?;
        let io = |error: io::Error| MemoryFault::Io(path.clone(), Arc::new(error));
        let body = serde_json::to_string(remembered).map_err(|error| io(error.into()))?;
        let text = format!("{body}\n{}\n", hex::encode(self.mac.of(&[body.as_bytes()])));
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder).map_err(io)?;
        // Another process over the same folder uses another name for its unfinished file.
        let beside = path.with_extension(format!("{}.new", std::process::id()));
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(true).mode(0o600).open(&beside);
        file.and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
            .map_err(io)?;
        fs::rename(&beside, &path).and_then(|()| self.sync()).map_err(io)
    }

    fn remove(&self, ledger: &LedgerId) -> Result<(), MemoryFault> {
        let path = self.path(ledger)?;
        match fs::remove_file(&path).and_then(|()| self.sync()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(MemoryFault::Io(path, Arc::new(error)))
            }
            _ => Ok(()),
        }
    }

    /// Makes a rename durable.
    fn sync(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }

    fn path(&self, ledger: &LedgerId) -> Result<PathBuf, MemoryFault> {
        let name = file_name(ledger).ok_or_else(|| MemoryFault::Unnameable(ledger.to_string()))?;
        Ok(self.folder.join(name))
    }
}

mod hex_root {
    use crypto::merkle::Hash;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(root: &Hash, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(root))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Hash, D::Error> {
        let bytes = hex::decode(String::deserialize(deserializer)?).map_err(D::Error::custom)?;
        bytes.try_into().map_err(|_| D::Error::custom("not 32 bytes"))
    }
}

#[cfg(test)]
mod tests;
