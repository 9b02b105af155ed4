//! Roles and access keys.

pub mod first_start;
pub(crate) mod parsed_policies;
pub mod role_settings;
pub mod roles;

use std::sync::Arc;

use projections::ReadModels;

use crate::kernel::Core;

/// Roles and access keys.
pub struct Iam {
    pub(crate) core: Arc<Core>,
    reads: ReadModels,
}

impl Iam {
    /// The area.
    pub fn new(core: Arc<Core>, reads: ReadModels) -> Self {
        Self { core, reads }
    }
}
