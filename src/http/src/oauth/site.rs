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
        let found = visit.front.app.user_pools.domain_at(address, visit.is_tls).await?;
        let path_prefix = prefix.map(|prefix| format!("{DOMAIN_PATH}{prefix}")).unwrap_or_default();
        Ok(found.map(|FoundDomain { pool, domain, base_url }| Self { pool, domain, base_url, path_prefix }))
    }

    /// Whether browsers reach it by TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// Its origin, as browsers say it.
    pub(crate) fn origin(&self) -> &str {
        self.base_url.strip_suffix(self.path_prefix.as_str()).unwrap_or(&self.base_url)
    }

    /// Its host name.
    pub(crate) fn host(&self) -> &str {
        let authority = self.origin().split_once("://").map_or("", |(_, authority)| authority);
        authority.split(':').next().unwrap_or_default()
    }
}
