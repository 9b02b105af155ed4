//! The directories of all aggregates.

use std::{sync::Arc, time::Duration};

use domain::{
    access_key::AccessKey, client::Client, dataset::Dataset, identity::Identity, identity_pool::IdentityPool,
    issuer::Issuer, registry::Registration, role::Role, session::Session, subject::Subject, user::User,
    user_pool::UserPool,
};
use host::Directory;
use ledger::Ledger;

macro_rules! directories {
    ($($(#[$meta:meta])* $name:ident: $aggregate:ty),+ $(,)?) => {
        /// Who lives where, for every kind of aggregate.
        pub struct Directories {
            $($(#[$meta])* pub $name: Directory<$aggregate>),+
        }

        impl Directories {
            /// No entities yet.
            pub fn new(ledger: &Arc<Ledger>) -> Self {
                let mut all = Self { $($name: Directory::new(Arc::clone(ledger))),+ };
                // Every request of theirs looks at them, most record something, and their states are small.
                all.users = all.users.showing();
                all.identities = all.identities.showing();
                all
            }

            /// Forgets every entity that has been idle for so long; returns how many.
            pub fn passivate(&self, idle: Duration) -> usize {
                [$(self.$name.passivate(idle)),+].into_iter().sum()
            }

            /// How many entities are resident.
            pub fn resident(&self) -> usize {
                [$(self.$name.resident()),+].into_iter().sum()
            }
        }
    };
}

directories! {
    /// Access keys.
    access_keys: AccessKey,
    /// App clients.
    clients: Client,
    /// Datasets.
    datasets: Dataset,
    /// Identities.
    identities: Identity,
    /// Identity pools.
    identity_pools: IdentityPool,
    /// The issuer of identity pools' tokens.
    issuers: Issuer,
    /// Which pool and client ids are taken.
    registrations: Registration,
    /// Roles.
    roles: Role,
    /// Sessions.
    sessions: Session,
    /// Who was forgotten.
    subjects: Subject,
    /// Users.
    users: User,
    /// User pools.
    user_pools: UserPool,
}
