//! The hashes by which lists of breached passwords name them, in uppercase hexadecimal digits. They are chosen by those who publish the lists,
//! and protect nothing here: no such hash is kept.

use md4::{Digest, Md4};
use sha1::Sha1;

/// By what a list names its passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// SHA-1 of the password in UTF-8.
    Sha1,
    /// NTLM: MD4 of the password in UTF-16, little end first.
    Ntlm,
}

impl Scheme {
    /// The scheme whose hashes have so many digits.
    pub(crate) const fn of_digits(digits: usize) -> Option<Self> {
        match digits {
            40 => Some(Self::Sha1),
            32 => Some(Self::Ntlm),
            _ => None,
        }
    }

    /// The hash of a password.
    pub(crate) fn hash(self, password: &str) -> String {
        match self {
            Self::Sha1 => hex::encode_upper(Sha1::digest(password)),
            Self::Ntlm => {
                let units: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
                hex::encode_upper(Md4::digest(units))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_published_lists() {
        assert_eq!(Scheme::Sha1.hash("password"), "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8");
        assert_eq!(Scheme::Ntlm.hash("password"), "8846F7EAEE8FB117AD06BDD830B7586C");
        let schemes = [Scheme::Sha1, Scheme::Ntlm];
        assert!(schemes.iter().all(|scheme| Scheme::of_digits(scheme.hash("").len()) == Some(*scheme)));
    }
}
