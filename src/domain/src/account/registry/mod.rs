//! The place of a pool in the list of pools: an id that is taken for the whole service, with the client ids that belong to it.
//!
//! It lives in the `account` ledger, one stream per pool. An append never spans two ledgers: a pool or client is made and deleted in the
//! pool's own ledger, and the list follows. Knows nothing else of a pool.

pub mod commands;
mod events;
mod refusals;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use events::{
    ClientRegistered, ClientUnregistered, PoolKind, Registered, RegistrationEvent, Unregistered,
};
pub use refusals::RegistrationRefusal;

use crate::{Aggregate, Claim, LedgerId, Scope, Stream};

/// Scope of the claims on pool ids.
pub const POOL_SCOPE: Scope = "pool";
/// Scope of the claims on client ids; the stream that holds a claim names the client's pool.
pub const CLIENT_SCOPE: Scope = "client";
/// Scope of the claims on the tags of identity pools; see [`identity_tag`].
pub const IDENTITY_TAG_SCOPE: Scope = "identity_pool_tag";
/// Length of a tag, in hex digits.
pub const IDENTITY_TAG_DIGITS: usize = 12;

/// What is reserved for one pool id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Registration {
    /// Nothing.
    #[default]
    Absent,
    /// The pool id, and these client ids.
    Registered {
        /// What kind of pool.
        kind: PoolKind,
        /// Ids of its clients.
        clients: BTreeSet<String>,
    },
    /// The pool is gone; its id is never given again, because its ledger is still there.
    Unregistered,
}

/// Where the registration of a pool lives.
pub fn stream(pool_id: &str) -> Stream {
    Stream::impersonal(LedgerId::account(), Registration::KIND, pool_id)
}

/// The part of an identity pool's id that is the pool's alone and is hidden in the ids of its identities: the first digits of its UUID.
/// So an identity's id leads to its pool, though calls with an identity's id do not name the pool.
pub fn identity_tag(pool_id: &str) -> String {
    let uuid = pool_id.rsplit(':').next().unwrap_or_default();
    uuid.chars().filter(|c| *c != '-').take(IDENTITY_TAG_DIGITS).collect()
}

impl Aggregate for Registration {
    const KIND: &'static str = "pool";
    const GIVE_NAMES_BACK: &'static [&'static str] = &["pool.unregistered", "pool.client_unregistered"];
    type Event = RegistrationEvent;
    type Refusal = RegistrationRefusal;

    fn apply(&mut self, event: &RegistrationEvent) {
        match event {
            RegistrationEvent::Registered(e) => {
                *self = Self::Registered { kind: e.kind, clients: BTreeSet::new() };
            }
            RegistrationEvent::Unregistered(_) => *self = Self::Unregistered,
            RegistrationEvent::ClientRegistered(e) => {
                if let Self::Registered { clients, .. } = self {
                    clients.insert(e.client_id.clone());
                }
            }
            RegistrationEvent::ClientUnregistered(e) => {
                if let Self::Registered { clients, .. } = self {
                    clients.remove(&e.client_id);
                }
            }
        }
    }

    fn claims(event: &RegistrationEvent) -> Vec<Claim> {
        match event {
            RegistrationEvent::Registered(e) => {
                let id = Claim::Take { scope: POOL_SCOPE, value: e.pool_id.clone() };
                let tag = Claim::Take { scope: IDENTITY_TAG_SCOPE, value: identity_tag(&e.pool_id) };
                match e.kind {
                    PoolKind::User => vec![id],
                    PoolKind::Identity => vec![id, tag],
                }
            }
            RegistrationEvent::Unregistered(_) => vec![Claim::ReleaseAll],
            RegistrationEvent::ClientRegistered(e) => {
                vec![Claim::Take { scope: CLIENT_SCOPE, value: e.client_id.clone() }]
            }
            RegistrationEvent::ClientUnregistered(e) => {
                vec![Claim::Release { scope: CLIENT_SCOPE, value: e.client_id.clone() }]
            }
        }
    }

    fn taken(scope: Scope) -> RegistrationRefusal {
        if scope == CLIENT_SCOPE {
            RegistrationRefusal::ClientIdTaken
        } else {
            RegistrationRefusal::PoolIdTaken
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claimed(kind: PoolKind) -> Vec<(Scope, String)> {
        let pool_id = "us-east-1:12345678-dead-4eef-8afe-123456790ab0".to_owned();
        let taken =
            Registration::claims(&Registered { pool_id, kind }.into()).into_iter().map(|claim| match claim {
                Claim::Take { scope, value } => (scope, value),
                Claim::Release { .. } | Claim::ReleaseAll => unreachable!("a registration takes names only"),
            });
        taken.collect()
    }

    #[test]
    fn an_identity_pool_claims_the_tag_that_its_identities_hide_in_their_ids() {
        let tag = (IDENTITY_TAG_SCOPE, "12345678dead".to_owned());
        assert!(claimed(PoolKind::Identity).contains(&tag));
        assert_eq!(claimed(PoolKind::User).len(), 1);
    }
}
