//! The folder of a private Postgres: whether it is ours, who owns it, where its socket can be. Runs no process.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use crate::PrivateFault;
use crate::account::Account;
use crate::endpoint::PORT;

const OWNER_ONLY: u32 = 0o700;
/// The longest path a socket can have, its closing NUL left out (`sun_path` is 108 bytes on Linux, 104 elsewhere).
const MAX_SOCKET_PATH_BYTES: usize = 103;
/// Everything we ever put into the folder.
const OURS: [&str; 6] = ["lock", "cluster", "cluster.new", "socket", "server.log", "server.log.1"];

/// A folder that is ours, locked for this process.
#[derive(Debug)]
pub(crate) struct Folder {
    /// Canonical.
    pub(crate) dir: PathBuf,
    /// The user that Postgres runs as, if it is not our own.
    pub(crate) account: Option<Account>,
    /// Held open: the lock goes with it, however the process ends.
    _lock: Lock,
}

impl Folder {
    /// Makes or takes over the folder. Where it is not ours, nothing in it is touched.
    pub(crate) fn open(dir: &Path) -> Result<Self, PrivateFault> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o755)
            .create(dir.parent().unwrap_or(dir))
            .map_err(PrivateFault::io("making", dir))?;
        make(dir)?;
        let dir = dir.canonicalize().map_err(PrivateFault::io("resolving", dir))?;
        refuse_foreign(&dir)?;
        let lock = lock(&dir)?;
        let folder = Self { account: Account::choose(&dir.join("cluster"))?, dir, _lock: lock };
        folder.own(&folder.dir)?;
        Ok(folder)
    }

    pub(crate) fn cluster(&self) -> PathBuf {
        self.dir.join("cluster")
    }

    /// Where `initdb` works; becomes `cluster` when it is whole.
    pub(crate) fn unfinished(&self) -> PathBuf {
        self.dir.join("cluster.new")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.dir.join("server.log")
    }

    /// Major version of the data, when there is any.
    pub(crate) fn version(&self) -> Result<Option<String>, PrivateFault> {
        let path = self.cluster().join("PG_VERSION");
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(PrivateFault::io("reading", &path)(error)),
        }
    }

    /// Whether the user Postgres runs as can get to the folder by its path.
    pub(crate) fn is_reachable(&self) -> bool {
        self.account.is_none_or(|account| account.reaches(&self.dir))
    }

    /// Makes a folder that belongs to the user Postgres runs as, closed to all others.
    pub(crate) fn make_private(&self, path: &Path) -> Result<(), PrivateFault> {
        make(path)?;
        self.own(path)
    }

    /// A folder for the socket: in ours, unless its path is too long for one or cannot be reached.
    pub(crate) fn socket(&self) -> Result<PathBuf, PrivateFault> {
        let inside = self.dir.join("socket");
        let length = inside.as_os_str().len() + format!("/.s.PGSQL.{PORT}").len();
        if length <= MAX_SOCKET_PATH_BYTES && self.is_reachable() && inside.to_str().is_some_and(is_plain) {
            self.make_private(&inside)?;
            return Ok(inside);
        }
        let uid = self.account.map_or_else(|| rustix::process::geteuid().as_raw(), |account| account.uid);
        let mut hash = DefaultHasher::new();
        self.dir.as_os_str().as_bytes().hash(&mut hash);
        let outside = std::env::temp_dir().join(format!("recognito-{uid}-{:016x}", hash.finish()));
        self.make_private_among_strangers(&outside, uid)?;
        Ok(outside)
    }

    /// As `make_private` in a folder where every user may make entries: an entry that another user made is not trusted.
    fn make_private_among_strangers(&self, path: &Path, uid: u32) -> Result<(), PrivateFault> {
        match DirBuilder::new().mode(OWNER_ONLY).create(path) {
            Ok(()) => self.own(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                let found = fs::symlink_metadata(path).map_err(PrivateFault::io("looking at", path))?;
                if found.is_dir() && found.uid() == uid && found.mode() & 0o777 == OWNER_ONLY {
                    return Ok(());
                }
                Err(PrivateFault::NoPermission { path: path.to_owned(), why: "somebody else made it".into() })
            }
            Err(error) => Err(PrivateFault::io("making", path)(error)),
        }
    }

    fn own(&self, path: &Path) -> Result<(), PrivateFault> {
        if let Some(Account { uid, gid }) = self.account {
            chown(path, Some(uid), Some(gid)).map_err(PrivateFault::io("giving away", path))?;
        }
        fs::set_permissions(path, fs::Permissions::from_mode(OWNER_ONLY))
            .map_err(PrivateFault::io("closing", path))
    }
}

/// Postgres reads its socket folders as a list with quotes and commas; a path without any of that needs no quoting.
fn is_plain(path: &str) -> bool {
    path.chars().all(|character| character.is_alphanumeric() || "/-_.+@:~".contains(character))
}

fn make(path: &Path) -> Result<(), PrivateFault> {
    match DirBuilder::new().mode(OWNER_ONLY).create(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map_err(PrivateFault::io("making", path)),
    }
}

fn refuse_foreign(dir: &Path) -> Result<(), PrivateFault> {
    let entries = fs::read_dir(dir).map_err(PrivateFault::io("reading", dir))?;
    for entry in entries {
        let name = entry.map_err(PrivateFault::io("reading", dir))?.file_name();
        if !OURS.iter().any(|ours| name == *ours) {
            let entry = name.to_string_lossy().into_owned();
            return Err(PrivateFault::Occupied { dir: dir.to_owned(), entry });
        }
    }
    Ok(())
}

/// The lock on a folder. Unlocked explicitly when it is dropped: a child that another thread is just starting may hold a copy of the open
/// file for a moment, and with it the lock.
#[derive(Debug)]
struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file, which follows, releases the lock as well.
        let _ = self.0.unlock();
    }
}

fn lock(dir: &Path) -> Result<Lock, PrivateFault> {
    let path = dir.join("lock");
    let file = File::options()
        .create(true)
        .write(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(PrivateFault::io("opening", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(PrivateFault::InUse { dir: dir.to_owned() }),
        Err(TryLockError::Error(error)) => Err(PrivateFault::io("locking", &path)(error)),
    }
}
