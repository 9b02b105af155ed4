//! Scopes of resource servers, as tokens name them: `identifier/scope`.

use std::collections::{BTreeMap, BTreeSet};

use domain::user_pools::{client::rules::is_standard, resource_server::ResourceServerConfig};

use crate::{
    Answer,
    user_pools::{UserPools, pools::OpenPool},
};

impl UserPools {
    /// Those of the scopes that resource servers of the pool have now.
    pub(crate) async fn defined_scopes(
        &self,
        pool: &OpenPool,
        scopes: &[String],
    ) -> Answer<BTreeSet<String>> {
        let servers = self.configurations_in::<ResourceServerConfig>(pool.clone());
        let (mut known, mut defined) = (BTreeMap::new(), BTreeSet::new());
        for scope in scopes.iter().filter(|scope| !is_standard(scope)) {
            // No scope's name has a slash; an identifier may have some.
            let Some((identifier, name)) = scope.rsplit_once('/') else { continue };
            if !known.contains_key(identifier) {
                let server = servers.find(identifier).await?.map(|server| server.config);
                known.insert(identifier, server);
            }
            let server = known.get(identifier).and_then(Option::as_ref);
            if server.is_some_and(|server| server.scopes.iter().any(|scope| scope.name == name)) {
                defined.insert(scope.clone());
            }
        }
        Ok(defined)
    }
}
