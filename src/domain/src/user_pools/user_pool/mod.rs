//! A user pool: how its users are named, what they must give, how they sign in, and the keys that sign their tokens.
//!
//! Knows no user and no client, and makes no key: those come in. What other aggregates need of the configuration is put into
//! their commands by the app.

pub mod commands;
mod config;
mod events;
mod log_delivery;
mod published_keys;
mod refusals;
mod replicas;
pub mod rules;
mod session_rules;
#[cfg(test)]
mod testing;
mod upcast;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use config::{
    AwsIssuer, CODE_PLACE, DeviceConfig, DormantRegistration, EumsSender, IssuerForm, KeyCustody, LinkTexts,
    MailSender, MessageTemplate, MessageTexts, Mfa, MfaFactors, MfaMailTexts, PasskeySetting, Places,
    PoolConfig, RecoveryBy, RecoverySetting, RecoveryWay, SmsSender, ThreatProtection, Tier, TokenFunction,
    TokenFunctionVersion, TriggerFunctions, USERNAME_PLACE, link_place,
};
pub use events::{
    Created, CustomAttributesAdded, Deleted, LogDeliverySet, ReplicaChanged, ReplicaCreated, ReplicaDeleted,
    RiskRulesSet, SessionRulesSet, SigningKey, SigningKeys, SigningKeysAnnounced, SigningKeysMade, Tagged,
    Untagged, Updated, UserPoolEvent,
};
pub use log_delivery::{LogConfiguration, LogDelivery, LogSource, LogTarget};
pub use published_keys::PublishedKeys;
pub use refusals::UserPoolRefusal;
pub use replicas::{REPLICAS_MAX, ReplicaStatus, Replicas};
pub use session_rules::SessionRules;

use self::rules::ConfigurationError;
use crate::{Aggregate, LedgerId, Scope, Stream, Timestamp, values::risk::RiskSetting};

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
    pub keys: PublishedKeys,
    /// The regions beside its own in which it is found.
    pub replicas: Replicas,
    /// What it wants of its users' sessions.
    pub sessions: SessionRules,
    /// Where its logs go.
    #[serde(default)]
    pub logs: LogDelivery,
    /// What is done about risks, where it was set.
    pub risk: Option<RiskSetting>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its configuration changed last.
    pub modified_at: Timestamp,
}

impl Pool {
    /// As it is made.
    fn new(config: PoolConfig, at: Timestamp) -> Self {
        Self {
            config,
            keys: PublishedKeys::default(),
            replicas: Replicas::default(),
            sessions: SessionRules::default(),
            logs: LogDelivery::default(),
            risk: None,
            created_at: at,
            modified_at: at,
        }
    }

    /// Refuses rules for sessions where the tier has none.
    pub fn check_session_rules(&self) -> Result<(), ConfigurationError> {
        rules::check_has(self.config.tier, "User Session Management")
    }

    /// Refuses logs of what users do where the tier has none.
    pub fn check_log_streaming(&self) -> Result<(), ConfigurationError> {
        rules::check_log_streaming(self.config.tier)
    }

    /// Whether risks are acted upon, and not only recorded.
    pub fn acts_on_risk(&self) -> bool {
        self.config.protection == Some(ThreatProtection::Enforced)
    }

    /// Refuses what is part of threat protection where that is off.
    pub fn check_protected(&self) -> Result<(), UserPoolRefusal> {
        match self.config.protection {
            Some(ThreatProtection::Audit | ThreatProtection::Enforced) => Ok(()),
            Some(ThreatProtection::Off) | None => Err(UserPoolRefusal::Unprotected),
        }
    }
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

    fn change(&mut self, change: impl FnOnce(&mut Pool)) {
        if let Self::Present(pool) = self {
            change(pool);
        }
    }

    fn change_tags(&mut self, change: impl FnOnce(&mut BTreeMap<String, String>)) {
        self.change(|pool| {
            let mut tags = pool.config.tags.clone();
            change(&mut tags);
            pool.config.set_tags(tags);
        });
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
                *self = Self::Present(Box::new(Pool::new((*e.config).clone(), e.at)));
            }
            UserPoolEvent::Updated(e) => self.change(|pool| {
                pool.config = (*e.config).clone();
                pool.modified_at = e.at;
            }),
            UserPoolEvent::CustomAttributesAdded(e) => self.change(|pool| {
                pool.config.schema.add(&e.attributes);
                pool.modified_at = e.at;
            }),
            UserPoolEvent::LogDeliverySet(e) => {
                self.change(|pool| pool.logs.set(e.configurations.clone(), e.at));
            }
            UserPoolEvent::ReplicaCreated(e) => {
                self.change(|pool| pool.replicas.set(&e.region, ReplicaStatus::Inactive));
            }
            UserPoolEvent::ReplicaChanged(e) => self.change(|pool| pool.replicas.set(&e.region, e.status)),
            UserPoolEvent::ReplicaDeleted(e) => self.change(|pool| pool.replicas.delete(&e.region)),
            UserPoolEvent::RiskRulesSet(e) => {
                self.change(|pool| pool.risk = RiskSetting::of(&e.rules, e.at));
            }
            UserPoolEvent::SessionRulesSet(e) => self.change(|pool| pool.sessions = e.rules),
            UserPoolEvent::Tagged(e) => self.change_tags(|tags| tags.extend(e.tags.clone())),
            UserPoolEvent::Untagged(e) => {
                self.change_tags(|tags| tags.retain(|key, _| !e.keys.contains(key)));
            }
            UserPoolEvent::SigningKeysMade(e) => {
                self.change(|pool| pool.keys.begin(e.keys.clone(), pool.created_at));
            }
            UserPoolEvent::SigningKeysAnnounced(e) => self.change(|pool| pool.keys.announce(e)),
            UserPoolEvent::Deleted(_) => *self = Self::Gone,
        }
    }

    /// A pool claims no name in its own ledger: its id is taken in the list of pools.
    fn taken(_: Scope) -> UserPoolRefusal {
        UserPoolRefusal::Exists
    }
}
