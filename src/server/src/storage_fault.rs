//! Why the databases cannot be used.

use ledger::{Unavailable, postgres::MigrationFault};
use private_postgres::PrivateFault;

/// Why there is no storage.
#[derive(Debug, thiserror::Error)]
pub enum StorageFault {
    /// The private Postgres did not start.
    #[error(transparent)]
    Private(#[from] PrivateFault),
    /// A database URL is none.
    #[error("{0} is no Postgres URL: {1}")]
    Url(&'static str, #[source] sqlx::Error),
    /// A database URL has another scheme.
    #[error("{0} must be like postgres://user:password@host:5432/database")]
    Scheme(&'static str),
    /// The subject keys would lie beside the log.
    #[error(
        "KEYS_DATABASE_URL leads to the database of DATABASE_URL: the subject keys need a database of its own, with backups of its own"
    )]
    KeysWithTheLog,
    /// A database cannot be reached.
    #[error("cannot reach the database of the {0}: {1}")]
    Unreachable(&'static str, #[source] sqlx::Error),
    /// The schema cannot be brought to this version's.
    #[error(transparent)]
    Migration(#[from] MigrationFault),
    /// The log does not answer.
    #[error(transparent)]
    Log(#[from] Unavailable),
}
