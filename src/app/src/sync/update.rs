//! `UpdateRecords`: records of a dataset that is there, or the first ones of a new one.

use domain::{
    Moment,
    identity_pools::identity::commands::OpenDataset,
    sync::dataset::{
        Dataset, Limits, Record, Refusal,
        commands::{Change, UpdateRecords},
    },
};
use ledger::Failure;

use super::{DatasetName, Home, Sync};
use crate::{Answer, Fault, Kind, admission::Caller, kernel::fault::failed, refusals};

impl Sync {
    /// `UpdateRecords`: all of them or none. `device` is the writer; the identity where no device is named.
    pub async fn update_records(
        &self,
        caller: &Caller,
        name: &DatasetName,
        session_token: &str,
        device: Option<String>,
        changes: Vec<Change>,
        moment: &Moment,
    ) -> Answer<Vec<Record>> {
        let home = self.home(caller, name).await?;
        self.sync_tokens().check_session(name, session_token)?;
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        let by = device.unwrap_or_else(|| name.identity_id.clone());
        let (limits, dataset) = (Limits::default(), name.dataset.clone());
        let update = UpdateRecords { name: dataset, changes, by, limits, may_begin: false };
        if home.active.has_dataset(&name.dataset) {
            let updated = self.core.directories.datasets.ask(&home.dataset, update.clone(), moment).await;
            if !matches!(updated, Err(Failure::Refused(Refusal::NotFound))) {
                return updated.map_err(|failure| not_updated(failure, &update));
            }
        }
        self.begin_dataset(&home, name, UpdateRecords { may_begin: true, ..update }, moment).await
    }

    /// A dataset's first records are written together with its name, or neither is.
    async fn begin_dataset(
        &self,
        home: &Home,
        name: &DatasetName,
        update: UpdateRecords,
        moment: &Moment,
    ) -> Answer<Vec<Record>> {
        let open = OpenDataset { name: name.dataset.clone() };
        let begun = self.core.ledger.together(moment, async |change| {
            let opened = change.ask(&home.identity, &open).await;
            opened.map_err(|failure| refusals::of_identity(&name.identity_id, failure))?;
            let updated = change.ask(&home.dataset, &update).await;
            updated.map_err(|failure| not_updated(failure, &update))
        });
        begun.await
    }
}

/// Why records were not updated, in AWS's words, which name the record whose latest count the caller did not know.
fn not_updated(failure: Failure<Refusal>, update: &UpdateRecords) -> Fault {
    let Failure::Refused(Refusal::StaleRecord { change, current, given }) = failure else {
        return failed::<Dataset>(failure);
    };
    let key = update.changes.get(change).and_then(|change| change.key.known()).map_or("", String::as_str);
    let why = format!("Current SyncCount for: {key} is: {current} not: {given}");
    Fault::new(Kind::ResourceConflict, why)
}
