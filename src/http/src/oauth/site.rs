//! The domain of a pool that a request is for.

use app::{
    Answer, DOMAIN_PATH,
    user_pools::{
        domain_addresses::{DomainAddress, FoundDomain},
        pools::OpenPool,
    },
};
use domain::{configured::Live, user_pools::domain::DomainConfig};

use crate::doors::{door::within_domain, visit::Visit};

/// A domain of a pool, as a request has found it.
#[expect(dead_code, reason = "the sign-in pages read more of it than its pool")]
pub(crate) struct Site {
    /// The pool.
    pub(crate) pool: OpenPool,
    /// The domain.
    pub(crate) domain: Live<DomainConfig>,
    /// Its address as the request came by it, without a slash at the end; `https://login.example.com`.
    pub(crate) base_url: String,
    /// What the paths of the request's own host begin with: `/d/people`, and nothing at a host of the domain's own.
    pub(crate) path_prefix: String,
}

impl Site {
    /// The domain that a request is for; `None` where there is none.
    pub(crate) async fn find(visit: &Visit<'_>) -> Answer<Option<Self>> {
        let (prefix, _) = within_domain(visit.http.path());
        let host = visit.host().unwrap_or_default();
        let address = prefix.map_or(DomainAddress::Host(&host), DomainAddress::Path);
        let found = visit.front.app.user_pools.domain_at(address).await?;
        let path_prefix = prefix.map(|prefix| format!("{DOMAIN_PATH}{prefix}")).unwrap_or_default();
        Ok(found.map(|FoundDomain { pool, domain, base_url }| Self { pool, domain, base_url, path_prefix }))
    }
}
