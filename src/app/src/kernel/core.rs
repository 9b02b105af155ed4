//! What every area works with.

use std::sync::Arc;

use crypto::seal::DataKey;
use ledger::{Clock, Ledger};

use super::{
    cpu::Cpu, directories::Directories, key_ring::KeyRing, making::Making, rates::Rates, sealer::Sealer,
    settings::Settings,
};

/// What every area works with.
pub struct Core {
    /// What the operator decided.
    pub settings: Settings,
    /// The log.
    pub ledger: Arc<Ledger>,
    /// The entities of every kind of aggregate.
    pub directories: Directories,
    /// The pool for costly work.
    pub cpu: Cpu,
    /// How keys and hashes of passwords are made.
    pub(crate) making: Making,
    /// The calls that were made lately, where they are bounded.
    pub rates: Rates,
    /// Keys of tokens, parsed.
    pub(crate) keys: KeyRing,
    /// Seals the opaque texts that clients get and send back.
    pub(crate) sealer: Sealer,
}

impl Core {
    /// For a service over a log.
    pub fn new(
        settings: Settings,
        ledger: Arc<Ledger>,
        directories: Directories,
        cpu: Cpu,
        making: Making,
    ) -> Self {
        let sealer = Sealer::new(ledger.keys().master().clone(), ledger.clock().clone());
        let rates = Rates::new(&settings.rate_limits);
        Self { settings, ledger, directories, cpu, making, rates, keys: KeyRing::default(), sealer }
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        self.ledger.clock()
    }

    /// A key for one purpose, the same on every node.
    pub(crate) fn derived(&self, purpose: &str, context: &str) -> DataKey {
        self.ledger.keys().master().derive(purpose, context.as_bytes())
    }
}
