//! Addresses that are always or never let in, as a pool or client lists them. Knows no risk: whom they concern is judged elsewhere.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::RiskError;

/// Addresses that are treated in one way whatever else is seen: `203.0.113.0/24`, `2001:db8::/32`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressExceptions {
    /// `BlockedIPRangeList`
    pub blocked: Option<Vec<String>>,
    /// `SkippedIPRangeList`
    pub skipped: Option<Vec<String>>,
}

impl AddressExceptions {
    /// Refuses what is no block of addresses.
    pub(super) fn check(&self) -> Result<(), RiskError> {
        let mut blocks = self.blocked.iter().chain(&self.skipped).flatten();
        let wrong = blocks.find(|block| !is_block(block));
        wrong.map_or(Ok(()), |block| Err(RiskError::AddressBlock(block.clone())))
    }
}

/// Whether a text is a block of addresses in CIDR notation, of either family.
fn is_block(text: &str) -> bool {
    let Some((base, bits)) = text.split_once('/') else { return false };
    let Ok(base) = base.parse::<IpAddr>() else { return false };
    let most: u8 = if base.is_ipv4() { 32 } else { 128 };
    bits.bytes().all(|byte| byte.is_ascii_digit()) && bits.parse().is_ok_and(|bits: u8| bits <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocking(block: &str) -> AddressExceptions {
        AddressExceptions { blocked: Some(vec![block.to_owned()]), skipped: None }
    }

    #[test]
    fn addresses_are_blocks_of_either_family() {
        for block in ["203.0.113.0/24", "10.0.0.1/32", "0.0.0.0/0", "2001:db8::/32", "::1/128"] {
            assert_eq!(blocking(block).check(), Ok(()), "{block}");
        }
        for block in ["203.0.113.0", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "10.0.0.0/+8", "x/8"] {
            let refused = Err(RiskError::AddressBlock(block.to_owned()));
            assert_eq!(blocking(block).check(), refused, "{block}");
        }
    }
}
