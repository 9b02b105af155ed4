//! The file of a job, uploaded by a URL that says by itself that its bearer may: sealed, for one job, for a quarter of an hour. The file is
//! kept sealed part by part as it comes, so that none of it is held in memory or lies anywhere in the clear.

use std::sync::Arc;

use domain::{
    Moment, Stream, Timestamp,
    user_pools::import_job::{self, Job, commands::ReceiveFile, file::BYTES_MAX},
};
use ledger::FilePart;
use serde::{Deserialize, Serialize};
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    Answer, Fault, Kind,
    kernel::{
        ids,
        sealer::{Form, Token, Unopened},
    },
    user_pools::{UserPools, pools::OpenPool},
};

/// How long a URL is good from the making of its job, as AWS's are.
const SECONDS: i64 = 15 * 60;
/// Bytes of a part, but for the last.
pub(super) const PART_BYTES: usize = 256 << 10;
/// Uploads that a node takes at the same time.
pub(crate) const AT_ONCE: usize = 8;

/// What a URL says.
#[derive(Serialize, Deserialize)]
struct Permission {
    job: String,
    expires_at: Timestamp,
}

impl Token for Permission {
    const KEY: &'static str = "import upload";
    const PURPOSE: &'static str = "import upload";
    const FORM: Form = Form::Bare;

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

/// A file that is being uploaded.
pub struct Upload {
    area: Arc<UserPools>,
    stream: Stream,
    file: String,
    /// What came in and is not kept yet: less than a part.
    held: Vec<u8>,
    parts: u32,
    bytes: u64,
    _place: OwnedSemaphorePermit,
}

impl UserPools {
    /// Where the file of a job is uploaded to.
    pub(super) fn upload_url(&self, pool: &OpenPool, id: &str, job: &Job) -> Answer<String> {
        let permission = Permission { job: id.to_owned(), expires_at: job.created_at.plus_seconds(SECONDS) };
        let token = self.core.sealer.seal(pool.id.as_str(), &permission)?;
        let base = &self.core.settings.public_url;
        Ok(format!("{base}/user-imports/{}/{id}?X-Recognito-Upload={token}", pool.id))
    }

    /// Begins to take the file of a job from a caller who has its URL.
    pub async fn begin_upload(self: &Arc<Self>, pool_id: &str, id: &str, token: &str) -> Answer<Upload> {
        let denied = |why: &'static str| Fault::new(Kind::AccessDenied, why);
        let opened = self.core.sealer.open::<Permission>(pool_id, token).map_err(|why| match why {
            Unopened::Expired => denied("Request has expired"),
            Unopened::Invalid => denied("Access Denied"),
        })?;
        if opened.job != id {
            return Err(denied("Access Denied"));
        }
        let place = Arc::clone(&self.uploads).try_acquire_owned().map_err(|_| Fault::busy())?;
        let stream = import_job::stream(&self.pool(pool_id).await?.id, id);
        self.look_at_job(&stream).await?;
        let (file, held) = (ids::uuid().to_string(), Vec::new());
        Ok(Upload { area: Arc::clone(self), stream, file, held, parts: 0, bytes: 0, _place: place })
    }
}

impl Upload {
    /// Takes more of it.
    pub async fn write(&mut self, mut bytes: &[u8]) -> Answer<()> {
        self.bytes += bytes.len() as u64;
        if self.bytes > BYTES_MAX {
            return Err(Fault::new(
                Kind::LimitExceeded,
                "Your proposed upload exceeds the maximum allowed object size.",
            ));
        }
        while let Some((now, later)) = bytes.split_at_checked(PART_BYTES - self.held.len()) {
            self.held.extend_from_slice(now);
            bytes = later;
            self.keep().await?;
        }
        self.held.extend_from_slice(bytes);
        Ok(())
    }

    /// It is whole, and the job's file from now on.
    pub async fn finish(mut self, moment: &Moment) -> Answer<()> {
        if !self.held.is_empty() {
            self.keep().await?;
        }
        if let Err(fault) = self.area.pool(self.stream.ledger.as_str()).await {
            // What is kept for a pool that was deleted meanwhile would be dropped by nothing else.
            if fault.kind == Kind::ResourceNotFound {
                self.area.core.ledger.drop_files(&self.stream).await?;
            }
            return Err(fault);
        }
        let received = ReceiveFile { file: self.file.clone(), bytes: self.bytes };
        match self.area.ask_job(&self.stream, received, moment).await {
            Ok(None) => Ok(()),
            Ok(Some(replaced)) => Ok(self.area.core.ledger.drop_file(&self.stream, &replaced).await?),
            // Whether it was recorded is unknown; if not, the file is dropped with the job.
            Err(fault) if fault.kind == Kind::InternalError => Err(fault),
            Err(fault) => {
                self.abandon().await?;
                Err(fault)
            }
        }
    }

    /// It will not be whole.
    pub async fn abandon(self) -> Answer<()> {
        Ok(self.area.core.ledger.drop_file(&self.stream, &self.file).await?)
    }

    async fn keep(&mut self) -> Answer<()> {
        let part = FilePart { stream: &self.stream, file: &self.file, number: self.parts };
        if !self.area.core.ledger.keep_part(&part, &self.held).await? {
            return Err(import_job::Refusal::NotCreated.into());
        }
        self.parts += 1;
        self.held.clear();
        Ok(())
    }
}
