//! The service over its log, before it does anything: opened in the same way to serve and to export.

use std::sync::Arc;

use app::{App, Core, Cpu, Directories, Making, Outside, PagesPlace, Settings};
use host::Arbiters;
use projections::ReadModels;

use crate::{config::Serve, seed::Trial, storage::Storage};

/// The service over its log.
pub(crate) struct Opened {
    pub(crate) storage: Storage,
    pub(crate) arbiters: Arbiters,
    pub(crate) app: Arc<App>,
    pub(crate) reads: ReadModels,
    outside: Outside,
    pub(crate) cores: usize,
}

impl Opened {
    /// Opens it; it does nothing by itself. `url` is where clients reach it, `tls_url` the same over a listener for TLS of its own.
    pub(crate) async fn over(
        storage: Storage,
        outside: Outside,
        settings: &Serve,
        (url, tls_url): (&str, Option<&str>),
    ) -> Result<Self, projections::Fault> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        let arbiters = Arbiters::start(cores);
        let reads = ReadModels::start(Arc::clone(&storage.ledger), storage.pool.clone()).await?;
        let core = Core::new(
            app_settings(settings, url, tls_url),
            Arc::clone(&storage.ledger),
            Directories::new(&arbiters, &storage.ledger),
            Cpu::new(cores),
            Making::secure(),
        );
        let app = Arc::new(App::new(core, &reads, outside.clone()));
        Ok(Self { storage, arbiters, app, reads, outside, cores })
    }

    /// What tries seeds.
    pub(crate) fn trial(&self) -> Trial<'_> {
        Trial { arbiters: &self.arbiters, outside: self.outside.clone() }
    }
}

fn app_settings(settings: &Serve, url: &str, tls_url: Option<&str>) -> Settings {
    Settings {
        region: settings.region.clone(),
        account: settings.account.clone(),
        public_url: url.to_owned(),
        fixed_code: settings.fixed_code.clone(),
        rate_limits: settings.rate_limits.clone(),
        message_limits: settings.message_limits.clone(),
        pages: PagesPlace { tls_url: tls_url.map(str::to_owned), ..settings.pages() },
        provider_hosts: settings.provider_hosts.clone(),
    }
}
