//! The legal documents of a user pool's clients.

use domain::user_pools::terms::TermsDocument;

use super::POOL_DELETED;
use crate::configured::ListedConfig;

impl ListedConfig for TermsDocument {
    const LIST: &'static str = "terms";
    const VERSION: u32 = 1;
    const ENDS_WITH: &'static str = POOL_DELETED;
}
