//! OAuth 2.0 and OpenID Connect at the domains of user pools. Texts of errors and their order are AWS's, and differ from those of the API.

pub mod clients;
pub mod codes;
pub mod grants;
pub mod refused;
pub mod revocation;
pub mod user_info;

use std::sync::Arc;

use crate::user_pools::UserPools;

/// The OAuth endpoints.
pub struct OAuth {
    user_pools: Arc<UserPools>,
}

impl OAuth {
    /// The area.
    pub fn new(user_pools: Arc<UserPools>) -> Self {
        Self { user_pools }
    }
}
