//! Logs of pools, to files, webhooks and buckets.
//!
//! The operator says which target serves which ARN ([`LogRoutes`]): a pool names an ARN and never an address. Records are gathered by target
//! and pool for a moment and delivered together, and each is answered for only when the target has them. A target that fails is left alone
//! for a while, for the pool that it has failed; others do not wait for it.
//!
//! It does not know what a record means. Invariant: no record, no address and no secret appears in a log, an error or a `Debug` form here.

mod bad_target;
mod bucket;
mod exchange;
mod folder;
mod gatherer;
mod routes;
mod webhook;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use ports::logs::{LogFault, LogRecord, Logs};
use reqwest::{Client, redirect};

pub use bad_target::BadLogTarget;
pub use bucket::Bucket;
pub use folder::{Folder, FolderFault};
use gatherer::{DELIVERY_MAX, Gatherer, Outlet};
pub use routes::{LogRoutes, LogTarget};
pub use webhook::LogWebhook;

/// Pools whose gatherers are kept while nothing goes through them.
const IDLE_MAX: usize = 1000;

/// The time, in milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The HTTP client cannot be made: TLS has no roots to trust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no HTTP client can be made: TLS finds no certificates to trust")]
pub struct NoClient;

/// A target, and the pool whose records go to it.
type Place = (String, String);

/// Delivers records where the routes say.
pub struct LogTargets {
    routes: LogRoutes,
    http: Client,
    clock: Clock,
    gatherers: Mutex<HashMap<Place, Arc<Gatherer>>>,
}

impl LogTargets {
    /// Delivers by these routes. Redirects are not followed and proxies of the environment are not used: the operator's addresses alone are
    /// spoken to.
    pub fn new(routes: LogRoutes, clock: Clock) -> Result<Self, NoClient> {
        let http = Client::builder().redirect(redirect::Policy::none()).no_proxy().timeout(DELIVERY_MAX);
        let http = http.build().map_err(|_| NoClient)?;
        Ok(Self { routes, http, clock, gatherers: Mutex::default() })
    }

    fn gatherer(&self, target: Arc<LogTarget>, arn: &str, pool: &str) -> Arc<Gatherer> {
        let mut gatherers = self.gatherers.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (arn.to_owned(), pool.to_owned());
        if gatherers.len() >= IDLE_MAX && !gatherers.contains_key(&place) {
            gatherers.retain(|_, gatherer| Arc::strong_count(gatherer) > 1);
        }
        let made = || {
            let (http, clock) = (self.http.clone(), Arc::clone(&self.clock));
            Arc::new(Gatherer::new(Outlet {
                target,
                arn: arn.to_owned(),
                pool: pool.to_owned(),
                http,
                clock,
            }))
        };
        Arc::clone(gatherers.entry(place).or_insert_with(made))
    }
}

#[async_trait]
impl Logs for LogTargets {
    fn takes(&self, target: &str) -> bool {
        self.routes.of(target).is_some()
    }

    async fn deliver(&self, target: &str, record: LogRecord) -> Result<(), LogFault> {
        let route = self.routes.of(target).ok_or(LogFault::NoTarget)?;
        let line = serde_json::to_string(&record).map_err(|_| LogFault::Unavailable)?;
        self.gatherer(route, target, record.pool()).enter(line).await
    }
}
