//! The names that certificates for development are for.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use serde::{Deserialize, Serialize};

/// The longest label of a host name.
const LABEL_MAX: usize = 63;
const LOCALHOST: &str = "localhost";

/// Hosts and addresses of a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Names {
    /// The host below which each prefix domain has a host of its own.
    pages_host: String,
    /// Host names, in lower case, the one of the pages among them.
    pub(super) hosts: BTreeSet<String>,
    pub(super) addresses: BTreeSet<IpAddr>,
}

impl Names {
    /// Those of this machine and of the pages.
    pub(crate) fn of_this_machine(pages_host: &str) -> Self {
        let pages_host = pages_host.to_ascii_lowercase();
        let hosts = BTreeSet::from([LOCALHOST.to_owned(), pages_host.clone()]);
        let addresses = BTreeSet::from([Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
        Self { pages_host, hosts, addresses }
    }

    /// With one more, a host name or an address as it stands in a URL. What is neither is left out.
    #[must_use]
    pub(crate) fn with(mut self, host: &str) -> Self {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        match bare.parse::<IpAddr>() {
            // Every address is no address that anything is reached at.
            Ok(address) if address.is_unspecified() => {}
            Ok(address) => drop(self.addresses.insert(address)),
            Err(_) if host.split('.').all(is_label) => drop(self.hosts.insert(host.to_ascii_lowercase())),
            Err(_) => {}
        }
        self
    }

    /// The host of a prefix domain that a client names, in lower case: one label below the host of the pages.
    pub(super) fn host_of_prefix(&self, named: &str) -> Option<String> {
        let named = named.to_ascii_lowercase();
        let prefix = named.strip_suffix(self.pages_host.as_str())?.strip_suffix('.')?;
        (is_label(prefix) && !self.hosts.contains(&named)).then_some(named)
    }
}

fn is_label(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=LABEL_MAX).contains(&text.len()) && text.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_a_server_are_told_once_and_in_lower_case() {
        let names =
            Names::of_this_machine("Auth.Example.com").with("LOCALHOST").with("192.0.2.1").with("[::2]");
        let names = names.with("0.0.0.0").with("[::]").with("id.example.com").with("no name").with("");
        assert_eq!(names.hosts, ["auth.example.com", "id.example.com", LOCALHOST].map(str::to_owned).into());
        let addresses = ["127.0.0.1", "192.0.2.1", "::1", "::2"].map(|address| address.parse().unwrap());
        assert_eq!(names.addresses, addresses.into());
    }

    #[test]
    fn a_prefix_is_one_label_below_the_host_of_the_pages() {
        let names = Names::of_this_machine(LOCALHOST).with("own.localhost");
        assert_eq!(names.host_of_prefix("People.Localhost").as_deref(), Some("people.localhost"));
        let too_long = format!("{}.localhost", "x".repeat(64));
        for none in ["localhost", ".localhost", "a.b.localhost", "people.example", "own.localhost", &too_long]
        {
            assert_eq!(names.host_of_prefix(none), None, "{none}");
        }
    }
}
