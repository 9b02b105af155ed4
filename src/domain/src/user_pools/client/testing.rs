//! Pasts that the tests of commands begin with.

use super::{ClientConfig, ClientEvent, Created, Deleted};
use crate::Timestamp;

pub(super) fn created() -> ClientEvent {
    Created { config: Box::new(ClientConfig::named("web")), at: Timestamp::from_ms(0) }.into()
}

pub(super) fn deleted() -> ClientEvent {
    Deleted { at: Timestamp::from_ms(0) }.into()
}
