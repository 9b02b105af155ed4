//! What follows a fact: mail, calls of functions and logs outside of the service, forgetting inside. [`all`] is the list; `ledger` follows the log for each entry.
//!
//! At least once: an effect that is repeated carries the same id, or does nothing where it was done.

mod close;
mod confirmed;
mod forget;
mod import;
mod logs;
mod mail;
mod settle;

use std::sync::Arc;

use domain::user_pools::user_pool::LogSource;
use ledger::postgres::reactions::React;

use crate::App;

/// Every reaction. Logs are followed only where the server has targets for them: what is not followed is delivered once it has.
pub fn all(app: &App) -> Vec<Box<dyn React>> {
    let mut all: Vec<Box<dyn React>> = vec![
        Box::new(mail::Mail(Arc::clone(&app.user_pools))),
        Box::new(forget::Forget(Arc::clone(&app.core))),
        Box::new(settle::Settle(Arc::clone(&app.core))),
        Box::new(import::Import(Arc::clone(&app.user_pools))),
        Box::new(close::Close(Arc::clone(&app.core))),
        Box::new(confirmed::CallConfirmed(Arc::clone(&app.user_pools))),
    ];
    if app.user_pools.delivers_logs() {
        for source in [LogSource::Notifications, LogSource::AuthEvents] {
            all.push(Box::new(logs::Log { pools: Arc::clone(&app.user_pools), source }));
        }
    }
    all
}
