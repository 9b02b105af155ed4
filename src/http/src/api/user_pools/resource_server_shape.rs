//! Resource servers as requests set them and answers show them.

use domain::{
    configured::Live,
    user_pools::resource_server::{ResourceServerConfig, Scope},
};
use wire::cognito_idp::{ResourceServerScopeType, ResourceServerType};

/// Scopes as they were given.
pub(super) fn scopes(given: Option<Vec<ResourceServerScopeType>>) -> Vec<Scope> {
    let scope = |given: ResourceServerScopeType| Scope {
        name: given.scope_name,
        description: given.scope_description,
    };
    given.unwrap_or_default().into_iter().map(scope).collect()
}

/// A resource server of a pool. `ManagedBy` is a member of AWS's own servers alone.
pub(super) fn shown(pool_id: &str, live: Live<ResourceServerConfig>) -> ResourceServerType {
    let ResourceServerConfig { identifier, name, scopes } = live.config;
    let scope = |scope: Scope| ResourceServerScopeType {
        scope_description: scope.description,
        scope_name: scope.name,
    };
    ResourceServerType {
        identifier: Some(identifier),
        managed_by: None,
        name: Some(name),
        scopes: Some(scopes.into_iter().map(scope).collect()),
        user_pool_id: Some(pool_id.to_owned()),
    }
}
