//! A user pool: how its users are named, what they must give, how they sign in, and the keys that sign their tokens.
//!
//! Knows no user and no client, and makes no key: those come in. What other aggregates need of the configuration is put into
//! their commands by the app.

pub mod commands;
mod config;
mod events;
mod refusals;
pub mod rules;
#[cfg(test)]
mod testing;
mod upcast;

use serde::{Deserialize, Serialize};

pub use config::{
    AwsIssuer, DeviceConfig, DormantRegistration, EumsSender, IssuerForm, KeyCustody, LinkTexts, MailSender,
    MessageTemplate, MessageTexts, Mfa, MfaFactors, MfaMailTexts, PasskeySetting, PoolConfig, RecoveryBy,
    RecoverySetting, RecoveryWay, SmsSender, ThreatProtection, Tier,
};
pub use events::{Created, Deleted, SigningKey, SigningKeys, SigningKeysMade, Updated, UserPoolEvent};
pub use refusals::UserPoolRefusal;

use crate::{Aggregate, LedgerId, Scope, Stream, Timestamp};

/// A user pool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum UserPool {
    /// Not made yet.
    #[default]
    Absent,
    /// There.
    Present(Box<Pool>),
    /// Deleted, for ever.
    Gone,
}

/// An existing pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pool {
    /// Its configuration.
    pub config: PoolConfig,
    /// Its signing keys. A pool of an older log may have been left without.
    pub keys: Option<SigningKeys>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its configuration changed last.
    pub modified_at: Timestamp,
}

/// Where a user pool lives: in the ledger that bears its id.
pub fn stream(pool_id: &str) -> Stream {
    Stream::impersonal(LedgerId::new(pool_id), UserPool::KIND, pool_id)
}

impl UserPool {
    /// The pool, or the refusal where there is none.
    pub fn present(&self) -> Result<&Pool, UserPoolRefusal> {
        match self {
            Self::Present(pool) => Ok(pool),
            Self::Absent | Self::Gone => Err(UserPoolRefusal::NotFound),
        }
    }
}

impl Aggregate for UserPool {
    const KIND: &'static str = "user_pool";
    const ENDS_LEDGER: &'static [&'static str] = &["user_pool.deleted"];
    type Event = UserPoolEvent;
    type Refusal = UserPoolRefusal;

    fn apply(&mut self, event: &UserPoolEvent) {
        match event {
            UserPoolEvent::Created(e) => {
                let config = (*e.config).clone();
                *self =
                    Self::Present(Box::new(Pool { config, keys: None, created_at: e.at, modified_at: e.at }));
            }
            UserPoolEvent::Updated(e) => {
                if let Self::Present(pool) = self {
                    pool.config = (*e.config).clone();
                    pool.modified_at = e.at;
                }
            }
            UserPoolEvent::SigningKeysMade(e) => {
                if let Self::Present(pool) = self {
                    pool.keys = Some(e.keys.clone());
                }
            }
            UserPoolEvent::Deleted(_) => *self = Self::Gone,
        }
    }

    /// A pool claims no name in its own ledger: its id is taken in the list of pools.
    fn taken(_: Scope) -> UserPoolRefusal {
        UserPoolRefusal::Exists
    }
}
