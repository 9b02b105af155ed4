//! An IAM role: who may assume it and what it permits, as documents. Lives in the `account` ledger. Knows no policy language: documents
//! are checked before they come here.

pub mod commands;
mod events;
mod refusals;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use events::{
    Created, Deleted, PolicyDeleted, PolicyPut, RoleEvent, Tagged, TrustPolicySet, Untagged, Updated,
};
pub use refusals::Refusal;

use crate::{Aggregate, Claim, LedgerId, Scope, Stream};

/// Claims of this kind: role names are unique, whatever their case.
pub const ROLE: Scope = "role";
/// Longest trust policy, in characters, spaces left out.
pub const TRUST_POLICY_CHARS_MAX: usize = 2048;
/// Longest that all inline policies of a role are together, in characters, spaces left out.
pub const INLINE_POLICY_CHARS_MAX: usize = 10_240;
/// Tags that a role may have.
pub const TAGS_MAX: usize = 50;

/// Where the role of this id (`AROA...`) lives.
pub fn stream(role_id: &str) -> Stream {
    Stream::impersonal(LedgerId::account(), Role::KIND, role_id)
}

/// The name by which a role is looked up in the claims of [`ROLE`].
pub fn claimed_name(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// What is known of a role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Role {
    /// Never made.
    #[default]
    Absent,
    /// In use.
    Active(Box<Active>),
    /// Deleted.
    Deleted,
}

/// A role in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Active {
    /// As it was made, with what has changed since.
    pub made: Created,
    /// Inline policies: name to document, JSON text as it was given.
    pub policies: BTreeMap<String, String>,
}

impl Created {
    /// Takes up what an event changes of how the role was made.
    pub fn change(&mut self, event: &RoleEvent) {
        match event {
            RoleEvent::TrustPolicySet(e) => self.trust_policy.clone_from(&e.document),
            RoleEvent::Updated(e) => {
                self.description.clone_from(&e.description);
                self.max_session_seconds = e.max_session_seconds;
            }
            RoleEvent::Tagged(e) => {
                self.tags.retain(|key, _| !e.tags.keys().any(|new| new.eq_ignore_ascii_case(key)));
                self.tags.extend(e.tags.clone());
            }
            RoleEvent::Untagged(e) => self.tags.retain(|key, _| !e.keys.contains(key)),
            RoleEvent::Created(_)
            | RoleEvent::PolicyPut(_)
            | RoleEvent::PolicyDeleted(_)
            | RoleEvent::Deleted(_) => {}
        }
    }
}

impl Role {
    /// The role in use, or the refusal where there is none.
    pub fn active(&self) -> Result<&Active, Refusal> {
        match self {
            Self::Active(role) => Ok(role),
            Self::Absent | Self::Deleted => Err(Refusal::NotFound),
        }
    }
}

impl Aggregate for Role {
    const KIND: &'static str = "role";
    const GIVE_NAMES_BACK: &'static [&'static str] = &["role.deleted"];
    type Event = RoleEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &RoleEvent) {
        match (&mut *self, event) {
            (_, RoleEvent::Created(e)) => {
                *self = Self::Active(Box::new(Active { made: e.clone(), policies: BTreeMap::new() }));
            }
            (Self::Active(role), RoleEvent::PolicyPut(e)) => {
                role.policies.insert(e.name.clone(), e.document.clone());
            }
            (Self::Active(role), RoleEvent::PolicyDeleted(e)) => {
                role.policies.remove(&e.name);
            }
            (_, RoleEvent::Deleted(_)) => *self = Self::Deleted,
            (Self::Active(role), event) => role.made.change(event),
            (Self::Absent | Self::Deleted, _) => {}
        }
    }

    fn claims(event: &RoleEvent) -> Vec<Claim> {
        match event {
            RoleEvent::Created(e) => vec![Claim::Take { scope: ROLE, value: claimed_name(&e.name) }],
            RoleEvent::Deleted(_) => vec![Claim::ReleaseAll],
            RoleEvent::TrustPolicySet(_)
            | RoleEvent::Updated(_)
            | RoleEvent::Tagged(_)
            | RoleEvent::Untagged(_)
            | RoleEvent::PolicyPut(_)
            | RoleEvent::PolicyDeleted(_) => Vec::new(),
        }
    }

    fn taken(_scope: Scope) -> Refusal {
        Refusal::AlreadyExists
    }
}

/// How long a document counts as: its characters without spaces.
fn policy_chars(document: &str) -> usize {
    document.chars().filter(|c| !c.is_whitespace()).count()
}
