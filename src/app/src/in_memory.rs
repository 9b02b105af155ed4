//! A service in memory: what it is asked to do is forgotten with it, and nothing follows on it. What it takes, a service in which nothing
//! is yet would take; so a seed is tried on it before anything is written.

use std::sync::Arc;

use crypto::seal::MasterKey;
use host::Arbiters;
use ledger::{Feed, Keys, Ledger, MemoryKeys, MemoryLog};
use projections::ReadModels;

use crate::{Answer, App, Core, Directories, Outside};

/// One with nothing in it, with the settings and the clock of another.
pub async fn beside(core: &Core, arbiters: &Arbiters, outside: Outside) -> Answer<App> {
    let (clock, feed) = (core.clock().clone(), Feed::default());
    let keys = Arc::new(Keys::new(MasterKey::generate(), Arc::new(MemoryKeys::default())));
    let log = Arc::new(MemoryLog::publishing(clock.clone(), feed.clone()));
    let ledger = Arc::new(Ledger::open(log, keys, feed, clock).await?);
    let directories = Directories::new(arbiters, &ledger);
    let (settings, cpu, making) = (core.settings.clone(), core.cpu.clone(), core.making.clone());
    let core = Core::new(settings, Arc::clone(&ledger), directories, cpu, making);
    Ok(App::new(core, &ReadModels::in_memory(ledger), outside))
}
