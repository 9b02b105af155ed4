//! The read models of a node as tables: started, followed, and read only once they hold what the caller may have seen.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use domain::LedgerId;
use ledger::{Ledger, Position, Unavailable};
use sqlx::PgPool;

use crate::engine::{
    fault::Fault,
    follower::{Follower, PAGE},
    positions,
    progress::{Followed, Progress},
    projection::Projection,
    schema,
};

/// How long a read waits for a read model before its caller is told to try again.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// Pages. A read model that is further behind the others than this, as one whose version was raised, gets a follower of its own until the
/// next start: the others do not wait for it.
const SHORT_BACKLOG: Position = 50;

/// The read models of a node in a database.
pub(crate) struct Tables {
    pub(crate) pool: PgPool,
    pub(crate) ledger: Arc<Ledger>,
    models: BTreeMap<&'static str, Started>,
}

/// A read model that is kept up with the log.
pub(crate) struct Started {
    pub(crate) progress: Arc<Progress>,
    pub(crate) model: Followed,
}

impl Tables {
    /// With the given projections. `pool` is a pool of connections to the log's database.
    pub(crate) async fn start(
        projections: Vec<Box<dyn Projection>>,
        ledger: Arc<Ledger>,
        pool: PgPool,
    ) -> Result<Self, Fault> {
        let heads = ledger.log().heads().await?;
        let mut backlogs = Vec::new();
        for projection in projections {
            schema::make(&*projection, &pool).await?;
            backlogs.push((backlog(&*projection, &heads, &pool).await?, Arc::from(projection)));
        }
        // Events that concern no model are a backlog of all of them, so that only the difference shows that one is behind.
        let least = backlogs.iter().map(|(pages, _)| *pages).min().unwrap_or(0);
        let (mut near, mut behind) = (Vec::new(), Vec::new());
        for (pages, projection) in backlogs {
            if pages - least <= SHORT_BACKLOG { &mut near } else { &mut behind }.push(projection);
        }
        let mut tables = Self { pool, ledger, models: BTreeMap::new() };
        for together in [near, behind].iter().filter(|together| !together.is_empty()) {
            tables.follow(together).await?;
        }
        Ok(tables)
    }

    /// Starts a follower.
    async fn follow(&mut self, projections: &[Arc<dyn Projection>]) -> Result<(), Fault> {
        let progress = Arc::new(Progress::new(projections));
        let hearing = Arc::clone(&progress);
        self.ledger.feed().listen(move |batch| hearing.hear(batch));
        // Only after listening: what is appended meanwhile is heard.
        let mut connection = self.pool.acquire().await?;
        for model in progress.models() {
            for (id, position) in positions::all(&model.projection.schema(), &mut connection).await? {
                progress.done(model, &id, position);
            }
            let started = Started { progress: Arc::clone(&progress), model: model.clone() };
            self.models.insert(model.projection.name(), started);
        }
        for (id, head) in self.ledger.log().heads().await? {
            progress.want(&id, head);
        }
        let (ledger, pool) = (Arc::clone(&self.ledger), self.pool.clone());
        tokio::spawn(Follower { progress, ledger, pool }.run());
        Ok(())
    }

    /// Passes once every read model holds all that was committed in the ledger before the call.
    pub(crate) async fn fresh(&self, ledger: &LedgerId) -> Result<(), Unavailable> {
        let head = self.ledger.barrier(ledger).await?;
        for started in self.models.values() {
            self.hold(started, ledger, head).await?;
        }
        Ok(())
    }

    /// Passes once every read model holds all that was committed in any ledger before the call, however long that takes: for a
    /// start after a rebuild.
    pub(crate) async fn caught_up(&self) -> Result<(), Unavailable> {
        let heads = self.ledger.log().heads().await?;
        for started in self.models.values() {
            for (ledger, head) in &heads {
                started.reach(ledger, *head).await?;
            }
        }
        Ok(())
    }

    /// The read models that have failed for good, and why.
    pub(crate) fn stopped(&self) -> Vec<(&'static str, String)> {
        let stopped = |started: &Started| started.progress.stopped(&started.model);
        self.models.iter().filter_map(|(name, started)| Some((*name, stopped(started)?))).collect()
    }

    pub(crate) fn started(&self, name: &str) -> Result<&Started, Unavailable> {
        self.models.get(name).ok_or_else(|| Unavailable::because(format!("no read model {name} was started")))
    }
}

impl Started {
    /// See [`Progress::reach`].
    pub(crate) async fn reach(&self, ledger: &LedgerId, position: Position) -> Result<(), Unavailable> {
        self.progress.reach(&self.model, ledger, position).await
    }

    /// See [`Progress::is_enough`].
    pub(crate) fn is_enough(&self, ledger: &LedgerId, reached: Position, head: Position) -> bool {
        self.progress.is_enough(&self.model, ledger, reached, head)
    }
}

/// How many pages a read model has yet to read.
async fn backlog(
    projection: &dyn Projection,
    heads: &[(LedgerId, Position)],
    pool: &PgPool,
) -> Result<Position, Fault> {
    let mut connection = pool.acquire().await?;
    let reached = positions::all(&projection.schema(), &mut connection).await?;
    let reached: HashMap<LedgerId, Position> = reached.into_iter().collect();
    let behind = |(ledger, head): &(LedgerId, Position)| {
        head.saturating_sub(reached.get(ledger).copied().unwrap_or(0)).div_ceil(PAGE as Position)
    };
    Ok(heads.iter().map(behind).sum())
}

pub(crate) async fn bounded<T>(wait: impl Future<Output = Result<T, Unavailable>>) -> Result<T, Unavailable> {
    let late = |_| Unavailable::because("a read model has not caught up with the log in time; try again");
    tokio::time::timeout(WAIT_MAX, wait).await.map_err(late)?
}
