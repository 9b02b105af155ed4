//! `OAuth` 2.0 and `OpenID` Connect at the domains of user pools: what a client may ask the sign-in pages for, and what it gets. Texts of errors
//! and their order are AWS's, and differ from those of the API. Knows no HTTP and no page; signing in itself is `user_pools::sign_in`.

pub mod authorize;
pub mod browser;
pub mod clients;
pub mod codes;
pub mod federation;
pub mod granted;
pub mod grants;
mod hint;
mod kept;
pub mod refused;
pub mod revocation;
pub mod sign_out;
pub mod user_info;

use std::sync::Arc;

use ports::federation::CodeProviders;

use crate::{kernel::Core, user_pools::UserPools};

/// The OAuth endpoints, and what the pages do for clients.
pub struct OAuth {
    core: Arc<Core>,
    user_pools: Arc<UserPools>,
    /// Speaks with other providers; without it no one signs in there.
    code_providers: Option<Arc<dyn CodeProviders>>,
}

impl OAuth {
    /// The area.
    pub(crate) fn new(
        core: Arc<Core>,
        user_pools: Arc<UserPools>,
        code_providers: Option<Arc<dyn CodeProviders>>,
    ) -> Self {
        Self { core, user_pools, code_providers }
    }
}
