//! Numbers as the exchange hashes them.

use super::SrpFault;
use crate::power::{self, Residue};

/// The number's bytes as Java's `BigInteger.toByteArray` gives them: no needless zeros in front, but one where the top bit
/// would make it negative. 0 is one zero byte.
pub(super) fn pad(number: &[u8]) -> Vec<u8> {
    let number = minimal(number);
    let negative = number.first().is_none_or(|byte| *byte >= 0x80);
    let zero: &[u8] = if negative { &[0] } else { &[] };
    [zero, number].concat()
}

/// The number's bytes without leading zeros.
pub(super) fn minimal(number: &[u8]) -> &[u8] {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    &number[start..]
}

/// `SRP_A`, the client's public number. One that is zero in the group gets a challenge like any other, and no answer to it is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientPublic {
    /// As it was sent: it is hashed so, not reduced.
    sent: Vec<u8>,
}

impl ClientPublic {
    /// Reads hexadecimal digits, an odd number of them too, as clients send them.
    pub fn parse(digits: &str) -> Result<Self, SrpFault> {
        let digits = digits.trim_start_matches('0');
        if digits.len() > 2 * power::LEN {
            return Err(SrpFault::MalformedPublic);
        }
        let even = if digits.len().is_multiple_of(2) { digits.to_owned() } else { format!("0{digits}") };
        let sent = hex::decode(even).map_err(|_| SrpFault::MalformedPublic)?;
        Ok(Self { sent })
    }

    /// The number, big endian, without leading zeros: for carrying it between the two steps.
    pub fn as_bytes(&self) -> &[u8] {
        &self.sent
    }

    /// The number from [`ClientPublic::as_bytes`].
    pub fn from_bytes(number: &[u8]) -> Result<Self, SrpFault> {
        Self::parse(&hex::encode(number))
    }

    /// Whether it is a multiple of the modulus: then the shared secret is 0, which every client knows.
    pub(super) fn is_zero(&self) -> bool {
        self.residue().is_zero()
    }

    pub(super) fn residue(&self) -> Residue {
        Residue::of(&self.sent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_padded_as_java_does() {
        assert_eq!(pad(&[]), [0]);
        assert_eq!(pad(&[0, 0]), [0]);
        assert_eq!(pad(&[0, 0, 0x7f, 1]), [0x7f, 1]);
        assert_eq!(pad(&[0x80]), [0, 0x80]);
        assert_eq!(pad(&[0, 0x80]), [0, 0x80]);
    }

    #[test]
    fn a_public_number_may_have_an_odd_count_of_digits_and_leading_zeros() {
        assert_eq!(ClientPublic::parse("abc").unwrap().as_bytes(), [0x0a, 0xbc]);
        assert_eq!(ClientPublic::parse("000ABC").unwrap().as_bytes(), [0x0a, 0xbc]);
        let public = ClientPublic::parse("1").unwrap();
        assert_eq!(ClientPublic::from_bytes(public.as_bytes()), Ok(public));
    }

    #[test]
    fn a_public_number_that_is_zero_in_the_group_is_read_and_known_as_such() {
        let modulus = hex::encode(power::modulus());
        for zero in ["", "0", "000000", &modulus, &format!("00{modulus}")] {
            let public = ClientPublic::parse(zero).unwrap();
            assert!(public.is_zero(), "{zero}");
            assert_eq!(ClientPublic::from_bytes(public.as_bytes()), Ok(public));
        }
        assert!(!ClientPublic::parse("1").unwrap().is_zero());
    }

    #[test]
    fn what_is_no_number_of_the_groups_size_is_refused() {
        for text in ["x", "-1", "0x12", "12 ", "é", &"1".repeat(769)] {
            assert_eq!(ClientPublic::parse(text), Err(SrpFault::MalformedPublic), "{text}");
        }
    }
}
