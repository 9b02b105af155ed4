//! What the service can do, in our words, once for every protocol.
//!
//! A function here parses what it is given into domain values, looks names up, does costly work in the bounded pool, asks
//! aggregates, and answers. It knows no wire format, no HTTP and no SQL.

mod forgetting;
pub mod iam;
pub mod identity_pools;
mod kernel;
pub mod reactions;
mod refusals;
pub mod sts;
pub mod sync;
pub mod user_pools;

use std::sync::Arc;

use ledger::{Clock, Ledger};
use projections::ReadModels;

pub use kernel::{
    cpu::Cpu,
    directories::Directories,
    fault::{Answer, Fault, Kind},
    ids, meter,
    payer::{Network, on_account_of},
    settings::Settings,
};
pub use ledger::at_one_moment;
pub use user_pools::tries::RECORD_TRIES_EVERY;

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
    keys: kernel::key_ring::KeyRing,
    /// The policies of roles and sessions, parsed.
    policies: iam::session_policies::ParsedPolicies,
    /// Sends mail that follows no fact (an invitation's password is in no event).
    mailer: Arc<dyn outward::mail::Mailer>,
    /// Sends text messages.
    texter: Arc<dyn outward::sms::Texter>,
    /// What strangers have tried on names that no user has.
    unknown_names: user_pools::unknown_names::UnknownNames,
    /// What was tried inside locks.
    refused_while_locked: user_pools::refused_while_locked::Counted,
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
            keys: kernel::key_ring::KeyRing::default(),
            policies: iam::session_policies::ParsedPolicies::default(),
            mailer,
            texter,
            unknown_names: user_pools::unknown_names::UnknownNames::default(),
            refused_while_locked: user_pools::refused_while_locked::Counted::default(),
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
