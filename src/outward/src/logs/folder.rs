//! Records as lines of files in a folder: `<pool>.jsonl`, and `<pool>.1.jsonl` and so on for those that were full, the newest first.
//!
//! What is answered for is on the disk. The folder belongs to one target of one server, which a lock on it holds.

#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::{
    fmt,
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use ports::logs::LogFault;
use tokio::task::spawn_blocking;

/// The file whose lock says that the folder is in use.
const LOCK: &str = ".lock";

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderFault {
    /// It cannot be made or written.
    #[error("{path}: {1}", path = .0.display())]
    Unusable(PathBuf, #[source] io::Error),
    /// Another target or another server uses it.
    #[error("{path}: another target or another server writes its logs there", path = .0.display())]
    InUse(PathBuf),
}

/// A folder of log files.
pub struct Folder {
    path: PathBuf,
    bytes_max: u64,
    files_max: u32,
    /// Holds the lock until the process ends.
    _lock: File,
}

impl fmt::Debug for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Folder(..)")
    }
}

impl Folder {
    /// Uses a folder, which is made with its parents for its owner alone. A file gets so many bytes before the next is begun, and so many
    /// files of a pool are kept, the current one included.
    pub fn open(path: &Path, bytes_max: u64, files_max: u32) -> Result<Self, FolderFault> {
        let unusable = |error| FolderFault::Unusable(path.to_owned(), error);
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        builder.mode(0o700);
        builder.create(path).map_err(unusable)?;
        let lock = writable().truncate(false).write(true).open(path.join(LOCK)).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), bytes_max, files_max, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(FolderFault::InUse(path.to_owned())),
            Err(TryLockError::Error(error)) => Err(unusable(error)),
        }
    }

    /// Appends lines to the current file of a pool.
    pub(super) async fn append(self: &Arc<Self>, pool: &str, lines: Vec<String>) -> Result<(), LogFault> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        if !pool.chars().all(is_plain) {
            return Err(LogFault::File(io::ErrorKind::InvalidFilename));
        }
        let (folder, pool) = (Arc::clone(self), pool.to_owned());
        let appended = spawn_blocking(move || folder.append_now(&pool, &lines)).await;
        let appended = appended.unwrap_or_else(|_| Err(io::ErrorKind::Other.into()));
        appended.map_err(|error| LogFault::File(error.kind()))
    }

    fn append_now(&self, pool: &str, lines: &[String]) -> io::Result<()> {
        let mut text = lines.iter().fold(String::new(), |text, line| text + line + "\n");
        let mut file = self.current(pool)?;
        let length = file.metadata()?.len();
        if length > 0 && length + text.len() as u64 > self.bytes_max {
            drop(file);
            self.rotate(pool)?;
            file = self.current(pool)?;
        } else if !ends_a_line(&mut file, length)? {
            // A process has died, or a disk was full, in the middle of a line.
            text.insert(0, '\n');
        }
        file.write_all(text.as_bytes())?;
        file.sync_data()
    }

    /// The file that lines are appended to.
    fn current(&self, pool: &str) -> io::Result<File> {
        let path = self.file(pool, 0);
        let is_new = !path.exists();
        let file = writable().append(true).read(true).open(path)?;
        if is_new {
            self.sync()?;
        }
        Ok(file)
    }

    /// The current file becomes the newest of the full ones, and the oldest goes.
    fn rotate(&self, pool: &str) -> io::Result<()> {
        let oldest = self.files_max.saturating_sub(1);
        remove(&self.file(pool, oldest))?;
        for age in (0..oldest).rev() {
            let from = self.file(pool, age);
            if from.exists() {
                fs::rename(from, self.file(pool, age + 1))?;
            }
        }
        self.sync()
    }

    fn file(&self, pool: &str, age: u32) -> PathBuf {
        self.path.join(if age == 0 { format!("{pool}.jsonl") } else { format!("{pool}.{age}.jsonl") })
    }

    /// Keeps names of files over a crash of the machine.
    fn sync(&self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()
    }
}

/// How files are made: for their owner alone.
fn writable() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true);
    #[cfg(unix)]
    options.mode(0o600);
    options
}

fn ends_a_line(file: &mut File, length: u64) -> io::Result<bool> {
    if length == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
