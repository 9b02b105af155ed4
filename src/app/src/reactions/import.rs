//! A job that was started imports its file; one that is not started in time expires. Either way its file is dropped in the end.
//!
//! What a step has recorded is done for good, so that a try that is cut off is continued behind its last step, on any node.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::Moment;
use ledger::{
    Opened,
    postgres::reactions::{Outcome, React, Reaction},
};

use super::forget::UNTIL_DONE;
use crate::{
    Answer, Kind,
    kernel::ids,
    user_pools::{UserPools, imports::work::Progress},
};

const CREATED: &str = "import_job.created";

static IMPORTING: Reaction =
    Reaction { name: "importing", kinds: &[CREATED, "import_job.started"], tries: UNTIL_DONE };

/// Imports files.
pub(super) struct Import(pub(super) Arc<UserPools>);

#[async_trait(?Send)]
impl React for Import {
    fn reaction(&self) -> &'static Reaction {
        &IMPORTING
    }

    async fn react(&self, event: &Opened) -> Outcome {
        let moment = Moment::system("importing", self.0.core.clock().now(), ids::uuid().to_string());
        match self.go_on(event, &moment).await {
            Ok(None) => Outcome::Done,
            Ok(Some(pause)) => Outcome::Continue(pause),
            // The pool was deleted, and its files with it.
            Err(fault) if fault.kind == Kind::ResourceNotFound => Outcome::Done,
            Err(_) => Outcome::Later("the file could not be imported to its end"),
        }
    }
}

impl Import {
    /// Continues with a job. Returns the pause before there is more to do.
    async fn go_on(&self, event: &Opened, moment: &Moment) -> Answer<Option<Duration>> {
        let (pool, id) = (&event.record.ledger, event.record.stream.id());
        if event.record.kind == CREATED {
            let expires_at = self.0.expire_import(pool, id, moment).await?;
            let left_ms = expires_at.map(|at| at.ms() - moment.now.ms());
            return Ok(left_ms.map(|ms| Duration::from_millis(u64::try_from(ms).unwrap_or(0))));
        }
        Ok(match self.0.work_on_import(pool, id, moment).await? {
            Progress::Ended => None,
            Progress::More => Some(Duration::ZERO),
        })
    }
}
