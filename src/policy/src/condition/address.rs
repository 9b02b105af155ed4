//! IP addresses and CIDR blocks, both families ("IP address condition operators").

use std::net::IpAddr;

/// A block of addresses of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    base: IpAddr,
    prefix_bits: u32,
}

impl Block {
    /// Reads `203.0.113.0/24`, `2001:db8::/32` or a single address.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(base, bits)| (base, Some(bits)));
        let base: IpAddr = address.parse().ok()?;
        let all_bits: u32 = if base.is_ipv4() { 32 } else { 128 };
        let prefix_bits = match prefix {
            Some(bits) if !bits.is_empty() && bits.bytes().all(|byte| byte.is_ascii_digit()) => {
                bits.parse().ok()?
            }
            Some(_) => return None,
            None => all_bits,
        };
        (prefix_bits <= all_bits).then_some(Self { base, prefix_bits })
    }

    /// Whether the address lies in the block. An IPv4 address that came in as `::ffff:a.b.c.d` counts as IPv4.
    pub(crate) fn holds(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical(), address) {
            (IpAddr::V4(base), IpAddr::V4(address), _) => {
                same_prefix(u32::from(base).into(), u32::from(address).into(), 32, self.prefix_bits)
            }
            (IpAddr::V6(base), _, IpAddr::V6(address)) => {
                same_prefix(u128::from(base), u128::from(address), 128, self.prefix_bits)
            }
            _ => false,
        }
    }
}

fn same_prefix(one: u128, other: u128, all_bits: u32, prefix_bits: u32) -> bool {
    (one ^ other).checked_shr(all_bits - prefix_bits).unwrap_or(0) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_holds_its_own_addresses_and_no_others() {
        let cases = [
            ("203.0.113.0/24", "203.0.113.255", true),
            ("203.0.113.0/24", "203.0.114.0", false),
            ("203.0.113.9/24", "203.0.113.1", true),
            ("0.0.0.0/0", "255.255.255.255", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true),
            ("::/0", "1.2.3.4", false),
            ("2001:db8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false),
            ("10.0.0.1", "::ffff:10.0.0.1", true),
            ("10.0.0.1", "10.0.0.2", false),
        ];
        for (block, address, expected) in cases {
            let held = Block::parse(block).unwrap().holds(address.parse().unwrap());
            assert_eq!(held, expected, "{address} in {block}");
        }
        for text in ["10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/", "10.0.0.0/-1", "*", ""] {
            assert_eq!(Block::parse(text), None, "{text:?}");
        }
    }
}
