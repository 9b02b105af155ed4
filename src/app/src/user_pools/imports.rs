//! Users that are imported from a file.

use crate::{Answer, user_pools::UserPools};

/// What every pool's file says of a user beside the attributes: whether a second factor is on, and the user name.
const OWN_COLUMNS: [&str; 2] = ["cognito:mfa_enabled", "cognito:username"];

impl UserPools {
    /// The columns of a file that users of a pool are imported from: the attributes but for `sub`, which each user is given.
    pub async fn import_columns(&self, pool_id: &str) -> Answer<Vec<String>> {
        let pool = self.pool(pool_id).await?;
        let attributes = pool.config.schema.attributes().iter().map(|attribute| attribute.name.as_str());
        let columns = attributes.filter(|name| *name != "sub").chain(OWN_COLUMNS);
        Ok(columns.map(str::to_owned).collect())
    }
}
