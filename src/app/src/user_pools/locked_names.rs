//! Names that this node has lately refused because of a lock, and when further attempts on them are let in: together, a hundred times a
//! second.
//!
//! Each attempt has to learn from the log whether the lock still stands, since another node may have lifted it. Attempts that are let in
//! together share the queries for that, so that a flood of guesses at one name costs the database little. Nothing is refused here, and
//! nothing here says who exists: a name is what callers have typed, with a user or without one.

use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

use domain::Timestamp;
use moka::sync::Cache;
use tokio::time::Instant;

/// Time between two moments at which attempts are let in: less than any answer takes where a client hides user existence.
const TOGETHER: Duration = Duration::from_millis(10);
/// Names that are remembered at the most.
const NAMES_MAX: u64 = 16_384;

/// The names.
pub(crate) struct LockedNames {
    began: Instant,
    /// Makes a number of a name. Two names of one number would only wait for each other's locks.
    numbers: RandomState,
    /// When the locks end.
    ends: Cache<u64, Timestamp>,
}

impl Default for LockedNames {
    fn default() -> Self {
        Self { began: Instant::now(), numbers: RandomState::new(), ends: Cache::new(NAMES_MAX) }
    }
}

impl LockedNames {
    /// Remembers a name that was refused because of a lock.
    pub(crate) fn note(&self, client_id: &str, name: &str, ends: Timestamp) {
        self.ends.insert(self.number(client_id, name), ends);
    }

    /// Returns when an attempt may go on: at once, unless the name is known as locked.
    pub(crate) async fn wait(&self, client_id: &str, name: &str, now: Timestamp) {
        if self.ends.get(&self.number(client_id, name)).is_some_and(|ends| now < ends) {
            tokio::time::sleep(self.time_left()).await;
        }
    }

    /// The time that is left to the next moment.
    fn time_left(&self) -> Duration {
        let passed = self.began.elapsed().as_nanos() % TOGETHER.as_nanos();
        TOGETHER.saturating_sub(Duration::from_nanos(u64::try_from(passed).unwrap_or_default()))
    }

    /// The same for all spellings that differ in case only.
    fn number(&self, client_id: &str, name: &str) -> u64 {
        self.numbers.hash_one((client_id, name.to_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(100);

    #[tokio::test(start_paused = true)]
    async fn attempts_on_a_locked_name_go_on_together() {
        let names = LockedNames::default();
        names.note("client", "ada", NOW.plus_seconds(1));
        let begun = Instant::now();
        let attempts = (0..30).map(async |ms| {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            names.wait("client", "Ada", NOW).await;
            begun.elapsed().as_millis()
        });
        let mut moments = join_all(attempts).await;
        moments.dedup();
        assert_eq!(moments, [10, 20, 30]);
    }

    #[tokio::test(start_paused = true)]
    async fn others_go_on_at_once_and_so_does_the_name_once_its_lock_has_ended() {
        let names = LockedNames::default();
        names.note("client", "ada", NOW.plus_seconds(1));
        let begun = Instant::now();
        names.wait("client", "eve", NOW).await;
        names.wait("other client", "ada", NOW).await;
        names.wait("client", "ada", NOW.plus_seconds(1)).await;
        assert_eq!(begun.elapsed(), Duration::ZERO);
    }
}
