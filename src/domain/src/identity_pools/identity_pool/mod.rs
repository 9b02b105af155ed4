//! An identity pool: which sign-ins it trusts and which roles it hands out. Lives in a ledger of its own, named after its id.
//! Knows no identity, no token and nothing of what a role permits.

pub mod commands;
mod events;
mod refusals;
mod roles;
mod settings;

use serde::{Deserialize, Serialize};

pub use events::{Created, Deleted, IdentityPoolEvent, RolesSet, Updated};
pub use refusals::Refusal;
pub use roles::{AmbiguousRole, MatchType, RULES_MAX, RoleMapping, RoleSource, Roles, Rule};
pub use settings::{COGNITO_PROVIDERS_MAX, CognitoProvider, Settings};

use crate::{Aggregate, LedgerId, Scope, Stream, Timestamp};

/// Where the pool of this id (`us-east-1:<uuid>`) lives.
pub fn stream(pool_id: &str) -> Stream {
    Stream::impersonal(LedgerId::new(pool_id), IdentityPool::KIND, pool_id)
}

/// What is known of an identity pool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum IdentityPool {
    /// Never made.
    #[default]
    Absent,
    /// In use.
    Active(Box<Active>),
    /// Deleted: no identity of it is served any more.
    Deleted,
}

/// A pool in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Active {
    /// What `DescribeIdentityPool` shows.
    pub settings: Settings,
    /// What `GetIdentityPoolRoles` shows.
    pub roles: Roles,
    /// When it was made.
    pub created_at: Timestamp,
}

impl IdentityPool {
    /// The pool in use, or the refusal where there is none.
    pub fn active(&self) -> Result<&Active, Refusal> {
        match self {
            Self::Active(pool) => Ok(pool),
            Self::Absent | Self::Deleted => Err(Refusal::NotFound),
        }
    }
}

impl Aggregate for IdentityPool {
    const KIND: &'static str = "identity_pool";
    const ENDS_LEDGER: &'static [&'static str] = &["identity_pool.deleted"];
    type Event = IdentityPoolEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &IdentityPoolEvent) {
        match event {
            IdentityPoolEvent::Created(e) => {
                *self = Self::Active(Box::new(Active {
                    settings: e.settings.clone(),
                    roles: Roles::default(),
                    created_at: e.at,
                }));
            }
            IdentityPoolEvent::Updated(e) => {
                if let Self::Active(pool) = self {
                    pool.settings = e.settings.clone();
                }
            }
            IdentityPoolEvent::RolesSet(e) => {
                if let Self::Active(pool) = self {
                    pool.roles = e.roles.clone();
                }
            }
            IdentityPoolEvent::Deleted(_) => *self = Self::Deleted,
        }
    }

    fn taken(_scope: Scope) -> Refusal {
        Refusal::AlreadyExists
    }
}
