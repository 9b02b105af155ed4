//! Where the sign-in pages and the OAuth endpoints of user pools are found.

/// What a path begins with that names a pool's domain: `/d/people/login`.
pub const DOMAIN_PATH: &str = "/d/";

/// Browsers find every name below this host on their own machine; other programs need DNS, which has none of them.
const NO_DNS: &str = "localhost";

/// Where prefix domains are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagesPlace {
    /// The host below which each prefix has a host of its own: `people.<host>`.
    pub host: String,
    /// Whether they are found by path too, on the service's own host: all pools then share one origin.
    pub by_path: bool,
    /// The service's address over TLS, without a slash at the end, where it listens for that beside its public address.
    pub tls_url: Option<String>,
}

impl Default for PagesPlace {
    fn default() -> Self {
        Self { host: NO_DNS.to_owned(), by_path: false, tls_url: None }
    }
}

impl PagesPlace {
    /// The service's address as a request came by it: that of its listener for TLS, or the public one.
    pub(crate) fn service_url<'a>(&'a self, public_url: &'a str, is_tls: bool) -> &'a str {
        self.tls_url.as_deref().filter(|_| is_tls).unwrap_or(public_url)
    }

    /// The address of a prefix domain by its own host, without a slash at the end. Scheme and port are those of the service.
    pub(crate) fn url_by_host(&self, public_url: &str, prefix: &str) -> String {
        let (scheme, rest) = public_url.split_once("://").unwrap_or(("http", public_url));
        let authority = rest.split('/').next().unwrap_or_default();
        let port = authority.rsplit_once(':').map(|(_, port)| port);
        let is_port = |port: &&str| port.bytes().all(|byte| byte.is_ascii_digit());
        let port = port.filter(is_port).map(|port| format!(":{port}")).unwrap_or_default();
        format!("{scheme}://{prefix}.{}{port}", self.host)
    }

    /// Its address for programs: by path where no DNS leads them to its host.
    pub(crate) fn url_for_programs(&self, public_url: &str, prefix: &str) -> String {
        if self.by_path && self.host == NO_DNS {
            url_by_path(public_url, prefix)
        } else {
            self.url_by_host(public_url, prefix)
        }
    }
}

/// The address of a prefix domain by path.
pub(crate) fn url_by_path(public_url: &str, prefix: &str) -> String {
    format!("{public_url}{DOMAIN_PATH}{prefix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_has_a_host_with_the_scheme_and_port_of_the_service() {
        for (public_url, host, url) in [
            ("http://127.0.0.1:9229", "localhost", "http://people.localhost:9229"),
            ("https://id.example.com", "auth.example.com", "https://people.auth.example.com"),
            ("https://example.com:8443/id", "auth.example.com", "https://people.auth.example.com:8443"),
            ("http://[::1]:9229", "localhost", "http://people.localhost:9229"),
            ("http://[::1]", "localhost", "http://people.localhost"),
        ] {
            let place = PagesPlace { host: host.to_owned(), by_path: true, tls_url: None };
            assert_eq!(place.url_by_host(public_url, "people"), url);
        }
    }

    #[test]
    fn programs_are_led_by_path_where_there_is_no_dns_and_paths_are_served() {
        let url = |host: &str, by_path| {
            let place = PagesPlace { host: host.to_owned(), by_path, tls_url: None };
            place.url_for_programs("http://id.test:9229", "people")
        };
        assert_eq!(url("localhost", true), "http://id.test:9229/d/people");
        assert_eq!(url("localhost", false), "http://people.localhost:9229");
        assert_eq!(url("auth.example.com", true), "http://people.auth.example.com:9229");
    }
}
