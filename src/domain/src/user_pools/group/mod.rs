//! A group of a user pool: a name that the tokens of its members carry, a role that identity pools may give them, and its rank among the
//! groups of a member. Knows no member.

mod claims;

use std::convert::Infallible;

pub use claims::GroupClaims;
use serde::{Deserialize, Serialize};

use crate::{
    Kind,
    configured::{Config, Configured},
};

/// A group.
pub type Group = Configured<GroupConfig>;

/// How a group is set up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupConfig {
    /// `GroupName`. Upper and lower case differ.
    pub name: String,
    /// `Description`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `Precedence`: 0 is the first; without one it is behind all that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precedence: Option<u32>,
    /// `RoleArn`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
}

/// A change to a group: what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupChange {
    /// `Description`
    pub description: Option<String>,
    /// `Precedence`
    pub precedence: Option<u32>,
    /// `RoleArn`
    pub role_arn: Option<String>,
}

impl Config for GroupConfig {
    const KIND: &'static str = "group";
    const CREATED: Kind = Kind::new("group.created", 1);
    const CHANGED: Kind = Kind::new("group.changed", 1);
    const DELETED: Kind = Kind::new("group.deleted", 1);
    type Change = GroupChange;
    type Broken = Infallible;

    fn claimed_name(&self) -> &str {
        &self.name
    }

    fn changed(&self, change: &GroupChange) -> Self {
        Self {
            name: self.name.clone(),
            description: change.description.clone().or_else(|| self.description.clone()),
            precedence: change.precedence.or(self.precedence),
            role_arn: change.role_arn.clone().or_else(|| self.role_arn.clone()),
        }
    }

    fn not_there(_: &str) -> String {
        "Group not found.".to_owned()
    }

    fn there_already(_: &str) -> String {
        "A group with the name already exists.".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configured::rules;

    fn admins() -> GroupConfig {
        let description = Some("Those who may".to_owned());
        GroupConfig { name: "admins".to_owned(), description, precedence: Some(1), role_arn: None }
    }

    #[test]
    fn a_group_keeps_the_rules_of_what_is_configured() {
        rules::hold(&admins(), || GroupChange { precedence: Some(0), ..GroupChange::default() });
    }

    #[test]
    fn what_a_change_does_not_mention_stays() {
        let role_arn = Some("arn:aws:iam::123456789012:role/admins".to_owned());
        let change = GroupChange { role_arn: role_arn.clone(), ..GroupChange::default() };
        assert_eq!(admins().changed(&change), GroupConfig { role_arn, ..admins() });
    }
}
