//! What the service can do, in our words, once for every protocol.
//!
//! A function here parses what it is given into domain values, looks names up, does costly work in the bounded pool, asks
//! aggregates, and answers. It knows no wire format, no HTTP and no SQL.

pub mod admission;
pub mod iam;
pub mod identity_pools;
pub mod in_memory;
mod kernel;
pub mod oauth;
pub mod reactions;
mod refusals;
pub mod sts;
pub mod sync;
#[cfg(feature = "testing")]
pub mod testing;
pub mod user_pools;

use std::sync::Arc;

use admission::Admission;
use iam::Iam;
use identity_pools::IdentityPools;
use oauth::OAuth;
use projections::ReadModels;
use sts::Sts;
use sync::Sync;
use user_pools::UserPools;

pub use kernel::{
    Core,
    cpu::Cpu,
    directories::Directories,
    fault::{Answer, Class, Fault, Kind},
    ids,
    making::Making,
    message_limits::{MessageLimit, MessageScope, NotAMessageLimit},
    meter,
    outside::Outside,
    pages_place::{DOMAIN_PATH, PagesPlace},
    payer::{Network, on_account_of},
    rates::{NotALimit, Rate, RateLimit, RateScope, counting_as},
    settings::Settings,
};
pub use ledger::at_one_moment;
pub use user_pools::{key_rotation::ROTATE_OLD_KEYS_EVERY, tries::RECORD_TRIES_EVERY};

/// The service: its areas, put together.
pub struct App {
    /// What all of them work with.
    pub core: Arc<Core>,
    /// Authentication and authorisation of callers.
    pub admission: Arc<Admission>,
    /// Roles and access keys.
    pub iam: Arc<Iam>,
    /// Sessions of roles.
    pub sts: Arc<Sts>,
    /// User pools.
    pub user_pools: Arc<UserPools>,
    /// `OAuth` 2.0 and `OpenID` Connect.
    pub oauth: OAuth,
    /// Identity pools.
    pub identity_pools: Arc<IdentityPools>,
    /// Datasets.
    pub sync: Sync,
}

impl App {
    /// Puts the areas together.
    pub fn new(core: Core, reads: &ReadModels, outside: Outside) -> Self {
        let core = Arc::new(core);
        let code_providers = outside.code_providers.clone();
        let user_pools = Arc::new(UserPools::new(Arc::clone(&core), reads.clone(), outside));
        let iam = Arc::new(Iam::new(Arc::clone(&core), reads.clone()));
        let sts = Arc::new(Sts::new(Arc::clone(&core), Arc::clone(&iam)));
        let admission = Arc::new(Admission::new(Arc::clone(&core), Arc::clone(&iam), Arc::clone(&sts)));
        let identity_pools = Arc::new(IdentityPools::new(
            reads.clone(),
            Arc::clone(&admission),
            Arc::clone(&iam),
            Arc::clone(&sts),
            Arc::clone(&user_pools),
        ));
        let oauth = OAuth::new(Arc::clone(&core), Arc::clone(&user_pools), code_providers);
        let sync = Sync::new(Arc::clone(&core), Arc::clone(&identity_pools));
        Self { core, admission, iam, sts, user_pools, oauth, identity_pools, sync }
    }
}
