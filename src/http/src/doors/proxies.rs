//! Where a request comes from: the other end of its connection or, where that is a proxy that the operator has named, the address that the
//! proxy forwards. Forwarding headers of any other peer are ignored.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use actix_web::http::header::HeaderMap;

pub(crate) const FORWARDED_FOR: &str = "x-forwarded-for";
const FORWARDED_PROTO: &str = "x-forwarded-proto";
const FORWARDED_HOST: &str = "x-forwarded-host";

/// Addresses with a common beginning: `10.0.0.0/8`, `::1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressRange {
    first: IpAddr,
    /// How many bits of it are common.
    bits: u32,
}

/// A text that is no range of addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no address and no range of addresses (10.0.0.0/8, fd00::/8)")]
pub struct NotARange(String);

impl FromStr for AddressRange {
    type Err = NotARange;

    fn from_str(text: &str) -> Result<Self, NotARange> {
        let wrong = || NotARange(text.to_owned());
        let (address, bits) = text.trim().split_once('/').map_or((text.trim(), None), |(a, b)| (a, Some(b)));
        let first: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| wrong())?;
        if bits > most { Err(wrong()) } else { Ok(Self { first, bits }) }
    }
}

impl AddressRange {
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        let common = match (self.first, address) {
            (IpAddr::V4(first), IpAddr::V4(other)) => (first.to_bits() ^ other.to_bits()).leading_zeros(),
            (IpAddr::V6(first), IpAddr::V6(other)) => (first.to_bits() ^ other.to_bits()).leading_zeros(),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
        };
        common >= self.bits
    }
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The caller's address.
    pub(crate) address: IpAddr,
    /// Whether the caller spoke TLS.
    pub(crate) is_secure: bool,
}

/// The proxies that the operator has named. Each has to set `X-Forwarded-For`, or to add to it, and `X-Forwarded-Proto` where it ends TLS.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<AddressRange>);

impl TrustedProxies {
    /// Trusts these ranges.
    pub fn new(ranges: Vec<AddressRange>) -> Self {
        Self(ranges)
    }

    /// Whether this is one of them.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|range| range.contains(address))
    }

    /// Where a request comes from. `peer` is the other end of its connection, which is TLS or not.
    pub(crate) fn origin(&self, peer: IpAddr, is_tls: bool, headers: &HeaderMap) -> Origin {
        let proto = headers.get_all(FORWARDED_PROTO).last().and_then(|value| value.to_str().ok());
        let proto = proto.and_then(|value| value.rsplit(',').next()).filter(|_| self.contains(peer));
        let is_secure = proto.map_or(is_tls, |proto| proto.trim().eq_ignore_ascii_case("https"));
        Origin { address: self.caller(peer, headers), is_secure }
    }

    /// The host that the caller has asked for, where the other end of the connection is a proxy that forwards it.
    pub(crate) fn forwarded_host<'a>(&self, peer: IpAddr, headers: &'a HeaderMap) -> Option<&'a str> {
        let host = headers.get_all(FORWARDED_HOST).last().and_then(|value| value.to_str().ok());
        host.and_then(|value| value.rsplit(',').next()).map(str::trim).filter(|_| self.contains(peer))
    }

    fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut caller = peer.to_canonical();
        let said = headers.get_all(FORWARDED_FOR).filter_map(|value| value.to_str().ok());
        let said: Vec<&str> = said.flat_map(|value| value.split(',')).collect();
        // Each hop has added the address of its caller: read from the last one back, as long as the hop that added it is trusted.
        for hop in said.into_iter().rev() {
            let Some(address) = address(hop.trim()).filter(|_| self.contains(caller)) else { break };
            caller = address;
        }
        caller
    }
}

/// With or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn caller(trusted: &[&str], peer: &str, said: &[&str]) -> String {
        let proxies = TrustedProxies::new(trusted.iter().map(|range| range.parse().unwrap()).collect());
        let mut headers = HeaderMap::new();
        for value in said {
            headers.append(HeaderName::from_static(FORWARDED_FOR), HeaderValue::from_str(value).unwrap());
        }
        headers.insert(HeaderName::from_static("forwarded"), HeaderValue::from_static("for=198.51.100.66"));
        proxies.caller(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn what_a_stranger_says_of_where_he_is_counts_for_nothing() {
        assert_eq!(caller(&[], "192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(caller(&["10.0.0.0/8"], "192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
    }

    #[test]
    fn a_trusted_proxy_says_whom_it_was_called_by_and_no_more_than_that() {
        let caller = |said: &[&str]| caller(&["10.0.0.0/8", "fd00::/8"], "10.1.2.3", said);
        assert_eq!(caller(&["203.0.113.9"]), "203.0.113.9");
        assert_eq!(caller(&["1.1.1.1, 203.0.113.9"]), "203.0.113.9", "what the caller made up stands before");
        assert_eq!(caller(&["1.1.1.1, 203.0.113.9", "10.9.9.9"]), "203.0.113.9", "by way of two proxies");
        assert_eq!(caller(&["203.0.113.9:4711"]), "203.0.113.9");
        assert_eq!(caller(&["[2001:db8::1]:4711"]), "2001:db8::1");
        assert_eq!(
            caller(&["203.0.113.9, unknown"]),
            "10.1.2.3",
            "nothing is known before what cannot be read"
        );
        assert_eq!(caller(&[]), "10.1.2.3");
        assert_eq!(caller(&["10.0.0.7"]), "10.0.0.7", "the proxies' own calls");
    }

    #[test]
    fn a_trusted_proxy_says_whether_the_caller_spoke_tls_and_nobody_else_does() {
        let is_secure = |peer: &str, is_tls: bool, said: &[&'static str]| {
            let proxies = TrustedProxies::new(vec!["10.0.0.0/8".parse().unwrap()]);
            let mut headers = HeaderMap::new();
            for value in said {
                headers.append(HeaderName::from_static(FORWARDED_PROTO), HeaderValue::from_static(value));
            }
            proxies.origin(peer.parse().unwrap(), is_tls, &headers).is_secure
        };
        assert!(is_secure("10.1.2.3", false, &["https"]) && !is_secure("10.1.2.3", true, &["http"]));
        assert!(
            !is_secure("10.1.2.3", false, &["https, http"])
                && !is_secure("10.1.2.3", false, &["https", "http"])
        );
        assert!(!is_secure("192.0.2.1", false, &["https"]) && is_secure("192.0.2.1", true, &["http"]));
        assert!(is_secure("10.1.2.3", true, &[]) && !is_secure("10.1.2.3", false, &[]));
    }

    #[test]
    fn a_trusted_proxy_says_which_host_was_asked_for_and_nobody_else_does() {
        let host = |peer: &str, said: &[&'static str]| {
            let proxies = TrustedProxies::new(vec!["10.0.0.0/8".parse().unwrap()]);
            let mut headers = HeaderMap::new();
            for value in said {
                headers.append(HeaderName::from_static(FORWARDED_HOST), HeaderValue::from_static(value));
            }
            proxies.forwarded_host(peer.parse().unwrap(), &headers).map(ToOwned::to_owned)
        };
        assert_eq!(host("10.1.2.3", &["login.example.com"]).as_deref(), Some("login.example.com"));
        assert_eq!(
            host("10.1.2.3", &["evil.example, login.example.com"]).as_deref(),
            Some("login.example.com")
        );
        assert_eq!(
            host("10.1.2.3", &["evil.example", "login.example.com"]).as_deref(),
            Some("login.example.com")
        );
        assert_eq!((host("192.0.2.1", &["login.example.com"]), host("10.1.2.3", &[])), (None, None));
    }

    #[test]
    fn a_range_is_an_address_and_how_much_of_it_counts() {
        let contains = |range: &str, address: &str| {
            range.parse::<AddressRange>().unwrap().contains(address.parse().unwrap())
        };
        assert!(contains("10.0.0.0/8", "10.255.0.1") && !contains("10.0.0.0/8", "11.0.0.1"));
        assert!(contains("0.0.0.0/0", "203.0.113.9") && !contains("0.0.0.0/0", "::1"));
        assert!(contains("::1", "::1") && !contains("::1", "::2"));
        for wrong in ["", "10.0.0", "10.0.0.0/33", "10.0.0.0/x", "fd00::/129", "host"] {
            assert!(wrong.parse::<AddressRange>().is_err(), "{wrong}");
        }
    }
}
