//! What is provisioned for categories of operations, in the region of the call. Nothing is bounded by it.

use domain::{
    Moment,
    account::provisioned_limit::{self, ProvisionedLimit, commands::SetLimit},
};

use crate::{Answer, Fault, Kind, kernel::fault::failed, user_pools::UserPools};

/// The limit of a category, in requests a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitShown {
    /// What need not be provisioned.
    pub free: u32,
    /// What is provisioned.
    pub provisioned: u32,
}

impl UserPools {
    /// The limit of a category.
    pub async fn provisioned_limit(&self, category: &str, moment: &Moment) -> Answer<LimitShown> {
        let free = free(category)?;
        let stream = provisioned_limit::stream(self.core.settings.region_of(moment), category);
        let limit = self.core.directories.provisioned_limits.look(&stream).await;
        let limit = limit.map_err(failed::<ProvisionedLimit>)?;
        Ok(LimitShown { free, provisioned: limit.value.unwrap_or(free) })
    }

    /// Provisions a limit for a category.
    pub async fn provision_limit(&self, category: &str, value: u32, moment: &Moment) -> Answer<LimitShown> {
        let free = free(category)?;
        let stream = provisioned_limit::stream(self.core.settings.region_of(moment), category);
        let set = self.core.directories.provisioned_limits.ask(&stream, SetLimit { free, value }, moment);
        set.await.map_err(failed::<ProvisionedLimit>)?;
        Ok(LimitShown { free, provisioned: value })
    }
}

fn free(category: &str) -> Answer<u32> {
    let unknown = || Fault::new(Kind::ResourceNotFound, format!("API category {category} does not exist."));
    provisioned_limit::free(category).ok_or_else(unknown)
}
