//! Why a private Postgres cannot run, each with what to do about it. Nothing here is a refusal of a request.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private Postgres is not there.
#[derive(Debug, thiserror::Error)]
pub enum PrivateFault {
    /// No server binaries were found.
    #[error(
        "no Postgres server found (looked in {}). Install one (Debian: apt-get install postgresql), put its bin \
         folder on PATH, or set DATABASE_URL to a server that runs already",
        listed(.searched)
    )]
    NoBinaries {
        /// The folders that were looked into.
        searched: Vec<PathBuf>,
    },
    /// The data was made by a major version that is not installed.
    #[error(
        "the data in {} is of Postgres {data}, and only {} is installed. Install Postgres {data}, or dump the data \
         with it and restore into a new folder", .dir.display(), .found.join(", ")
    )]
    WrongMajor {
        /// The data directory.
        dir: PathBuf,
        /// Major version that made the data.
        data: String,
        /// Major versions that were found.
        found: Vec<String>,
    },
    /// The folder has something in it that we did not make.
    #[error(
        "{} holds {entry}, which is not ours: nothing was touched. Choose another data folder, or move that away",
        .dir.display()
    )]
    Occupied {
        /// The folder.
        dir: PathBuf,
        /// Name of an entry that is not ours.
        entry: String,
    },
    /// Another process has the folder.
    #[error(
        "{} is in use by another running server. Stop that one, or choose another data folder", .dir.display()
    )]
    InUse {
        /// The folder.
        dir: PathBuf,
    },
    /// The operating system does not let us, or the user Postgres runs as, into the folder.
    #[error("no permission for {}: {why}. Give the folder to this user, or choose another data folder", .path.display())]
    NoPermission {
        /// What could not be used.
        path: PathBuf,
        /// What was tried, and the system's words.
        why: String,
    },
    /// We are root, and there is no other user to run Postgres as.
    #[error(
        "Postgres refuses to run as root, and there is no user 'postgres' or 'nobody' to run it as. Make one \
         (useradd --system postgres), or start the server as another user"
    )]
    NoUser,
    /// The data directory could not be made.
    #[error("initdb could not make {}:\n{output}", .dir.display())]
    Init {
        /// The data directory that was to be.
        dir: PathBuf,
        /// The last lines of its output.
        output: String,
    },
    /// Postgres ended, or was not ready in time.
    #[error("Postgres did not start ({what}). The end of {}:\n{tail}", .log.display())]
    NotStarted {
        /// What happened.
        what: String,
        /// Its log.
        log: PathBuf,
        /// The log's last lines.
        tail: String,
    },
    /// Postgres did not end in time.
    #[error("Postgres (process {pid}) did not stop")]
    NotStopped {
        /// Its process id.
        pid: i32,
    },
    /// The file system or a process call failed.
    #[error("{doing} {}: {source}", .path.display())]
    Io {
        /// What was being done, as a verb phrase.
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The database refused what the start needs.
    #[error("the private Postgres answered with an error: {0}")]
    Database(#[from] sqlx::Error),
}

impl PrivateFault {
    /// For `map_err`: a refused permission is a fault of its own.
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::NoPermission { path, why: format!("{doing}: {source}") }
            }
            _ => Self::Io { doing, path, source },
        }
    }
}

fn listed(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
