//! Read models of user pools, their clients, groups with their members, identity providers, imports, resource servers, terms, and users
//! with their sessions and with what was done to sign in.

pub mod auth_events;
pub mod clients;
mod groups;
mod identity_providers;
pub mod import_jobs;
pub(crate) mod memberships;
pub mod pools;
mod resource_servers;
pub mod sessions;
mod terms;
pub mod users;

use domain::{Aggregate as _, StreamId, user_pools::user::User};

use crate::engine::model::Touch;

/// With its pool everything in it is gone.
const POOL_DELETED: &str = "user_pool.deleted";

/// What goes with a key that was destroyed: the rows of its person, if that is a user of a pool. The stream is named after the person's.
fn of_forgotten_user(stream: &StreamId) -> Touch {
    let person = StreamId::new(stream.id());
    if person.kind() == User::KIND { Touch::DropOf(person.id().to_owned()) } else { Touch::None }
}
