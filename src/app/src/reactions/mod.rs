//! What follows a fact: mail and calls of functions outside of the service, forgetting inside. [`all`] is the list; `ledger` follows the log for each entry.
//!
//! At least once: an effect that is repeated carries the same id, or does nothing where it was done.

mod close;
mod confirmed;
mod forget;
mod import;
mod mail;
mod settle;

use std::sync::Arc;

use ledger::postgres::reactions::React;

use crate::App;

/// Every reaction.
pub fn all(app: &App) -> Vec<Box<dyn React>> {
    vec![
        Box::new(mail::Mail(Arc::clone(&app.user_pools))),
        Box::new(forget::Forget(Arc::clone(&app.core))),
        Box::new(settle::Settle(Arc::clone(&app.core))),
        Box::new(import::Import(Arc::clone(&app.user_pools))),
        Box::new(close::Close(Arc::clone(&app.core))),
        Box::new(confirmed::CallConfirmed(Arc::clone(&app.user_pools))),
    ]
}
