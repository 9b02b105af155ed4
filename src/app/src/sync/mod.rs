//! Datasets: what an identity's devices keep in step. Knows which dataset a name means, and who may access it; the dataset's aggregate
//! decides what an update does.

use std::sync::Arc;

use crypto::seal::Mac;
use domain::{
    Moment, Stream,
    identity_pools::identity::{self, Active, Identity, commands::RemoveDataset},
    sync::dataset::{self, Dataset, commands::Delete, queries::Description},
};
use ledger::Failure;
use serde::{Deserialize, Serialize};

use crate::{
    Answer, Fault,
    admission::Caller,
    identity_pools::IdentityPools,
    kernel::{Core, fault::failed},
    refusals,
};

mod tokens;
mod update;

use tokens::Tokens;

pub use domain::sync::dataset::queries::Page;

/// Datasets on a page of a list, where the caller says nothing.
const DATASETS_PAGE: usize = 60;

/// A dataset of an identity, by its names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetName {
    /// The identity pool.
    pub pool_id: String,
    /// The identity.
    pub identity_id: String,
    /// The dataset.
    pub dataset: String,
}

/// What `ListRecords` is asked for.
pub struct RecordsWanted {
    /// The count up to which the caller knows all changes.
    pub since: u64,
    /// Where the page before ended.
    pub next_token: Option<String>,
    /// Most records of the page.
    pub max: usize,
    /// The token of the page before.
    pub session_token: Option<String>,
}

/// A page of records.
pub struct RecordsPage {
    /// The page.
    pub page: Page,
    /// Where the next one begins.
    pub next_token: Option<String>,
    /// Names of datasets of merged guests that wait to be taken over.
    pub merged: Vec<String>,
    /// Ties the update that follows to this read.
    pub session_token: String,
}

/// A dataset and the identity that has it.
struct Home {
    identity: Stream,
    active: Active,
    dataset: Stream,
}

/// Datasets.
pub struct Sync {
    core: Arc<Core>,
    identity_pools: Arc<IdentityPools>,
}

impl Sync {
    /// The area.
    pub fn new(core: Arc<Core>, identity_pools: Arc<IdentityPools>) -> Self {
        Self { core, identity_pools }
    }

    /// `ListRecords`
    pub async fn list_records(
        &self,
        caller: &Caller,
        name: &DatasetName,
        wanted: RecordsWanted,
        moment: &Moment,
    ) -> Answer<RecordsPage> {
        let home = self.home(caller, name).await?;
        let tokens = self.sync_tokens();
        if let Some(token) = &wanted.session_token {
            tokens.check_session(name, token)?;
        }
        let after = wanted.next_token.map(|token| tokens.cursor(name, wanted.since, &token)).transpose()?;
        let dataset = self.look_at_dataset(&home.dataset).await?;
        let page = dataset.list_records(wanted.since, after.as_ref(), wanted.max)?;
        Ok(RecordsPage {
            next_token: page
                .next
                .as_ref()
                .map_or(Ok(None), |cursor| tokens.page(name, wanted.since, cursor))?,
            merged: home.active.merged_datasets(&name.dataset).into_iter().map(ToOwned::to_owned).collect(),
            session_token: tokens.session(name, moment.now)?,
            page,
        })
    }

    /// `DescribeDataset`
    pub async fn describe_dataset(&self, caller: &Caller, name: &DatasetName) -> Answer<Description> {
        let home = self.home(caller, name).await?;
        Ok(self.look_at_dataset(&home.dataset).await?.describe()?)
    }

    /// `DeleteDataset`: returns its last state.
    pub async fn delete_dataset(
        &self,
        caller: &Caller,
        name: &DatasetName,
        moment: &Moment,
    ) -> Answer<Description> {
        let home = self.home(caller, name).await?;
        let remove = RemoveDataset { name: name.dataset.clone() };
        let deleted = self.core.ledger.together(moment, async |change| {
            let deleted = change.ask(&home.dataset, &Delete).await.map_err(failed::<Dataset>)?;
            let removed = change.ask(&home.identity, &remove).await;
            removed.map_err(|failure| refusals::of_identity(&name.identity_id, failure))?;
            Ok(deleted)
        });
        deleted.await
    }

    /// `ListDatasets`: names and how each stands, and where the next page begins.
    pub async fn list_datasets(
        &self,
        caller: &Caller,
        pool_id: &str,
        identity_id: &str,
        next_token: Option<&str>,
        max: Option<usize>,
    ) -> Answer<(Vec<(String, Description)>, Option<String>)> {
        let (stream, active) = self.identity_of(caller, pool_id, identity_id).await?;
        let tokens = self.sync_tokens();
        let after = next_token.map(|token| tokens.after(pool_id, identity_id, token)).transpose()?;
        let is_later = |name: &String| after.as_ref().is_none_or(|after| name > after);
        let names = active.datasets.union(&active.kept_datasets).filter_map(|name| name.known().cloned());
        let mut names: Vec<String> = names.filter(is_later).collect();
        let max = max.unwrap_or(DATASETS_PAGE).clamp(1, DATASETS_PAGE);
        let more = names.len() > max;
        names.truncate(max);
        let last = names.last().filter(|_| more).map(|name| DatasetName {
            pool_id: pool_id.to_owned(),
            identity_id: identity_id.to_owned(),
            dataset: name.clone(),
        });
        let mut described = Vec::with_capacity(names.len());
        for name in names {
            let dataset = self.dataset_stream(pool_id, &stream, &active, &name);
            // One that is not there has been deleted since the identity was looked at.
            let description = self.look_at_dataset(&dataset).await?.describe();
            described.extend(description.ok().map(|description| (name, description)));
        }
        Ok((described, last.map(|name| tokens.list(name)).transpose()?))
    }

    async fn look_at_dataset(&self, stream: &Stream) -> Answer<Arc<Dataset>> {
        self.core.directories.datasets.look(stream).await.map_err(failed::<Dataset>)
    }

    async fn home(&self, caller: &Caller, name: &DatasetName) -> Answer<Home> {
        let (identity, active) = self.identity_of(caller, &name.pool_id, &name.identity_id).await?;
        let dataset = self.dataset_stream(&name.pool_id, &identity, &active, &name.dataset);
        Ok(Home { identity, active, dataset })
    }

    /// The identity, if the caller may act for it: its own credentials, or an administrator's.
    async fn identity_of(
        &self,
        caller: &Caller,
        pool_id: &str,
        identity_id: &str,
    ) -> Answer<(Stream, Active)> {
        let may = match caller {
            Caller::Administrator { .. } => true,
            Caller::User { .. } => false,
            Caller::Session(_) => caller.identity() == Some((identity_id, pool_id)),
        };
        if !may {
            return Err(Fault::not_authorized(format!("Access to Identity '{identity_id}' is forbidden.")));
        }
        if self.identity_pools.pool_of_identity(identity_id).await? != pool_id {
            return Err(refusals::no_identity(identity_id));
        }
        let stream = identity::stream(pool_id, identity_id);
        let state = self.core.directories.identities.look(&stream).await.map_err(failed::<Identity>)?;
        let active = state
            .active()
            .map_err(|refusal| refusals::of_identity(identity_id, Failure::Refused(refusal)))?
            .clone();
        Ok((stream, active))
    }

    /// The stream with the records of a name. Those of a merged identity stay in its stream: `<name>.<its id>` leads there.
    fn dataset_stream(&self, pool_id: &str, identity: &Stream, active: &Active, name: &str) -> Stream {
        let kept = active.absorbed.iter().find_map(|guest| {
            let own = name.strip_suffix(guest.as_str())?.strip_suffix('.')?;
            Some((identity::stream(pool_id, guest), own))
        });
        match kept {
            Some((guest, own)) => dataset::stream(&guest, &self.dataset_id(&guest, own)),
            None => dataset::stream(identity, &self.dataset_id(identity, name)),
        }
    }

    /// An opaque id: names are personal and stand in no stream's name.
    fn dataset_id(&self, identity: &Stream, name: &str) -> String {
        let mac = Mac::new(&self.core.derived("dataset id", identity.ledger.as_str()));
        hex::encode(&mac.of(&[identity.id.as_str().as_bytes(), name.as_bytes()])[..16])
    }

    fn sync_tokens(&self) -> Tokens<'_> {
        Tokens(&self.core.sealer)
    }
}
