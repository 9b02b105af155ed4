//! OAuth 2 and OpenID Connect over user pools: what a client may ask the sign-in pages for, and what it gets. Knows no HTTP and no page;
//! signing in itself is `user_pools::sign_in`.

mod authorize;
mod browser;
mod code;
mod kept;
mod request;

use std::sync::Arc;

pub use authorize::{Asked, Parameters, Prompt, ResponseType};
pub use browser::Browser;
pub use code::{BroughtCode, CodeTokens};
pub use request::{Redirect, Refused};

use crate::{kernel::Core, user_pools::UserPools};

/// OAuth 2 and OpenID Connect.
pub struct OAuth {
    core: Arc<Core>,
    user_pools: Arc<UserPools>,
}

impl OAuth {
    /// The area.
    pub(crate) fn new(core: Arc<Core>, user_pools: Arc<UserPools>) -> Self {
        Self { core, user_pools }
    }
}
