//! How an account whose password is lost is recovered.

use serde::{Deserialize, Serialize};

use crate::values::contact::{Contact, Recovery};

/// `AccountRecoverySetting`: ways of recovery as they were given; none when unset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverySetting(pub Vec<RecoveryWay>);

/// A way of recovery. The one with the lowest priority number is tried first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryWay {
    /// By what.
    pub by: RecoveryBy,
    /// 1 or 2.
    pub priority: u32,
}

/// By what an account is recovered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecoveryBy {
    /// `verified_email`
    #[serde(rename = "email")]
    Email,
    /// `verified_phone_number`
    #[serde(rename = "phone_number")]
    Phone,
    /// `admin_only`
    #[serde(rename = "administrator")]
    Administrator,
}

impl RecoverySetting {
    /// The contacts that follow from it.
    pub fn rule(&self) -> Recovery {
        let mut ways = self.0.clone();
        ways.sort_by_key(|way| way.priority);
        if ways.is_empty() {
            return Recovery::PhoneFirst;
        }
        if ways.iter().any(|way| way.by == RecoveryBy::Administrator) {
            return Recovery::AdminOnly;
        }
        Recovery::InOrder(ways.iter().filter_map(|way| way.by.contact()).collect())
    }
}

impl RecoveryBy {
    const fn contact(self) -> Option<Contact> {
        match self {
            Self::Email => Some(Contact::Email),
            Self::Phone => Some(Contact::Phone),
            Self::Administrator => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(ways: &[(RecoveryBy, u32)]) -> Recovery {
        let ways = ways.iter().map(|(by, priority)| RecoveryWay { by: *by, priority: *priority });
        RecoverySetting(ways.collect()).rule()
    }

    #[test]
    fn ways_are_tried_by_priority_and_the_administrator_is_alone() {
        assert_eq!(rule(&[]), Recovery::PhoneFirst);
        let both = rule(&[(RecoveryBy::Phone, 2), (RecoveryBy::Email, 1)]);
        assert_eq!(both, Recovery::InOrder(vec![Contact::Email, Contact::Phone]));
        assert_eq!(rule(&[(RecoveryBy::Administrator, 1)]), Recovery::AdminOnly);
    }
}
