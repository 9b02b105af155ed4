//! A resource server of a user pool: an API that access tokens are for, and the scopes that it knows. Knows no client.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    Kind,
    configured::{Config, Configured},
};

/// A resource server.
pub type ResourceServer = Configured<ResourceServerConfig>;

/// How a resource server is set up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceServerConfig {
    /// `Identifier`: what its scopes begin with in a token, and its name among its kind.
    pub identifier: String,
    /// `Name`, for people; not unique.
    pub name: String,
    /// `Scopes`, in the order in which they were given.
    pub scopes: Vec<Scope>,
}

/// A scope, which a token names `identifier/scope`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// `ScopeName`
    pub name: String,
    /// `ScopeDescription`
    pub description: String,
}

/// A change to a resource server: both are replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceServerChange {
    /// `Name`
    pub name: String,
    /// `Scopes`
    pub scopes: Vec<Scope>,
}

/// Why a resource server's configuration is refused. (`InvalidParameterException`)
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ResourceServerError {
    /// Two scopes of one name, which may be described differently.
    #[error("Scope {0} was given more than once.")]
    DuplicateScope(String),
}

impl Config for ResourceServerConfig {
    const KIND: &'static str = "resource_server";
    const CREATED: Kind = Kind::new("resource_server.created", 1);
    const CHANGED: Kind = Kind::new("resource_server.changed", 1);
    const DELETED: Kind = Kind::new("resource_server.deleted", 1);
    type Change = ResourceServerChange;
    type Broken = ResourceServerError;

    fn claimed_name(&self) -> &str {
        &self.identifier
    }

    fn changed(&self, change: &ResourceServerChange) -> Self {
        let ResourceServerChange { name, scopes } = change.clone();
        Self { identifier: self.identifier.clone(), name, scopes }
    }

    fn check(&self) -> Result<(), ResourceServerError> {
        let mut names = BTreeSet::new();
        let twice = self.scopes.iter().find(|scope| !names.insert(&scope.name));
        twice.map_or(Ok(()), |scope| Err(ResourceServerError::DuplicateScope(scope.name.clone())))
    }

    fn not_there(identifier: &str) -> String {
        format!("Resource server {identifier} does not exist.")
    }

    fn there_already(identifier: &str) -> String {
        format!("Resource server {identifier} already exists.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        configured::{Change, ConfiguredEvent, ConfiguredRefusal, Create, Version, rules},
        scenario::given,
    };

    fn scope(name: &str) -> Scope {
        Scope { name: name.to_owned(), description: format!("may {name}") }
    }

    fn api(scopes: &[&str]) -> ResourceServerConfig {
        let scopes = scopes.iter().map(|name| scope(name)).collect();
        ResourceServerConfig { identifier: "https://api.example".to_owned(), name: "API".to_owned(), scopes }
    }

    fn to(scopes: &[&str]) -> ResourceServerChange {
        let ResourceServerConfig { name, scopes, .. } = api(scopes);
        ResourceServerChange { name, scopes }
    }

    #[test]
    fn a_resource_server_keeps_the_rules_of_what_is_configured() {
        rules::hold(&api(&["read"]), || to(&["read", "write"]));
    }

    #[test]
    fn scopes_are_replaced_whole() {
        assert_eq!(api(&["read"]).changed(&to(&["write"])), api(&["write"]));
        assert_eq!(api(&["read"]).changed(&to(&[])), api(&[]));
    }

    #[test]
    fn a_scope_is_given_once() {
        let no = || Err(ConfiguredRefusal::Broken(ResourceServerError::DuplicateScope("read".to_owned())));
        given([]).when(Create { config: api(&["read", "write", "read"]) }).then([], no());
        let created = ConfiguredEvent::Created(Version { config: api(&[]), at: crate::Timestamp::default() });
        let twice = Change::<ResourceServerConfig> { change: to(&["read", "read"]) };
        given([created]).when(twice).then([], no());
    }
}
