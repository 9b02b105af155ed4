//! What the service asks of the outside world.

use std::{collections::BTreeMap, sync::Arc};

use crypto::encryption_sdk::WrappingKey;
use ports::{
    breached::BreachedPasswords, federation::CodeProviders, geography::Geography, logs::Logs, mail::Mailer,
    sms::Texter, triggers::Triggers,
};

/// The ports that the service is given.
#[derive(Clone)]
pub struct Outside {
    /// Finds places of addresses; without it no risk is judged by them.
    pub geography: Option<Arc<dyn Geography>>,
    /// Speaks with identity providers that answer with a code; without it no one signs in there.
    pub code_providers: Option<Arc<dyn CodeProviders>>,
    /// Sends mail.
    pub mailer: Arc<dyn Mailer>,
    /// Sends text messages.
    pub texter: Arc<dyn Texter>,
    /// Calls functions; without it no pool may have one.
    pub triggers: Option<Arc<dyn Triggers>>,
    /// Takes logs; without it no pool may have any delivered.
    pub logs: Option<Arc<dyn Logs>>,
    /// Has the passwords that are known from breaches; without it no pool may have them blocked.
    pub breached: Option<Arc<dyn BreachedPasswords>>,
    /// Keys that encrypt codes for functions that send them, by the ARN that a pool's `KMSKeyID` names.
    pub sender_keys: Arc<BTreeMap<String, WrappingKey>>,
}
