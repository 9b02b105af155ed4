//! Addresses as threat protection compares them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Bits of an IPv4 address that are its network: what a household or an office keeps while single addresses change.
const V4_BITS: u32 = 24;
/// Bits of an IPv6 address that are its network: what one customer of a provider has.
const V6_BITS: u32 = 48;

/// The network of an address, as text: `192.0.2.0/24`, `2001:db8::/48`.
pub fn network_of(address: &str) -> Option<String> {
    match address.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(address) => {
            let first = Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << (32 - V4_BITS)));
            Some(format!("{first}/{V4_BITS}"))
        }
        IpAddr::V6(address) => {
            let first = Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << (128 - V6_BITS)));
            Some(format!("{first}/{V6_BITS}"))
        }
    }
}

/// Whether an address is in one of these ranges (`203.0.113.0/24`).
pub fn in_ranges(ranges: &[String], address: &str) -> bool {
    let Ok(address) = address.parse::<IpAddr>() else { return false };
    ranges.iter().any(|range| is_in(range, address.to_canonical()))
}

fn is_in(range: &str, address: IpAddr) -> bool {
    let Some((first, bits)) = range.split_once('/') else { return false };
    let (Ok(first), Ok(bits)) = (first.parse::<IpAddr>(), bits.parse::<u32>()) else { return false };
    let common = match (first, address) {
        (IpAddr::V4(first), IpAddr::V4(address)) => (first.to_bits() ^ address.to_bits()).leading_zeros(),
        (IpAddr::V6(first), IpAddr::V6(address)) => (first.to_bits() ^ address.to_bits()).leading_zeros(),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
    };
    common >= bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_household_or_customer_are_one_network() {
        for (address, network) in [
            ("192.0.2.1", Some("192.0.2.0/24")),
            ("192.0.2.255", Some("192.0.2.0/24")),
            ("::ffff:192.0.2.9", Some("192.0.2.0/24")),
            ("2001:db8:1:2::3", Some("2001:db8:1::/48")),
            ("", None),
            ("somewhere", None),
        ] {
            assert_eq!(network_of(address).as_deref(), network, "{address}");
        }
    }

    #[test]
    fn a_range_has_the_addresses_of_its_beginning_and_family() {
        let ranges = ["203.0.113.0/24", "198.51.100.7/32", "2001:db8::/32"].map(ToOwned::to_owned);
        for inside in ["203.0.113.200", "198.51.100.7", "2001:db8:ffff::1", "::ffff:203.0.113.1"] {
            assert!(in_ranges(&ranges, inside), "{inside}");
        }
        for outside in ["203.0.114.1", "198.51.100.8", "2001:db9::1", "", "x"] {
            assert!(!in_ranges(&ranges, outside), "{outside}");
        }
        assert!(in_ranges(&["0.0.0.0/0".to_owned()], "8.8.8.8"));
        assert!(!in_ranges(&["0.0.0.0/0".to_owned()], "::1"));
    }
}
