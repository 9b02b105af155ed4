//! The jobs that import users into a pool, the newest first. Holds no personal data.

use domain::{
    LedgerId,
    user_pools::import_job::{ImportJobEvent, Job},
};
use ledger::{Opened, Unavailable, Undecodable};
use serde::{Deserialize, Serialize};

use super::POOL_DELETED;
use crate::{
    Listed, Page, ReadModels,
    engine::{
        list::{Key, List},
        model::{Model, Touch},
    },
};

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportJobRow {
    /// Its id.
    pub id: String,
    /// As it is now.
    pub job: Job,
    /// The key of a page: the later a job was made, the smaller it is.
    name: String,
}

pub(crate) struct ImportJobs;

impl Model for ImportJobs {
    const NAME: &'static str = "import_jobs";
    const VERSION: u32 = 1;
    const INDEXES: &'static str = include_str!("../../../../schema/projections/import_jobs.sql");
    const KINDS: &'static [&'static str] = &["import_job.", POOL_DELETED];
    type Row = ImportJobRow;

    fn touches(event: &Opened) -> Result<Touch, Undecodable> {
        Ok(if event.record.kind == POOL_DELETED {
            Touch::DropAll
        } else {
            Touch::One(event.record.stream.id().to_owned())
        })
    }

    fn apply(row: Option<ImportJobRow>, event: &Opened) -> Result<Option<ImportJobRow>, Undecodable> {
        let event_of_job = event.event::<ImportJobEvent>()?;
        Ok(match &*event_of_job {
            ImportJobEvent::Created(created) => {
                let id = event.record.stream.id().to_owned();
                let name = format!("{:019} {id}", i64::MAX - created.at.ms());
                Some(ImportJobRow { id, job: Job::created(created), name })
            }
            ImportJobEvent::FileReceived(_)
            | ImportJobEvent::Started(_)
            | ImportJobEvent::Advanced(_)
            | ImportJobEvent::Ended(_) => row.map(|mut row| {
                row.job.change(&event_of_job);
                row
            }),
        })
    }
}

impl ReadModels {
    /// The jobs of a pool, the newest first.
    pub async fn import_jobs(
        &self,
        pool: &LedgerId,
        page: Page<'_>,
    ) -> Result<Listed<ImportJobRow>, Unavailable> {
        let key = Key::Name(|row: &ImportJobRow| &row.name);
        self.list::<ImportJobs>(List { ledger: Some(pool), key, condition: None, page }).await
    }

    /// How many jobs a pool has had.
    pub async fn import_job_count(&self, pool: &LedgerId) -> Result<u64, Unavailable> {
        self.count::<ImportJobs>(pool).await
    }
}
