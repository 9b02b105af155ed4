//! The groups of a user pool.

use domain::user_pools::group::GroupConfig;

use super::POOL_DELETED;
use crate::configured::ListedConfig;

impl ListedConfig for GroupConfig {
    const LIST: &'static str = "groups";
    const VERSION: u32 = 1;
    const ENDS_WITH: &'static str = POOL_DELETED;
}
