//! What a projection is: a name, a version, tables, and what a page of events does to them. Knows none in particular, but lists all.

use async_trait::async_trait;
use ledger::{Opened, Unavailable, Undecodable};
use sqlx::PgConnection;

use crate::{clients, datasets, fold::Fold, identity_pools, item::Items, roles, user_pools, users};

/// Why a page of events did not become rows.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database did not do it. Trying again is right, unless it says that it cannot be done.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The log did not answer. Trying again is right.
    #[error(transparent)]
    Log(#[from] Unavailable),
    /// An event that this program cannot read.
    #[error(transparent)]
    Undecodable(#[from] Undecodable),
    /// A row that is none, or cannot be written.
    #[error("a row of a read model: {0}")]
    Row(#[from] serde_json::Error),
}

impl Fault {
    /// Whether this node has closed its connections, and stops.
    pub(crate) fn is_closed(&self) -> bool {
        match self {
            Self::Log(unavailable) => unavailable.is_closed(),
            Self::Database(error) => matches!(error, sqlx::Error::PoolClosed),
            Self::Undecodable(_) | Self::Row(_) => false,
        }
    }

    /// Whether the same may succeed later.
    pub(crate) fn passes(&self) -> bool {
        match self {
            Self::Log(unavailable) => !unavailable.is_closed() && !unavailable.is_unreadable(),
            Self::Undecodable(_) | Self::Row(_) => false,
            Self::Database(sqlx::Error::Database(fault)) => fault.code().is_some_and(|code| {
                // connection, transaction rollback, resources, operator intervention; a unique violation is a race of two nodes
                ["08", "40", "53", "57"].iter().any(|class| code.starts_with(class))
                    // and the end of a session whose node stood still, and a disk that failed once
                    || ["23505", "25P03", "58030"].contains(&code.as_ref())
            }),
            Self::Database(error) => matches!(
                error,
                sqlx::Error::Io(_)
                    | sqlx::Error::Tls(_)
                    | sqlx::Error::Protocol(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::WorkerCrashed
            ),
        }
    }
}

/// Tables computed from events.
#[async_trait]
pub trait Projection: Send + Sync + 'static {
    /// `users`
    fn name(&self) -> &'static str;
    /// Raised whenever rows would come out differently: then it is rebuilt beside the old one.
    fn version(&self) -> u32;
    /// Its tables, in whatever schema is first in the search path; `progress (ledger, position)` among them.
    fn ddl(&self) -> String;
    /// What the kinds of the events begin with that change rows.
    fn kinds(&self) -> &'static [&'static str];
    /// Whether events of this kind change rows.
    fn concerns(&self, kind: &str) -> bool {
        self.kinds().iter().any(|start| kind.starts_with(start))
    }
    /// Writes what follows from events of one ledger, in order; of those that concern it none is left out. Within the caller's transaction and search path.
    async fn project(&self, connection: &mut PgConnection, events: &[Opened]) -> Result<(), Fault>;

    /// The schema it lives in.
    fn schema(&self) -> String {
        format!("{}_v{}", self.name(), self.version())
    }
}

/// A projection whose rows can be folded in memory from the whole log, to be compared with those that live, or to replace them.
/// Its rows are those of a table `item (ledger, id, body)`.
pub trait Foldable: Projection {
    /// Its tables, without what makes filling them slow.
    fn tables(&self) -> &'static str;
    /// That, for when they are filled.
    fn indexes(&self) -> String;
    /// No rows yet.
    fn fold(&self) -> Box<dyn Fold>;
}

/// Every read model there is.
pub fn all() -> Vec<Box<dyn Foldable>> {
    vec![
        Box::new(Items::<clients::Clients>::new()),
        Box::new(Items::<datasets::Datasets>::new()),
        Box::new(Items::<identity_pools::IdentityPools>::new()),
        Box::new(Items::<roles::Roles>::new()),
        Box::new(Items::<user_pools::UserPools>::new()),
        Box::new(Items::<users::Users>::new()),
    ]
}
