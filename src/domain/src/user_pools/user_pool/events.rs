//! The events of a user pool.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{LogConfiguration, PoolConfig, ReplicaStatus, SessionRules, upcast::upcast};
use crate::{
    Secret, Timestamp,
    values::{risk::RiskRules, schema::SchemaAttribute},
};

crate::events! {
    /// Facts about one user pool.
    pub enum UserPoolEvent lifted by upcast {
        "user_pool.created" 2 => Created,
        "user_pool.updated" 1 => Updated,
        "user_pool.custom_attributes_added" 1 => CustomAttributesAdded,
        "user_pool.log_delivery_set" 1 => LogDeliverySet,
        "user_pool.replica_created" 1 => ReplicaCreated,
        "user_pool.replica_changed" 1 => ReplicaChanged,
        "user_pool.replica_deleted" 1 => ReplicaDeleted,
        "user_pool.risk_rules_set" 1 => RiskRulesSet,
        "user_pool.session_rules_set" 1 => SessionRulesSet,
        "user_pool.tagged" 1 => Tagged,
        "user_pool.untagged" 1 => Untagged,
        "user_pool.signing_keys_made" 1 => SigningKeysMade,
        "user_pool.signing_keys_announced" 1 => SigningKeysAnnounced,
        "user_pool.deleted" 1 => Deleted,
    }
}

/// The pool was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// All of its configuration.
    pub config: Box<PoolConfig>,
    /// When.
    pub at: Timestamp,
}

/// The pool's configuration was replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Updated {
    /// All of its configuration.
    pub config: Box<PoolConfig>,
    /// When.
    pub at: Timestamp,
}

/// The pool's schema has further attributes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomAttributesAdded {
    /// These, with their whole names.
    pub attributes: Vec<SchemaAttribute>,
    /// When.
    pub at: Timestamp,
}

/// The pool says where its logs go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogDeliverySet {
    /// All of it; nothing in it where they go nowhere from now on.
    pub configurations: Vec<LogConfiguration>,
    /// When.
    pub at: Timestamp,
}

/// The pool is found in another region too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReplicaCreated {
    /// The other region.
    pub region: String,
    /// When.
    pub at: Timestamp,
}

/// A replica has another status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReplicaChanged {
    /// Its region.
    pub region: String,
    /// The status from now on.
    pub status: ReplicaStatus,
    /// When.
    pub at: Timestamp,
}

/// The pool is found in that region no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReplicaDeleted {
    /// The region.
    pub region: String,
    /// When.
    pub at: Timestamp,
}

/// The pool says what is done about risks, or no longer says it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RiskRulesSet {
    /// All of it; nothing in it where the defaults hold again.
    pub rules: Box<RiskRules>,
    /// When.
    pub at: Timestamp,
}

/// The pool wants its users' sessions to be otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionRulesSet {
    /// All of it.
    pub rules: SessionRules,
    /// When.
    pub at: Timestamp,
}

/// The pool has tags that it did not have, or other values of those it had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tagged {
    /// The tags that differ.
    pub tags: BTreeMap<String, String>,
    /// When.
    pub at: Timestamp,
}

/// The pool has some tags no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Untagged {
    /// Their keys.
    pub keys: BTreeSet<String>,
    /// When.
    pub at: Timestamp,
}

/// The pool can sign tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SigningKeysMade {
    /// With these.
    pub keys: SigningKeys,
}

/// The pool publishes its next keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SigningKeysAnnounced {
    /// These.
    pub keys: SigningKeys,
    /// From then on they sign, and no others.
    pub signs_from: Timestamp,
    /// Until then the keys that signed before are published: no token that they signed is good any longer.
    pub former_published_until: Timestamp,
    /// When.
    pub at: Timestamp,
}

/// The keys of a pool, both RS256.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningKeys {
    /// Signs ID tokens.
    pub id_key: SigningKey,
    /// Signs access tokens.
    pub access_key: SigningKey,
}

/// One RSA key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningKey {
    /// The key's id in tokens and in the key set.
    pub kid: String,
    /// Modulus, base64url without padding, as a JWK writes it.
    pub n: String,
    /// Public exponent, likewise.
    pub e: String,
    /// PKCS #8, DER, standard base64.
    pub private: Secret<String>,
}

/// The pool was deleted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deleted {
    /// When.
    pub at: Timestamp,
}
