//! Names and secrets in the alphabets that AWS uses, out of random bytes or keyed digests.
//!
//! Clients and other people's code check lengths and alphabets, so ids here look like AWS's. The functions draw no random
//! bytes themselves; how many they take is fixed so that no character is noticeably likelier than another.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use crate::seal::Mac;

/// Lower-case letters and digits: app client ids and secrets.
const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// Letters and digits: the part of a pool id after the underscore.
const MIXED: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Base32 of RFC 4648: access key ids and unique ids of IAM.
const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const DIGITS: &[u8] = b"0123456789";

/// Domain of derived secret access keys, so that the same key can digest other things.
const SECRET_DOMAIN: &[u8] = b"secret access key";

/// Bytes of a secret access key before base64: 40 characters, as AWS's have.
const SECRET_LEN: usize = 30;

/// What an IAM id names, told by its first four letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdKind {
    /// A long-lived access key.
    AccessKey,
    /// An access key of temporary credentials.
    TemporaryAccessKey,
    /// A role.
    Role,
    /// A user.
    User,
}

impl IdKind {
    /// Prefix, and how many characters follow it.
    const fn form(self) -> (&'static str, usize) {
        match self {
            Self::AccessKey => ("AKIA", 16),
            Self::TemporaryAccessKey => ("ASIA", 16),
            Self::Role => ("AROA", 17),
            Self::User => ("AIDA", 17),
        }
    }

    /// The kind of an id, by its prefix and length; none if it is not one of these.
    pub fn of(id: &str) -> Option<Self> {
        [Self::AccessKey, Self::TemporaryAccessKey, Self::Role, Self::User].into_iter().find(|kind| {
            let (prefix, length) = kind.form();
            id.strip_prefix(prefix).is_some_and(|rest| rest.len() == length && is_spelled(rest, BASE32))
        })
    }
}

/// An IAM id: `AKIA` or `ASIA` and 16 characters, `AROA` or `AIDA` and 17.
pub fn iam_id(kind: IdKind, random: [u8; 20]) -> String {
    let (prefix, length) = kind.form();
    format!("{prefix}{}", spell(&random, BASE32, length))
}

/// The secret that belongs to an access key id of temporary credentials: 40 characters, 240 bits.
///
/// It is derived, so that a signed request can be checked without a table.
pub fn secret_access_key(mac: &Mac, access_key_id: &str) -> String {
    let digest = mac.of(&[SECRET_DOMAIN, access_key_id.as_bytes()]);
    STANDARD_NO_PAD.encode(&digest[..SECRET_LEN])
}

/// A secret access key of its own, for keys that are kept: 40 characters, 240 bits.
pub fn random_secret_access_key(random: [u8; SECRET_LEN]) -> String {
    STANDARD_NO_PAD.encode(random)
}

/// An app client's id: 26 lower-case letters and digits.
pub fn client_id(random: [u8; 32]) -> String {
    spell(&random, LOWER, 26)
}

/// An app client's secret: 51 lower-case letters and digits.
pub fn client_secret(random: [u8; 48]) -> String {
    spell(&random, LOWER, 51)
}

/// What follows the region and the underscore in a user pool's id: 9 letters and digits.
pub fn pool_suffix(random: [u8; 16]) -> String {
    spell(&random, MIXED, 9)
}

/// A confirmation code: 6 digits.
pub fn confirmation_code(random: [u8; 16]) -> String {
    spell(&random, DIGITS, 6)
}

/// `length` characters: the random number written in the alphabet's base, lowest digit first.
///
/// The number has at least 64 bits more than the text (20 bytes for 17 characters of 5 bits, and so on), so a character
/// is likelier than another by less than 2^-64.
fn spell(random: &[u8], alphabet: &[u8], length: usize) -> String {
    let mut number = random.to_vec();
    (0..length).map(|_| char::from(alphabet[divide(&mut number, alphabet.len())])).collect()
}

/// Divides a big-endian number in place and returns the remainder.
fn divide(number: &mut [u8], by: usize) -> usize {
    number.iter_mut().fold(0, |rest, byte| {
        let value = rest * 256 + usize::from(*byte);
        *byte = u8::try_from(value / by).unwrap_or(u8::MAX);
        value % by
    })
}

fn is_spelled(text: &str, alphabet: &[u8]) -> bool {
    text.bytes().all(|byte| alphabet.contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::{DataKey, random_bytes};

    #[test]
    fn ids_have_the_lengths_and_alphabets_of_aws() {
        let all = [
            (client_id(random_bytes()), 26, LOWER),
            (client_secret(random_bytes()), 51, LOWER),
            (pool_suffix(random_bytes()), 9, MIXED),
            (confirmation_code(random_bytes()), 6, DIGITS),
        ];
        for (id, length, alphabet) in all {
            assert!(id.len() == length && is_spelled(&id, alphabet), "{id}");
        }
    }

    #[test]
    fn an_iam_id_tells_its_kind() {
        for (kind, prefix, length) in [
            (IdKind::AccessKey, "AKIA", 20),
            (IdKind::TemporaryAccessKey, "ASIA", 20),
            (IdKind::Role, "AROA", 21),
            (IdKind::User, "AIDA", 21),
        ] {
            let id = iam_id(kind, random_bytes());
            assert!(id.starts_with(prefix) && id.len() == length, "{id}");
            assert_eq!(IdKind::of(&id), Some(kind));
        }
        for id in ["", "AKIA", "AKIAIOSFODNN7EXAMPL1", "akiaiosfodnn7example", "ASIAIOSFODNN7EXAMPLEX"] {
            assert_eq!(IdKind::of(id), None, "{id}");
        }
    }

    #[test]
    fn every_character_of_an_alphabet_is_about_equally_likely() {
        let mut counts = [0_u32; 10];
        for n in 0_u32..20_000 {
            let digest = crate::merkle::leaf_hash(&n.to_be_bytes());
            for digit in confirmation_code(digest[..16].try_into().unwrap()).bytes() {
                counts[usize::from(digit - b'0')] += 1;
            }
        }
        // 120,000 digits, 12,000 of each expected with a standard deviation of 104.
        assert!(counts.iter().all(|count| (11_400..12_600).contains(count)), "{counts:?}");
    }

    #[test]
    fn equal_random_bytes_spell_equal_ids_and_every_byte_counts() {
        assert_eq!(client_id([7; 32]), client_id([7; 32]));
        for i in 0..32 {
            let mut other = [7; 32];
            other[i] ^= 0xff;
            assert_ne!(client_id(other), client_id([7; 32]), "byte {i}");
        }
    }

    #[test]
    fn a_derived_secret_belongs_to_one_access_key() {
        let mac = Mac::new(&DataKey::from_bytes([1; 32]));
        let secret = secret_access_key(&mac, "ASIAIOSFODNN7EXAMPLE");
        assert_eq!(secret.len(), 40);
        assert_eq!(secret, secret_access_key(&mac, "ASIAIOSFODNN7EXAMPLE"));
        assert_ne!(secret, secret_access_key(&mac, "ASIAIOSFODNN7EXAMPLF"));
        assert_ne!(
            secret,
            secret_access_key(&Mac::new(&DataKey::from_bytes([2; 32])), "ASIAIOSFODNN7EXAMPLE")
        );
        assert_eq!(random_secret_access_key([0xff; 30]).len(), 40);
    }
}
