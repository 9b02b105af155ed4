//! Wrong passwords or codes of factors, and the growing delay they bring: five are free, then 1 s, 2 s, 4 s ... up to 15 minutes.

use serde::{Deserialize, Serialize};

use crate::{Personal, Timestamp};

/// Failures without a delay.
const FREE: u32 = 5;
/// The longest delay, and how long it must stay quiet for the count to start again: 15 minutes.
const LOCK_MAX_SECONDS: i64 = 15 * 60;

/// How often the password, or a code, was wrong lately.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attempts {
    failures: u32,
    locked_until: Option<Timestamp>,
    last_at: Timestamp,
}

impl Attempts {
    /// Whether an attempt is refused even with the right password. Such an attempt does not count.
    pub fn locked(&self, now: Timestamp) -> bool {
        self.locked_until(now).is_some()
    }

    /// When the lock ends, if there is one.
    pub fn locked_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.locked_until.filter(|until| now < *until)
    }

    /// Failures in a row, if the last one is not so long ago that they no longer count.
    pub(super) fn counted(&self, now: Timestamp) -> u32 {
        if now >= self.last_at.plus_seconds(LOCK_MAX_SECONDS) { 0 } else { self.failures }
    }

    /// The fact of one more wrong password.
    pub fn refuse(&self, now: Timestamp) -> PasswordRefused {
        let Self { failures, locked_until, last_at } = self.with_one_more(now);
        PasswordRefused { failures, locked_until, at: last_at }
    }

    /// The fact of one more wrong code of a factor.
    pub fn refuse_factor(&self, now: Timestamp) -> FactorRefused {
        let Self { failures, locked_until, last_at } = self.with_one_more(now);
        FactorRefused { failures, locked_until, at: last_at }
    }

    fn with_one_more(&self, now: Timestamp) -> Self {
        let failures = self.counted(now).saturating_add(1);
        let lock = failures.checked_sub(FREE).map(lock_seconds);
        Self { failures, locked_until: lock.map(|seconds| now.plus_seconds(seconds)), last_at: now }
    }

    pub(super) fn refused(&mut self, event: &PasswordRefused) {
        let PasswordRefused { failures, locked_until, at } = *event;
        *self = Self { failures, locked_until, last_at: at };
    }

    pub(super) fn factor_refused(&mut self, event: &FactorRefused) {
        let FactorRefused { failures, locked_until, at } = *event;
        *self = Self { failures, locked_until, last_at: at };
    }
}

/// 2^n seconds, up to the longest.
fn lock_seconds(beyond: u32) -> i64 {
    1_i64
        .checked_shl(beyond)
        .filter(|seconds| *seconds > 0)
        .map_or(LOCK_MAX_SECONDS, |s| s.min(LOCK_MAX_SECONDS))
}

/// A wrong password.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasswordRefused {
    /// Count of consecutive wrong passwords, this one included.
    pub failures: u32,
    /// Until when every further attempt is refused unchecked.
    pub locked_until: Option<Timestamp>,
    /// When.
    pub at: Timestamp,
}

/// A wrong code of a factor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactorRefused {
    /// Count of wrong codes since the last complete sign-in, this one included.
    pub failures: u32,
    /// Until when every further code is refused unchecked.
    pub locked_until: Option<Timestamp>,
    /// When.
    pub at: Timestamp,
}

/// Sign-ins were refused because of a lock, even those with the right password: one fact for all that one node has refused during one lock.
/// It is recorded within seconds after the lock's end; attempts that a node has counted when it crashes are lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedWhileLocked {
    /// The end of the lock.
    pub locked_until: Timestamp,
    /// Count of attempts.
    pub tries: u64,
    /// How many of them had the right password. Their callers got the same answer as the others. An SRP sign-in that was refused at its
    /// beginning has shown no password.
    pub right: u64,
    /// How many of them were refused without a check of their password, because too many came at once: any of them may have been right.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unchecked: u64,
    /// When the first of them came.
    pub first_at: Timestamp,
    /// When the last of them came.
    pub last_at: Timestamp,
    /// The address that the last of them came from; empty when there is none.
    pub last_from: Personal<String>,
    /// What the software of the last one calls itself; empty when it says nothing.
    pub last_user_agent: Personal<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "this is what serde hands over")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    #[test]
    fn the_fifth_wrong_password_locks_for_a_second_and_each_further_doubles_it() {
        let mut attempts = Attempts::default();
        let mut now = 10_000;
        let mut locks = Vec::new();
        for _ in 0..18 {
            let refused = attempts.refuse(at(now));
            attempts.refused(&refused);
            let lock = refused.locked_until.map_or(0, |until| until.seconds() - now);
            assert_eq!(attempts.locked(at(now)), lock > 0);
            now += lock;
            assert!(!attempts.locked(at(now)));
            locks.push(lock);
        }
        assert_eq!(locks[..8], [0, 0, 0, 0, 1, 2, 4, 8]);
        assert_eq!(locks[14], LOCK_MAX_SECONDS, "after that it starts again: 15 minutes have been quiet");
    }

    #[test]
    fn fifteen_quiet_minutes_start_the_count_again() {
        let mut attempts = Attempts::default();
        for second in 0..4 {
            let refused = attempts.refuse(at(10_000 + second));
            attempts.refused(&refused);
        }
        assert_eq!(attempts.refuse(at(10_003 + LOCK_MAX_SECONDS)).failures, 1);
    }
}
