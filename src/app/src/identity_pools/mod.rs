//! Identity pools: which identity a caller is, and the credentials and tokens that an identity is issued.

pub(crate) mod identities;
pub(crate) mod identity_ids;
pub mod lists;
pub(crate) mod login_tokens;
pub(crate) mod logins;
pub mod pools;
mod provider_names;
pub(crate) mod role_choice;
mod role_documents;
pub mod vending;

use std::sync::Arc;

use projections::ReadModels;

use crate::{admission::Admission, iam::Iam, kernel::Core, sts::Sts, user_pools::UserPools};

/// Identity pools.
pub struct IdentityPools {
    core: Arc<Core>,
    reads: ReadModels,
    admission: Arc<Admission>,
    iam: Arc<Iam>,
    sts: Arc<Sts>,
    user_pools: Arc<UserPools>,
}

impl IdentityPools {
    /// The area.
    pub fn new(
        reads: ReadModels,
        admission: Arc<Admission>,
        iam: Arc<Iam>,
        sts: Arc<Sts>,
        user_pools: Arc<UserPools>,
    ) -> Self {
        Self { core: Arc::clone(&user_pools.core), reads, admission, iam, sts, user_pools }
    }
}
