//! What the service can do, in our words, once for every protocol.
//!
//! A function here parses what it is given into domain values, looks names up, does costly work in the bounded pool, asks
//! aggregates, and answers. It knows no wire format, no HTTP and no SQL.

pub mod account;
pub mod admission;
mod assumption;
pub mod bearer;
pub mod clients;
mod codes;
mod condition_keys;
mod cpu;
mod credentials;
mod directories;
mod fault;
pub mod first_start;
mod forgetting;
pub mod iam;
mod id_forms;
mod identities;
mod identity_ids;
pub mod identity_pools;
pub mod ids;
mod key_ring;
pub mod lists;
mod login_tokens;
mod logins;
pub mod meter;
mod payer;
pub mod pools;
pub mod reactions;
pub mod recovery;
mod refusals;
mod refused_while_locked;
mod role_choice;
mod role_documents;
mod session_policies;
mod settings;
pub mod sign_in;
pub mod sign_up;
pub mod sts;
pub mod sync;
pub mod temporary;
pub mod tokens;
mod tries;
mod unknown_names;
pub mod users;
pub mod vending;
pub mod web_identity;

use std::sync::Arc;

use ledger::{Clock, Ledger};
use projections::ReadModels;

pub use cpu::Cpu;
pub use directories::Directories;
pub use fault::{Answer, Fault, Kind};
pub use ledger::at_one_moment;
pub use payer::{Network, on_account_of};
pub use settings::Settings;
pub use tries::RECORD_TRIES_EVERY;

/// The service.
pub struct App {
    /// What the operator decided.
    pub settings: Settings,
    /// The log.
    pub ledger: Arc<Ledger>,
    /// Who lives where.
    pub directories: Directories,
    /// What can be listed and searched.
    pub reads: ReadModels,
    /// Where costly work is done.
    pub cpu: Cpu,
    /// What is looked up by the million.
    keys: key_ring::KeyRing,
    /// The policies of roles and sessions, parsed.
    policies: session_policies::ParsedPolicies,
    /// Sends mail that follows no fact (an invitation's password is in no event).
    mailer: Arc<dyn outward::mail::Mailer>,
    /// Sends text messages.
    texter: Arc<dyn outward::sms::Texter>,
    /// What strangers have tried on names that no user has.
    unknown_names: unknown_names::UnknownNames,
    /// What was tried inside locks.
    refused_while_locked: refused_while_locked::Counted,
}

impl App {
    /// The service over a log.
    pub fn new(
        settings: Settings,
        ledger: Arc<Ledger>,
        directories: Directories,
        reads: ReadModels,
        cpu: Cpu,
        mailer: Arc<dyn outward::mail::Mailer>,
        texter: Arc<dyn outward::sms::Texter>,
    ) -> Self {
        Self {
            settings,
            ledger,
            directories,
            reads,
            cpu,
            keys: key_ring::KeyRing::default(),
            policies: session_policies::ParsedPolicies::default(),
            mailer,
            texter,
            unknown_names: unknown_names::UnknownNames::default(),
            refused_while_locked: refused_while_locked::Counted::default(),
        }
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        self.ledger.clock()
    }

    /// A key for one purpose, the same on every node.
    fn derived(&self, purpose: &str, context: &str) -> crypto::seal::DataKey {
        self.ledger.keys().master().derive(purpose, context.as_bytes())
    }
}
