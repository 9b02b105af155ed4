//! Sessions of roles: who may assume one, and the temporary credentials that they get.

pub(crate) mod assumption;
pub(crate) mod condition_keys;
pub mod sessions;
pub mod temporary;
pub mod web_identity;

use std::sync::Arc;

use policy::Document;

use crate::{
    iam::{Iam, parsed_policies::ParsedPolicies},
    kernel::Core,
};

/// Sessions of roles.
pub struct Sts {
    core: Arc<Core>,
    iam: Arc<Iam>,
    /// Trust policies of roles, parsed.
    trust: ParsedPolicies,
}

impl Sts {
    /// The area.
    pub fn new(core: Arc<Core>, iam: Arc<Iam>) -> Self {
        Self { core, iam, trust: ParsedPolicies::new(Document::parse_trust) }
    }
}
