//! The tags of user pools, which are named by their ARNs here.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    LedgerId, Moment,
    user_pools::user_pool::commands::{Tag, Untag},
};

use crate::{
    Answer, Fault,
    user_pools::{
        UserPools,
        pools::{OpenPool, not_found},
    },
};

impl UserPools {
    /// The tags of a pool.
    pub async fn tags(&self, arn: &str) -> Answer<BTreeMap<String, String>> {
        Ok(self.pool_of_arn(arn).await?.config.tags.clone())
    }

    /// Gives a pool tags beside those it has.
    pub async fn tag_pool(&self, arn: &str, tags: BTreeMap<String, String>, moment: &Moment) -> Answer<()> {
        let pool = self.pool_of_arn(arn).await?;
        self.ask_pool(pool.id.as_str(), Tag { tags }, moment).await
    }

    /// Takes tags of a pool away.
    pub async fn untag_pool(&self, arn: &str, keys: BTreeSet<String>, moment: &Moment) -> Answer<()> {
        let pool = self.pool_of_arn(arn).await?;
        self.ask_pool(pool.id.as_str(), Untag { keys }, moment).await
    }

    /// The pool that an ARN names; not one of another account, or under another region than its own.
    async fn pool_of_arn(&self, arn: &str) -> Answer<OpenPool> {
        let name = arn.strip_prefix("arn:aws:cognito-idp:").and_then(|rest| rest.splitn(3, ':').nth(2));
        let id = name.and_then(|name| name.strip_prefix("userpool/"));
        let id = id.ok_or_else(|| Fault::invalid("ResourceArn is not the ARN of a user pool."))?;
        if self.core.settings.user_pool_arn(&LedgerId::new(id)) != arn {
            return Err(not_found(id));
        }
        self.pool(id).await
    }
}
