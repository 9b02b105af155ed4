//! Ways to reach a person: which attribute holds the address, and what an address must look like. Does not know whether
//! the person receives messages there: a code verifies that.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest address that mail systems carry.
const EMAIL_LENGTH_MAX: usize = 254;
/// Longest part before the `@`.
const EMAIL_LOCAL_LENGTH_MAX: usize = 64;
/// A phone number is a plus sign and so many digits: the service is laxer than E.164, which ends at 15.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 3..=18;

/// An attribute by which a person can be reached, and that a code can verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Contact {
    /// The attribute `email`, reached by mail.
    #[serde(rename = "email")]
    Email,
    /// The attribute `phone_number`, reached by SMS.
    #[serde(rename = "phone_number")]
    Phone,
}

impl Contact {
    /// Both, in the order in which the service prefers them when nothing else is said.
    pub const PHONE_FIRST: [Self; 2] = [Self::Phone, Self::Email];

    /// The attribute that holds the address.
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone_number",
        }
    }

    /// What a sentence calls it.
    pub const fn spoken(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone number",
        }
    }

    /// The attribute that says `true` once the address is verified.
    pub const fn verified_attribute(self) -> &'static str {
        match self {
            Self::Email => "email_verified",
            Self::Phone => "phone_number_verified",
        }
    }

    /// `DeliveryMedium` in answers: `EMAIL` or `SMS`.
    pub const fn medium(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Phone => "SMS",
        }
    }

    /// The contact that an attribute name means, if it is one.
    pub fn of_attribute(name: &str) -> Option<Self> {
        match name {
            "email" => Some(Self::Email),
            "phone_number" => Some(Self::Phone),
            _ => None,
        }
    }

    /// Whether the text can be an address of this kind.
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Self::Email => is_email(text),
            Self::Phone => is_phone(text),
        }
    }
}

impl fmt::Display for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.attribute())
    }
}

/// Which contacts may be used to recover an account (`AccountRecoverySetting`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recovery {
    /// Nothing was set: a verified phone number, then a verified e-mail address.
    #[default]
    #[serde(rename = "phone_first")]
    PhoneFirst,
    /// Verified contacts in this order.
    #[serde(rename = "in_order")]
    InOrder(Vec<Contact>),
    /// `admin_only`: only an administrator can recover an account.
    #[serde(rename = "admin_only")]
    AdminOnly,
}

/// Whether the text has the form of an e-mail address: a local part and a host name, which may be of one label (`a@b`).
pub fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    text.len() <= EMAIL_LENGTH_MAX
        && (1..=EMAIL_LOCAL_LENGTH_MAX).contains(&local.len())
        && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_local_char))
        && host.split('.').all(is_host_label)
}

/// Whether the text has the form of a phone number: `+` and digits.
pub fn is_phone(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else { return false };
    PHONE_DIGITS.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_local_char(c: char) -> bool {
    c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

fn is_host_label(label: &str) -> bool {
    !label.is_empty()
        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_address_has_a_local_part_and_a_host() {
        for good in [
            "a@b",
            "ada@localhost",
            "ada@example.com",
            "a.b+c@mail.example.co.uk",
            "o'neil@example.org",
            "ü@exämple.com",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "ada",
            "ada@",
            "@example.com",
            "a@@b",
            "ada@example.com\n",
            "a b@example.com",
            "a@b@example.com",
            ".a@example.com",
            "a..b@example.com",
            "a@-x.com",
            "a@x..com",
            "a\0@example.com",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn a_phone_number_is_a_plus_and_three_to_eighteen_digits() {
        for good in ["+123", "+14325551212", "+491701234567", "+0123456", "+123456789012345678"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in ["", "+", "+12", "14325551212", "+1 432 555", "+1234567890123456789", "+123a", "+123\n"] {
            assert!(!is_phone(bad), "{bad}");
        }
    }
}
