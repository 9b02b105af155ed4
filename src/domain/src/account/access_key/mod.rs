//! A long-lived access key (`AKIA...`) by which calls are signed. Lives in the `account` ledger. Knows neither signatures nor what its
//! holder may do; that an administrator's key may do everything is only noted here.

pub mod commands;
mod events;
mod refusals;

use serde::{Deserialize, Serialize};

pub use events::{AccessKeyEvent, Created, Deleted, Disabled};
pub use refusals::Refusal;

use crate::{Aggregate, LedgerId, Scope, Secret, Stream, Timestamp};

/// Where the access key of this id (`AKIA...`) lives.
pub fn stream(access_key_id: &str) -> Stream {
    Stream::impersonal(LedgerId::account(), AccessKey::KIND, access_key_id)
}

/// Characters of the longest id of an access key, as in IAM's model. IAM's shortest has 16; suites use `test`, so here one will do.
pub const ID_MAX_CHARS: usize = 128;
/// Characters of the longest secret that an operator may choose. AWS's have 40.
pub const SECRET_MAX_CHARS: usize = 256;

/// Whether a text can be the id of an access key: 1 to [`ID_MAX_CHARS`] ASCII letters and digits, which need no escaping in any place that
/// a signature has for it.
pub fn is_id(text: &str) -> bool {
    (1..=ID_MAX_CHARS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a text can be a secret access key: 1 to [`SECRET_MAX_CHARS`] visible ASCII characters. Files of credentials and environments
/// lose spaces around it.
pub fn is_secret(text: &str) -> bool {
    (1..=SECRET_MAX_CHARS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// What is known of an access key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum AccessKey {
    /// Never made.
    #[default]
    Absent,
    /// Signs calls.
    Active(Pair),
    /// Kept, but signs nothing.
    Disabled(Pair),
    /// Deleted.
    Deleted,
}

/// The secret of an access key, and its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The secret access key.
    pub secret: Secret<String>,
    /// ARN of the key's owner.
    pub owner: String,
    /// Whether its owner may do everything.
    pub administrator: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The owner of a key. Every kind of owner is a variant, so that no code takes an unknown kind for an administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder<'a> {
    /// May do everything.
    Administrator {
        /// ARN.
        arn: &'a str,
    },
    /// Not an administrator: the ARN is known, and no rights are recorded.
    User {
        /// ARN.
        arn: &'a str,
    },
}

impl Pair {
    /// The owner of the key.
    pub fn holder(&self) -> Holder<'_> {
        let arn = &*self.owner;
        if self.administrator { Holder::Administrator { arn } } else { Holder::User { arn } }
    }
}

impl Aggregate for AccessKey {
    const KIND: &'static str = "access_key";
    type Event = AccessKeyEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &AccessKeyEvent) {
        match (&mut *self, event) {
            (_, AccessKeyEvent::Created(e)) => *self = Self::Active(e.into()),
            (Self::Active(pair), AccessKeyEvent::Disabled(_)) => *self = Self::Disabled(pair.clone()),
            (Self::Absent | Self::Disabled(_) | Self::Deleted, AccessKeyEvent::Disabled(_)) => {}
            (_, AccessKeyEvent::Deleted(_)) => *self = Self::Deleted,
        }
    }

    fn taken(_scope: Scope) -> Refusal {
        Refusal::AlreadyExists
    }
}

impl From<&Created> for Pair {
    fn from(event: &Created) -> Self {
        Self {
            secret: event.secret.clone(),
            owner: event.owner.clone(),
            administrator: event.administrator,
            created_at: event.at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_one_to_128_letters_and_digits() {
        for id in
            ["a", "test", "FOOBARKEY", "000000000000", "AKIAIOSFODNN7EXAMPLE", &"x".repeat(ID_MAX_CHARS)]
        {
            assert!(is_id(id), "{id}");
        }
        for other in ["", "a/b", "a b", "a-b", "\u{e4}", "a\n", &"x".repeat(ID_MAX_CHARS + 1)] {
            assert!(!is_id(other), "{other}");
        }
    }

    #[test]
    fn a_secret_is_visible_text() {
        for secret in ["t", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", &"x".repeat(SECRET_MAX_CHARS)] {
            assert!(is_secret(secret), "{secret}");
        }
        for other in ["", " secret", "sec ret", "secret\n", "s\u{e4}cret", &"x".repeat(SECRET_MAX_CHARS + 1)]
        {
            assert!(!is_secret(other), "{other}");
        }
    }
}
