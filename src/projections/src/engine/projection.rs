//! What a projection is: a name, a version, tables, and how a page of events changes them. Knows none in particular.

use async_trait::async_trait;
use ledger::Opened;
use sqlx::PgConnection;

use crate::engine::{fault::Fault, fold::Fold};

/// Tables computed from events.
#[async_trait]
pub trait Projection: Send + Sync + 'static {
    /// `users`
    fn name(&self) -> &'static str;
    /// Raised whenever rows would come out differently: then it is rebuilt beside the old one.
    fn version(&self) -> u32;
    /// Its tables, in the schema that is first in the search path; `progress (ledger, position)` among them.
    fn ddl(&self) -> String;
    /// The prefixes of the kinds of the events that change rows.
    fn kinds(&self) -> &'static [&'static str];
    /// Whether events of this kind change rows.
    fn concerns(&self, kind: &str) -> bool {
        self.kinds().iter().any(|start| kind.starts_with(start))
    }
    /// Writes what follows from events of one ledger, in order. All that concern it are among them, and some that do not. Within the
    /// caller's transaction and search path.
    async fn project(&self, connection: &mut PgConnection, events: &[Opened]) -> Result<(), Fault>;

    /// The schema it lives in.
    fn schema(&self) -> String {
        format!("{}_v{}", self.name(), self.version())
    }
}

/// A projection whose rows can be folded in memory from the whole log, to be compared with the live ones, or to replace them. Its rows are
/// those of a table `item (ledger, id, body)`.
pub trait Foldable: Projection {
    /// Its tables, without the indexes that make filling them slow.
    fn tables(&self) -> &'static str;
    /// The indexes, for when the tables are filled.
    fn indexes(&self) -> String;
    /// A fold without rows yet.
    fn fold(&self) -> Box<dyn Fold>;
}
