//! Pasts that the tests of commands begin with.

use super::{ClientConfig, ClientEvent, Created, Deleted, SecretAdded};
use crate::Timestamp;

pub(super) fn created() -> ClientEvent {
    Created { config: Box::new(ClientConfig::named("web")), at: Timestamp::from_ms(0) }.into()
}

pub(super) fn deleted() -> ClientEvent {
    Deleted { at: Timestamp::from_ms(0) }.into()
}

/// Made with the secret `first`.
pub(super) fn created_with_secret() -> ClientEvent {
    let config = ClientConfig { secret: Some("first".to_owned().into()), ..ClientConfig::named("web") };
    Created { config: Box::new(config), at: Timestamp::from_ms(0) }.into()
}

pub(super) fn secret_added(secret: &str, made_at_ms: i64) -> ClientEvent {
    SecretAdded { secret: secret.to_owned().into(), made_at: Timestamp::from_ms(made_at_ms) }.into()
}
