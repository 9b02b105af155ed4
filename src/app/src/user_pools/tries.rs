//! Attempts that are counted in memory are recorded in the log from time to time: sums of attempts on unknown names, sign-ins that were
//! refused inside locks, and sign-ins at providers that were refused before their user was known.

use std::time::Duration;

use crate::user_pools::UserPools;

/// How often [`UserPools::record_tries`] is to be called.
pub const RECORD_TRIES_EVERY: Duration = Duration::from_secs(5);

impl UserPools {
    /// Records what is due; all of it when the node stops. What could not be recorded is tried again at the next call.
    pub async fn record_tries(&self, leaving: bool) {
        let unknown = self.record_unknown_names(leaving).await;
        let locked = self.record_refused_while_locked(leaving).await;
        let at_providers = self.record_refused_at_providers(leaving).await;
        for fault in [unknown, locked, at_providers].into_iter().filter_map(Result::err) {
            tracing::warn!(%fault, "what was tried will be recorded later");
        }
    }
}
