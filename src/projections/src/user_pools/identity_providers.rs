//! The identity providers of a user pool, without their secrets.

use domain::user_pools::identity_provider::ProviderConfig;

use super::POOL_DELETED;
use crate::configured::ListedConfig;

impl ListedConfig for ProviderConfig {
    const LIST: &'static str = "identity_providers";
    const VERSION: u32 = 1;
    const ENDS_WITH: &'static str = POOL_DELETED;

    fn without_secrets(self) -> Self {
        Self { details: self.details.without_secret(), ..self }
    }
}
