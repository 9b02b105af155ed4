//! Why there is no answer. Not the same as a bad answer: a log that was tampered with is found and reported.

use std::path::PathBuf;

use ledger::{Unavailable, Undecodable, notary::MemoryFault};
use private_postgres::PrivateFault;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("there is no data in {}: name the server's data folder with --data, or set DATABASE_URL", .0.display())]
    NoData(PathBuf),
    #[error("cannot read the master key {path}: {1}; nothing that is sealed can be read without it", path = .0.display())]
    NoMasterKey(PathBuf, #[source] std::io::Error),
    #[error("{} holds no master key", .0.display())]
    NotAMasterKey(PathBuf),
    #[error("DATABASE_URL is set: set KEYS_DATABASE_URL too")]
    NoKeysUrl,
    #[error("{0} is no Postgres URL")]
    Url(&'static str),
    #[error("this database holds no Recognito log")]
    NoLog,
    #[error(transparent)]
    Private(#[from] PrivateFault),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    #[error(transparent)]
    Undecodable(#[from] Undecodable),
    #[error(
        "{0}: no such thing. Ledgers are listed by `replay ledgers`; a stream is written LEDGER/KIND-ID, a person LEDGER/NAME"
    )]
    NotFound(String),
    #[error("{0}")]
    Other(String),
    #[error(transparent)]
    Memory(#[from] MemoryFault),
    #[error(transparent)]
    Models(#[from] projections::Fault),
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
}
