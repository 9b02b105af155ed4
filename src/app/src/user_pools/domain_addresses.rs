//! Which domain of a pool a host name or a path means.

use domain::{
    configured::Live,
    user_pools::domain::{DomainConfig, DomainKind},
};

use crate::{
    Answer, Settings,
    kernel::pages_place::{PagesPlace, url_by_path},
    user_pools::{UserPools, pools::OpenPool},
};

/// Where AWS has prefix domains: `people.auth.eu-west-1.amazoncognito.com`.
const AWS_HOST: &str = ".amazoncognito.com";

/// How a request says which domain it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainAddress<'a> {
    /// By host name: lower case, without a port.
    Host(&'a str),
    /// By the prefix in its path, on the service's own host.
    Path(&'a str),
}

/// A domain with its pool, as a request has found it.
pub struct FoundDomain {
    /// The pool.
    pub pool: OpenPool,
    /// The domain.
    pub domain: Live<DomainConfig>,
    /// The address that the request came by, without a slash at the end. It is made of what is configured, and never of what a request says.
    pub base_url: String,
}

/// What an address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named<'a> {
    Prefix(&'a str),
    /// A prefix, where AWS has it.
    AwsPrefix {
        prefix: &'a str,
        region: &'a str,
    },
    PrefixByPath(&'a str),
    Custom(&'a str),
}

impl<'a> Named<'a> {
    fn by(address: DomainAddress<'a>, place: &PagesPlace) -> Option<Self> {
        let host = match address {
            DomainAddress::Path(prefix) => return place.by_path.then_some(Self::PrefixByPath(prefix)),
            DomainAddress::Host(host) => host,
        };
        let prefix = host.strip_suffix(place.host.as_str()).and_then(|rest| rest.strip_suffix('.'));
        let aws = || {
            let (prefix, region) = host.strip_suffix(AWS_HOST)?.split_once(".auth.")?;
            Some(Self::AwsPrefix { prefix, region })
        };
        // A custom domain has a dot in its name and a prefix has none: neither is found in the place of the other.
        match prefix {
            Some(prefix) => Some(Self::Prefix(prefix)),
            None if is_reserved(host, place) => aws(),
            None => host.contains('.').then_some(Self::Custom(host)),
        }
    }

    const fn name(self) -> &'a str {
        match self {
            Self::Prefix(name)
            | Self::AwsPrefix { prefix: name, .. }
            | Self::PrefixByPath(name)
            | Self::Custom(name) => name,
        }
    }

    /// Whether it names this domain, of a pool in this region.
    fn is(self, domain: &DomainConfig, its_region: &str) -> bool {
        match self {
            Self::Prefix(_) | Self::PrefixByPath(_) => domain.kind() == DomainKind::Prefix,
            Self::AwsPrefix { region, .. } => domain.kind() == DomainKind::Prefix && region == its_region,
            Self::Custom(_) => domain.kind() == DomainKind::Custom,
        }
    }

    fn url(self, settings: &Settings, is_tls: bool) -> String {
        let service_url = settings.pages.service_url(&settings.public_url, is_tls);
        match self {
            Self::Prefix(prefix) => settings.pages.url_by_host(service_url, prefix),
            Self::AwsPrefix { prefix, region } => format!("https://{prefix}.auth.{region}{AWS_HOST}"),
            Self::PrefixByPath(prefix) => url_by_path(service_url, prefix),
            Self::Custom(name) => format!("https://{name}"),
        }
    }
}

/// Whether prefix domains have a host, or would have it: no custom domain may stand in the place of one.
pub(crate) fn is_reserved(host: &str, place: &PagesPlace) -> bool {
    let is_below = host.strip_suffix(place.host.as_str()).is_some_and(|rest| rest.ends_with('.'));
    is_below || host.ends_with(AWS_HOST)
}

impl UserPools {
    /// The domain that a request is for, over a connection that is TLS or not; `None` where there is none, or its pool is gone.
    pub async fn domain_at(&self, address: DomainAddress<'_>, is_tls: bool) -> Answer<Option<FoundDomain>> {
        let settings = &self.core.settings;
        let Some(named) = Named::by(address, &settings.pages) else { return Ok(None) };
        let Some((pool, domain)) = self.live_domain(named.name()).await? else { return Ok(None) };
        if !named.is(&domain.config, settings.region_of_id(pool.id.as_str())) {
            return Ok(None);
        }
        Ok(Some(FoundDomain { pool, domain, base_url: named.url(settings, is_tls) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(host: &str, by_path: bool) -> PagesPlace {
        PagesPlace { host: host.to_owned(), by_path, tls_url: None }
    }

    fn by_host<'a>(host: &'a str, pages_host: &str) -> Option<Named<'a>> {
        Named::by(DomainAddress::Host(host), &place(pages_host, false))
    }

    #[test]
    fn a_prefix_is_found_below_the_host_of_pages_and_below_awss() {
        assert_eq!(by_host("people.localhost", "localhost"), Some(Named::Prefix("people")));
        assert_eq!(by_host("people.auth.example.com", "auth.example.com"), Some(Named::Prefix("people")));
        let aws = Named::AwsPrefix { prefix: "people", region: "eu-west-1" };
        assert_eq!(by_host("people.auth.eu-west-1.amazoncognito.com", "localhost"), Some(aws));
        for none in ["localhost", "peoplelocalhost", "people", "", "people.eu-west-1.amazoncognito.com"] {
            assert_eq!(by_host(none, "localhost"), None, "{none}");
        }
    }

    #[test]
    fn no_custom_domain_stands_where_a_prefix_is_found() {
        assert_eq!(by_host("login.example.com", "localhost"), Some(Named::Custom("login.example.com")));
        assert_eq!(by_host("x.auth.example.com", "auth.example.com"), Some(Named::Prefix("x")));
        let place = place("auth.example.com", false);
        for host in ["people.auth.example.com", "a.b.auth.example.com", "p.auth.eu-west-1.amazoncognito.com"]
        {
            assert!(is_reserved(host, &place), "{host}");
        }
        assert!(!is_reserved("auth.example.com", &place) && !is_reserved("xauth.example.com", &place));
    }

    #[test]
    fn a_path_names_a_prefix_where_paths_are_served() {
        let by_path = |served| Named::by(DomainAddress::Path("people"), &place("localhost", served));
        assert_eq!((by_path(true), by_path(false)), (Some(Named::PrefixByPath("people")), None));
    }

    #[test]
    fn an_address_is_made_of_what_is_configured() {
        let settings = Settings::sample("us-east-1");
        for (named, url) in [
            (Named::Prefix("people"), "http://people.localhost:9229"),
            (Named::PrefixByPath("people"), "http://localhost:9229/d/people"),
            (Named::Custom("login.example.com"), "https://login.example.com"),
            (
                Named::AwsPrefix { prefix: "people", region: "eu-west-1" },
                "https://people.auth.eu-west-1.amazoncognito.com",
            ),
        ] {
            assert_eq!(
                (named.url(&settings, false), named.url(&settings, true)),
                (url.to_owned(), url.to_owned())
            );
        }
    }

    #[test]
    fn what_came_over_the_listener_for_tls_has_its_address() {
        let mut settings = Settings::sample("us-east-1");
        settings.pages.tls_url = Some("https://localhost:9230".to_owned());
        for (named, plain, over_tls) in [
            (Named::Prefix("people"), "http://people.localhost:9229", "https://people.localhost:9230"),
            (
                Named::PrefixByPath("people"),
                "http://localhost:9229/d/people",
                "https://localhost:9230/d/people",
            ),
            (Named::Custom("login.example.com"), "https://login.example.com", "https://login.example.com"),
        ] {
            assert_eq!((&*named.url(&settings, false), &*named.url(&settings, true)), (plain, over_tls));
        }
    }
}
