//! User pools: their configuration, their users, and every way to sign up, to sign in and to look after an account.

pub mod account;
pub(crate) mod aliases;
pub mod attributes;
pub mod auth_events;
mod authenticator_models;
pub mod bearer;
pub mod brandings;
pub mod classic_styles;
mod client_pages;
pub mod client_secrets;
pub mod client_tokens;
pub mod clients;
pub mod code_requests;
pub(crate) mod codes;
pub mod complete_users;
mod compromised;
pub mod configurations;
pub mod confirmation;
pub(crate) mod credentials;
pub mod device_keys;
pub mod devices;
pub mod discovery;
pub mod domain_addresses;
pub mod domains;
pub mod factors;
pub(crate) mod federation;
pub mod identity_providers;
pub mod imports;
pub mod invitations;
pub mod key_rotation;
pub mod links;
pub mod lists;
mod locked_names;
pub mod logs;
pub mod memberships;
pub(crate) mod messages;
mod migration;
pub mod passkeys;
pub mod pools;
pub mod provisioned_limits;
pub mod recovery;
pub(crate) mod refresh_tokens;
pub(crate) mod refused_while_locked;
pub mod replicas;
pub mod risk;
pub mod risk_notices;
pub mod saml;
mod scopes;
pub mod session_rules;
pub mod sessions;
pub mod sign_in;
pub mod sign_up;
pub mod tags;
pub mod terms;
mod token_changes;
pub mod token_exchange;
pub mod tokens;
pub(crate) mod tries;
pub(crate) mod triggers;
pub(crate) mod unknown_names;
pub mod users;
pub mod verified_tokens;
pub mod watch;

use std::{collections::BTreeMap, sync::Arc};

use crypto::encryption_sdk::WrappingKey;
use domain::{Stream, user_pools::message::HandedOver};
use moka::sync::Cache;
use ports::{geography::Geography, logs::Logs, mail::Mailer, sms::Texter, triggers::Triggers};
use projections::ReadModels;
use tokio::sync::Semaphore;

use crate::kernel::{Core, message_limits::MessageLimits, outside::Outside, turns::Turns};

/// Messages that are remembered because it could not be recorded that they were handed over, at the most.
const UNRECORDED_MAX: u64 = 16_384;

/// User pools.
pub struct UserPools {
    pub(crate) core: Arc<Core>,
    reads: ReadModels,
    /// Finds places of addresses.
    geography: Option<Arc<dyn Geography>>,
    /// Sends mail that no event triggers: an invitation's password is in no event.
    mailer: Arc<dyn Mailer>,
    /// Sends text messages.
    texter: Arc<dyn Texter>,
    /// Calls functions.
    triggers: Option<Arc<dyn Triggers>>,
    /// Takes logs.
    logs: Option<Arc<dyn Logs>>,
    /// The list of breached passwords.
    breached: compromised::BreachedList,
    /// SAML providers.
    saml: saml::Peers,
    /// Encrypts codes for functions that send them.
    sender_keys: Arc<BTreeMap<String, WrappingKey>>,
    /// Messages that were sent lately.
    message_limits: MessageLimits,
    /// Messages that this node has handed over, until that is recorded.
    unrecorded: Cache<Stream, HandedOver>,
    /// Attempts on unknown names.
    unknown_names: unknown_names::UnknownNames,
    /// Passwords of one name are checked few at a time: more than the cores can hash would only wait, and once some were wrong, the name may
    /// be locked.
    password_turns: Turns,
    /// Sign-ins refused inside locks.
    refused_while_locked: refused_while_locked::Counted,
    /// Names that were refused inside locks.
    locked_names: locked_names::LockedNames,
    /// Sign-ins at providers that were refused before their user was known.
    refused_at_providers: federation::Counted,
    /// Right and wrong proofs of late, for threat protection.
    traffic: watch::Traffic,
    /// Room for uploads.
    uploads: Arc<Semaphore>,
}

impl UserPools {
    /// The area.
    pub fn new(core: Arc<Core>, reads: ReadModels, outside: Outside) -> Self {
        let Outside {
            geography,
            mailer,
            texter,
            triggers,
            logs,
            breached,
            saml,
            saml_metadata,
            sender_keys,
            ..
        } = outside;
        let password_turns = Turns::new(2 * core.cpu.cores());
        let message_limits = MessageLimits::new(&core.settings.message_limits);
        Self {
            core,
            reads,
            geography,
            mailer,
            texter,
            triggers,
            logs,
            breached: compromised::BreachedList::new(breached),
            saml: saml::Peers::new(saml, saml_metadata),
            sender_keys,
            message_limits,
            unrecorded: Cache::new(UNRECORDED_MAX),
            unknown_names: unknown_names::UnknownNames::default(),
            password_turns,
            refused_while_locked: refused_while_locked::Counted::default(),
            locked_names: locked_names::LockedNames::default(),
            refused_at_providers: federation::Counted::default(),
            traffic: watch::Traffic::default(),
            uploads: Arc::new(Semaphore::new(imports::upload::AT_ONCE)),
        }
    }
}
