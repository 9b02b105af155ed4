//! Pasts that the tests of commands begin with.

use std::collections::BTreeMap;

use super::{
    Created, Deleted, PoolConfig, ReplicaChanged, ReplicaCreated, ReplicaStatus, SigningKey, SigningKeys,
    Tagged, UserPoolEvent,
};
use crate::Timestamp;

pub(super) fn created() -> UserPoolEvent {
    created_as(PoolConfig::named("shop"))
}

pub(super) fn created_as(config: PoolConfig) -> UserPoolEvent {
    Created { config: Box::new(config), at: Timestamp::from_ms(0) }.into()
}

pub(super) fn deleted() -> UserPoolEvent {
    Deleted { at: Timestamp::from_ms(0) }.into()
}

pub(super) fn keys(label: &str) -> SigningKeys {
    let key = |part: &str| SigningKey {
        kid: format!("{label}-{part}"),
        n: "n".into(),
        e: "AQAB".into(),
        private: "pkcs8".to_owned().into(),
    };
    SigningKeys { id_key: key("id"), access_key: key("access") }
}

pub(super) fn tags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

pub(super) fn tagged(pairs: &[(&str, &str)]) -> UserPoolEvent {
    Tagged { tags: tags(pairs), at: Timestamp::from_ms(0) }.into()
}

pub(super) fn replica_created(region: &str) -> UserPoolEvent {
    ReplicaCreated { region: region.to_owned(), at: Timestamp::from_ms(0) }.into()
}

pub(super) fn replica_changed(region: &str, status: ReplicaStatus) -> UserPoolEvent {
    ReplicaChanged { region: region.to_owned(), status, at: Timestamp::from_ms(0) }.into()
}
