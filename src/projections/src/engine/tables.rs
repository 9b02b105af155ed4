//! The read models of a node as tables: started, followed, and asked only once they hold what the asker may have seen.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use domain::LedgerId;
use ledger::{Ledger, Unavailable};
use sqlx::PgPool;

use crate::engine::{fault::Fault, follower::Follower, note::Note, projection::Projection, schema};

/// How long a read waits for a read model before it is told to try again.
const WAIT_MAX: Duration = Duration::from_secs(5);

/// The read models of a node in a database.
pub(crate) struct Tables {
    pub(crate) pool: PgPool,
    pub(crate) ledger: Arc<Ledger>,
    notes: BTreeMap<&'static str, Started>,
}

/// A read model that is kept up with the log.
struct Started {
    note: Note,
    schema: String,
}

impl Tables {
    /// With projections of one's choice. `pool` is a pool of connections to the log's database.
    pub(crate) async fn start(
        projections: Vec<Box<dyn Projection>>,
        ledger: Arc<Ledger>,
        pool: PgPool,
    ) -> Result<Self, Fault> {
        let mut notes = BTreeMap::new();
        for projection in projections {
            let projection: Arc<dyn Projection> = projection.into();
            let note = Note::new(projection.name());
            notes.insert(projection.name(), Started { note: note.clone(), schema: projection.schema() });
            schema::make(&*projection, &pool).await?;
            let (heard, hearing) = (note.clone(), Arc::clone(&projection));
            ledger.feed().listen(move |batch| heard.hear(batch, |kind| hearing.concerns(kind)));
            // Only now: what is appended meanwhile is heard.
            let mut connection = pool.acquire().await?;
            for (id, position) in schema::progress(&projection.schema(), &mut connection).await? {
                note.done(&LedgerId::new(id), position);
            }
            for (id, head) in ledger.log().heads().await? {
                note.want(&id, head);
            }
            let follower = Follower { projection, ledger: Arc::clone(&ledger), pool: pool.clone(), note };
            tokio::spawn(follower.run());
        }
        Ok(Self { pool, ledger, notes })
    }

    /// Passes once every read model holds all that was committed in the ledger before the call.
    pub(crate) async fn fresh(&self, ledger: &LedgerId) -> Result<(), Unavailable> {
        let head = self.ledger.barrier(ledger).await?;
        for name in self.notes.keys() {
            self.hold(name, ledger, head).await?;
        }
        Ok(())
    }

    /// Passes once every read model holds all that was committed in any ledger before the call, however long that takes: for a
    /// start after a rebuild.
    pub(crate) async fn caught_up(&self) -> Result<(), Unavailable> {
        let heads = self.ledger.log().heads().await?;
        for started in self.notes.values() {
            for (ledger, head) in &heads {
                started.note.reach(ledger, *head).await?;
            }
        }
        Ok(())
    }

    /// The read models that have failed for good, and why.
    pub(crate) fn stopped(&self) -> Vec<(&'static str, String)> {
        self.notes.iter().filter_map(|(name, started)| Some((*name, started.note.stopped()?))).collect()
    }

    pub(crate) fn note(&self, name: &str) -> Result<&Note, Unavailable> {
        Ok(&self.started(name)?.note)
    }

    pub(crate) fn schema(&self, name: &str) -> Result<&str, Unavailable> {
        Ok(&self.started(name)?.schema)
    }

    fn started(&self, name: &str) -> Result<&Started, Unavailable> {
        self.notes.get(name).ok_or_else(|| Unavailable::because(format!("no read model {name} was started")))
    }
}

pub(crate) async fn bounded<T>(wait: impl Future<Output = Result<T, Unavailable>>) -> Result<T, Unavailable> {
    let late = |_| Unavailable::because("a read model has not caught up with the log in time; try again");
    tokio::time::timeout(WAIT_MAX, wait).await.map_err(late)?
}
