//! Users that are imported from a file: jobs that are made, started and stopped, and shown as they stand. The file comes by
//! [`upload`]; [`work`] makes users of its lines, as a reaction asks for it; [`log`] says what became of each.

mod lines;
pub mod log;
mod step;
pub mod upload;
pub(crate) mod work;

use domain::{
    Command, Moment, Stream,
    user_pools::import_job::{
        self, ImportJob, Job, RUNNING, RUNNING_SCOPE,
        commands::{Create, Start, Stop},
        file,
    },
};
use projections::{Listed, Page};

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, ids, pages::ListOf},
    user_pools::{UserPools, pools::OpenPool},
};

/// Jobs that a pool may have had.
const JOBS_MAX: u64 = 1_000;

/// A job as administrators see it.
#[derive(Clone, Debug)]
pub struct ShownImport {
    /// Its id.
    pub id: String,
    /// The job.
    pub job: Job,
    /// Where its file is uploaded to.
    pub upload_url: String,
}

impl UserPools {
    /// The columns of a file that users of a pool are imported from.
    pub async fn import_columns(&self, pool_id: &str) -> Answer<Vec<String>> {
        let pool = self.pool(pool_id).await?;
        Ok(file::columns(&pool.config).map(str::to_owned).collect())
    }

    /// Makes a job, which waits for its file and for its start.
    pub async fn create_import(
        &self,
        pool_id: &str,
        name: &str,
        log_role: &str,
        moment: &Moment,
    ) -> Answer<ShownImport> {
        let pool = self.pool(pool_id).await?;
        if self.reads.import_job_count(&pool.id).await? >= JOBS_MAX {
            return Err(Fault::new(Kind::LimitExceeded, "The user pool has too many user import jobs."));
        }
        let (id, create) =
            (ids::import_job(), Create { name: name.to_owned(), log_role: log_role.to_owned() });
        self.ask_import(&pool, &id, create, moment).await?;
        self.shown_import(&pool, &id).await
    }

    /// A job.
    pub async fn import(&self, pool_id: &str, id: &str) -> Answer<ShownImport> {
        let pool = self.pool(pool_id).await?;
        self.shown_import(&pool, id).await
    }

    /// The jobs of a pool, the newest first.
    pub async fn list_imports(
        &self,
        pool_id: &str,
        limit: u32,
        token: Option<&str>,
    ) -> Answer<Listed<ShownImport>> {
        let pool = self.pool(pool_id).await?;
        let list = ListOf::new("import jobs", [pool_id]);
        let after = self.page_after(&list, token)?;
        let listed = self.reads.import_jobs(&pool.id, Page { after: after.as_deref(), limit }).await?;
        let Listed { rows, next } = self.core.sealer.with_next_page(&list, listed)?;
        let shown = rows.into_iter().map(|row| self.shown(&pool, row.id, row.job));
        Ok(Listed { rows: shown.collect::<Answer<_>>()?, next })
    }

    /// Starts a job, unless another one of the pool runs.
    pub async fn start_import(&self, pool_id: &str, id: &str, moment: &Moment) -> Answer<ShownImport> {
        let pool = self.pool(pool_id).await?;
        self.shown_import(&pool, id).await?;
        if pool.config.auto_verified.is_empty() {
            let why = "The user pool does not have any auto verified attributes.";
            return Err(Fault::new(Kind::PreconditionNotMet, why));
        }
        self.ask_import(&pool, id, Start, moment).await?;
        self.shown_import(&pool, id).await
    }

    /// Stops a job that runs. Its file is dropped by the reaction that works through it.
    pub async fn stop_import(&self, pool_id: &str, id: &str, moment: &Moment) -> Answer<ShownImport> {
        let pool = self.pool(pool_id).await?;
        self.ask_import(&pool, id, Stop, moment).await?;
        self.shown_import(&pool, id).await
    }

    /// Refuses what would change a pool under a file that is being imported.
    pub(super) async fn no_import_runs(&self, pool: &OpenPool) -> Answer<()> {
        let running = self.core.ledger.holder(&pool.id, RUNNING_SCOPE, RUNNING).await?;
        let why = "A user import job of the user pool is in progress.";
        running.map_or(Ok(()), |_| Err(Fault::new(Kind::UserImportInProgress, why)))
    }

    async fn ask_import<C: Command<Aggregate = ImportJob>>(
        &self,
        pool: &OpenPool,
        id: &str,
        command: C,
        moment: &Moment,
    ) -> Answer<C::Reply> {
        self.ask_job(&import_job::stream(&pool.id, id), command, moment).await
    }

    async fn ask_job<C: Command<Aggregate = ImportJob>>(
        &self,
        stream: &Stream,
        command: C,
        moment: &Moment,
    ) -> Answer<C::Reply> {
        self.core.directories.import_jobs.ask(stream, command, moment).await.map_err(failed::<ImportJob>)
    }

    async fn look_at_job(&self, stream: &Stream) -> Answer<Job> {
        let job = self.core.directories.import_jobs.look(stream).await.map_err(failed::<ImportJob>)?;
        Ok(job.job()?.clone())
    }

    async fn shown_import(&self, pool: &OpenPool, id: &str) -> Answer<ShownImport> {
        let job = self.look_at_job(&import_job::stream(&pool.id, id)).await?;
        self.shown(pool, id.to_owned(), job)
    }

    fn shown(&self, pool: &OpenPool, id: String, job: Job) -> Answer<ShownImport> {
        let upload_url = self.upload_url(pool, &id, &job)?;
        Ok(ShownImport { id, job, upload_url })
    }
}
