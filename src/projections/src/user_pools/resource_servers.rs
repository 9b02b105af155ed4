//! The resource servers of a user pool.

use domain::user_pools::resource_server::ResourceServerConfig;

use super::POOL_DELETED;
use crate::configured::ListedConfig;

impl ListedConfig for ResourceServerConfig {
    const LIST: &'static str = "resource_servers";
    const VERSION: u32 = 1;
    const ENDS_WITH: &'static str = POOL_DELETED;
}
