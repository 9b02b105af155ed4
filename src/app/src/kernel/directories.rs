//! The directories of all aggregates.

use std::{sync::Arc, time::Duration};

use domain::{
    account::{
        access_key::AccessKey, issuer::Issuer, provisioned_limit::ProvisionedLimit, registry::Registration,
        role::Role,
    },
    identity_pools::{identity::Identity, identity_pool::IdentityPool},
    subject::Subject,
    sync::dataset::Dataset,
    user_pools::{
        branding::Branding, classic_style::Style, client::Client, domain::Domain, federation::Federation,
        group::Group, identity_provider::IdentityProvider, import_job::ImportJob, message::Message,
        resource_server::ResourceServer, saml_peer::SamlPeer, saml_signer::SamlSigner, session::Session,
        terms::Terms, unknown_names::UnknownNames, user::User, user_pool::UserPool,
    },
};
use host::{Arbiters, Directory};
use ledger::Ledger;

macro_rules! directories {
    ($($(#[$meta:meta])* $name:ident: $aggregate:ty),+ $(,)?) => {
        /// The directory of each kind of aggregate.
        pub struct Directories {
            $($(#[$meta])* pub $name: Directory<$aggregate>),+
        }

        impl Directories {
            /// Entities on these arbiters, which all kinds share.
            pub fn new(arbiters: &Arbiters, ledger: &Arc<Ledger>) -> Self {
                Self { $($name: Directory::new(arbiters.clone(), Arc::clone(ledger))),+ }.showing()
            }

            fn showing(mut self) -> Self {
                // Every request of a user or an identity reads its state, most record an event, and the states are small.
                self.users = self.users.showing();
                self.identities = self.identities.showing();
                self
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
    /// Styles of managed pages.
    brandings: Branding,
    /// App clients.
    clients: Client,
    /// Datasets.
    datasets: Dataset,
    /// Domains.
    domains: Domain,
    /// Refused sign-ins at identity providers.
    federation: Federation,
    /// Groups.
    groups: Group,
    /// Identities.
    identities: Identity,
    /// Identity pools.
    identity_pools: IdentityPool,
    /// Identity providers.
    identity_providers: IdentityProvider,
    /// Imports of users.
    import_jobs: ImportJob,
    /// The issuer of identity pools' tokens.
    issuers: Issuer,
    /// Messages to users.
    messages: Message,
    /// Provisioned limits.
    provisioned_limits: ProvisionedLimit,
    /// Which pool and client ids are taken.
    registrations: Registration,
    /// Resource servers.
    resource_servers: ResourceServer,
    /// Roles.
    roles: Role,
    /// What the metadata of SAML providers say.
    saml_peers: SamlPeer,
    /// Keys of pools for SAML.
    saml_signers: SamlSigner,
    /// Sessions.
    sessions: Session,
    /// Styles of classic pages.
    styles: Style,
    /// Forgotten persons.
    subjects: Subject,
    /// Legal documents.
    terms: Terms,
    /// Attempts on unknown names.
    unknown_names: UnknownNames,
    /// Users.
    users: User,
    /// User pools.
    user_pools: UserPool,
}
