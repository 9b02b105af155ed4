//! Sign-ins that were refused because of a lock, until they are recorded as one fact for each lock.
//!
//! Each node counts its own, and records them within seconds after the lock's end, or when it stops. A crash loses what the node has
//! counted; the lock itself is in the log all the same.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use domain::{
    Moment, Stream, Timestamp,
    user_pools::user::{RefusedWhileLocked, User, commands::RecordRefusedWhileLocked},
};
use host::Failure;

use crate::{
    Answer,
    kernel::{fault::failed, ids},
    user_pools::UserPools,
};

/// Locks whose attempts are counted at a time, at the most. A lock takes five wrong passwords for an existing user; attempts inside locks
/// beyond that are not counted.
const LOCKS_MAX: usize = 16_384;

/// What a refused attempt has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    /// The right password.
    Right,
    /// A wrong one, or none.
    NotRight,
    /// One that was not checked, because too many came.
    Unchecked,
}

/// The counts of each lock.
#[derive(Default)]
pub(crate) struct Counted(Mutex<HashMap<(Stream, Timestamp), RefusedWhileLocked>>);

impl Counted {
    /// Counts an attempt.
    pub(crate) fn add(&self, user: &Stream, locked_until: Timestamp, tried: Tried, moment: &Moment) {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lock = (user.clone(), locked_until);
        if locks.len() >= LOCKS_MAX && !locks.contains_key(&lock) {
            tracing::warn!("too many locks at a time: tries inside a further one are not counted");
            return;
        }
        let counted = locks.entry(lock).or_insert_with(|| none(locked_until, moment));
        counted.tries += 1;
        counted.right += u64::from(tried == Tried::Right);
        counted.unchecked += u64::from(tried == Tried::Unchecked);
        if counted.last_at <= moment.now {
            counted.last_at = moment.now;
            counted.last_from = moment.source_ip.clone();
            counted.last_user_agent = moment.user_agent.clone();
        }
    }

    /// Takes the counts to be recorded: those of the locks that have ended, or of all.
    fn take(&self, now: Timestamp, all: bool) -> Vec<(Stream, RefusedWhileLocked)> {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = locks.extract_if(|(_, until), _| all || *until <= now);
        ended.map(|((user, _), counted)| (user, counted)).collect()
    }

    /// Gives back what could not be recorded. Its lock has ended: nothing was added meanwhile.
    fn give_back(&self, user: Stream, counted: RefusedWhileLocked) {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        locks.insert((user, counted.locked_until), counted);
    }
}

fn none(locked_until: Timestamp, moment: &Moment) -> RefusedWhileLocked {
    RefusedWhileLocked {
        locked_until,
        tries: 0,
        right: 0,
        unchecked: 0,
        first_at: moment.now,
        last_at: moment.now,
        last_from: moment.source_ip.clone(),
        last_user_agent: moment.user_agent.clone(),
    }
}

impl UserPools {
    /// Counts an attempt that the user's entity has refused because of a lock.
    pub(crate) async fn count_refused_while_locked(
        &self,
        user: &Stream,
        tried: Tried,
        moment: &Moment,
    ) -> Answer<()> {
        let state = self.look_at_user(user).await?;
        let until = state.attempts.locked_until(moment.now).unwrap_or(moment.now);
        self.refused_while_locked.add(user, until, tried, moment);
        Ok(())
    }

    /// Records the attempts inside the locks that have ended, or inside all.
    pub(crate) async fn record_refused_while_locked(&self, all: bool) -> Answer<()> {
        let now = self.core.clock().now();
        let mut failure = Ok(());
        for (user, counted) in self.refused_while_locked.take(now, all) {
            let moment = Moment::system("locks", now, ids::uuid().to_string());
            let record = RecordRefusedWhileLocked(counted.clone());
            match self.core.directories.users.ask(&user, record, &moment).await {
                // For a user who was deleted meanwhile there is nothing to record.
                Ok(()) | Err(Failure::Refused(_)) => {}
                Err(why) => {
                    self.refused_while_locked.give_back(user, counted);
                    failure = Err(failed::<User>(why));
                }
            }
        }
        failure
    }
}

#[cfg(test)]
mod tests {
    use domain::{LedgerId, Personal, user_pools::user};

    use super::*;

    fn moment(seconds: i64, from: &str) -> Moment {
        let now = Timestamp::from_seconds(seconds);
        Moment { source_ip: Personal::Known(from.to_owned()), ..Moment::system("test", now, "test") }
    }

    fn ada() -> Stream {
        user::stream(&LedgerId::new("pool"), "ada")
    }

    #[test]
    fn tries_inside_a_lock_become_one_fact_once_it_has_ended() {
        let (counted, until) = (Counted::default(), Timestamp::from_seconds(8));
        counted.add(&ada(), until, Tried::NotRight, &moment(4, "192.0.2.1"));
        counted.add(&ada(), until, Tried::Right, &moment(6, "192.0.2.2"));
        counted.add(&ada(), until, Tried::Unchecked, &moment(5, "192.0.2.3"));
        assert!(counted.take(Timestamp::from_seconds(7), false).is_empty());
        let taken = counted.take(until, false);
        let [(user, fact)] = &taken[..] else { panic!("{taken:?}") };
        assert_eq!((user, fact.tries, fact.right, fact.unchecked), (&ada(), 3, 1, 1));
        assert_eq!((fact.first_at.seconds(), fact.last_at.seconds()), (4, 6));
        assert_eq!(fact.last_from.known().map(String::as_str), Some("192.0.2.2"));
        assert!(counted.take(until, true).is_empty());
    }

    #[test]
    fn each_lock_is_a_fact_of_its_own_and_there_is_a_bound() {
        let counted = Counted::default();
        for second in 0..20_000 {
            counted.add(&ada(), Timestamp::from_seconds(second), Tried::NotRight, &moment(0, "192.0.2.1"));
        }
        assert_eq!(counted.take(Timestamp::from_seconds(0), true).len(), LOCKS_MAX);
    }
}
