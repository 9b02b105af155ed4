//! Sums of attempts on the unknown names of each pool, with their addresses, until they are recorded.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use domain::{
    LedgerId, Moment, Personal, Timestamp,
    user_pools::unknown_names::{Origin, Tried},
};

/// A pool's sum is recorded at this age: one event a minute and node, at the most.
const RECORDED_AFTER_SECONDS: i64 = 60;
/// Addresses that a sum names. Attempts from further ones are counted together.
const ADDRESSES_MAX: usize = 16;

/// The kind of an attempt.
#[derive(Clone, Copy, Debug)]
pub(super) enum Try {
    /// A password, or a proof of one.
    Password,
    /// A code was asked for.
    AskForCode,
    /// A code was answered.
    AnswerCode,
    /// A sign-up had a compromised password.
    CompromisedSignUp,
}

/// A sum for each existing pool with attempts: no more than there are pools.
#[derive(Default)]
pub(super) struct Sums(Mutex<HashMap<LedgerId, Tried>>);

impl Sums {
    /// Adds an attempt.
    pub(super) fn add(&self, pool: &LedgerId, what: Try, moment: &Moment) {
        let mut sums = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = sums.entry(pool.clone()).or_insert_with(|| empty(moment.now));
        match what {
            Try::Password => sum.passwords += 1,
            Try::AskForCode => sum.codes_asked += 1,
            Try::AnswerCode => sum.codes_answered += 1,
            Try::CompromisedSignUp => sum.compromised_sign_ups += 1,
        }
        sum.last_at = sum.last_at.max(moment.now);
        came_from(sum, &moment.source_ip, 1);
    }

    /// Takes the sums that are to be recorded: the old ones, or all.
    pub(super) fn take(&self, now: Timestamp, all: bool) -> Vec<(LedgerId, Tried)> {
        let mut sums = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due =
            |_: &LedgerId, sum: &mut Tried| all || now >= sum.first_at.plus_seconds(RECORDED_AFTER_SECONDS);
        sums.extract_if(due).collect()
    }

    /// Puts back a sum that could not be recorded, added to what was counted meanwhile.
    pub(super) fn give_back(&self, pool: LedgerId, sum: Tried) {
        let mut sums = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let newer = sums.remove(&pool);
        sums.insert(pool, newer.into_iter().fold(sum, together));
    }
}

fn empty(now: Timestamp) -> Tried {
    Tried {
        passwords: 0,
        codes_asked: 0,
        codes_answered: 0,
        compromised_sign_ups: 0,
        first_at: now,
        last_at: now,
        from: Vec::new(),
        from_elsewhere: 0,
    }
}

fn together(mut one: Tried, other: Tried) -> Tried {
    one.passwords += other.passwords;
    one.codes_asked += other.codes_asked;
    one.codes_answered += other.codes_answered;
    one.compromised_sign_ups += other.compromised_sign_ups;
    one.first_at = one.first_at.min(other.first_at);
    one.last_at = one.last_at.max(other.last_at);
    one.from_elsewhere += other.from_elsewhere;
    for Origin { address, tries } in other.from {
        came_from(&mut one, &address, tries);
    }
    one
}

fn came_from(sum: &mut Tried, address: &Personal<String>, tries: u64) {
    if let Some(origin) = sum.from.iter_mut().find(|origin| origin.address == *address) {
        origin.tries += tries;
    } else if sum.from.len() < ADDRESSES_MAX {
        sum.from.push(Origin { address: address.clone(), tries });
    } else {
        sum.from_elsewhere += tries;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(seconds: i64, address: &str) -> Moment {
        let now = Timestamp::from_seconds(seconds);
        Moment { source_ip: Personal::Known(address.to_owned()), ..Moment::system("test", now, "test") }
    }

    fn pool() -> LedgerId {
        LedgerId::new("pool")
    }

    #[test]
    fn a_pools_tries_become_one_sum_once_a_minute() {
        let sums = Sums::default();
        for second in 0..60 {
            sums.add(&pool(), Try::Password, &moment(second, "192.0.2.1"));
            assert!(sums.take(Timestamp::from_seconds(second), false).is_empty());
        }
        let taken = sums.take(Timestamp::from_seconds(60), false);
        let [(id, sum)] = &taken[..] else { panic!("{taken:?}") };
        assert_eq!((id, sum.passwords, sum.tries()), (&pool(), 60, 60));
        assert_eq!((sum.first_at.seconds(), sum.last_at.seconds()), (0, 59));
        assert_eq!(sum.from, [Origin { address: "192.0.2.1".to_owned().into(), tries: 60 }]);
        assert!(sums.take(Timestamp::from_seconds(600), true).is_empty());
    }

    #[test]
    fn only_so_many_addresses_are_named() {
        let sums = Sums::default();
        for n in 0..ADDRESSES_MAX + 3 {
            sums.add(&pool(), Try::AskForCode, &moment(0, &format!("192.0.2.{n}")));
        }
        let (_, sum) = sums.take(Timestamp::from_seconds(0), true).remove(0);
        assert_eq!((sum.from.len(), sum.from_elsewhere, sum.codes_asked), (ADDRESSES_MAX, 3, 19));
    }

    #[test]
    fn a_sum_that_could_not_be_recorded_is_not_lost() {
        let sums = Sums::default();
        sums.add(&pool(), Try::Password, &moment(0, "192.0.2.1"));
        let (id, sum) = sums.take(Timestamp::from_seconds(1), true).remove(0);
        sums.add(&pool(), Try::AnswerCode, &moment(2, "192.0.2.1"));
        sums.add(&pool(), Try::AnswerCode, &moment(3, "192.0.2.2"));
        sums.add(&pool(), Try::CompromisedSignUp, &moment(3, "192.0.2.2"));
        sums.give_back(id, sum);
        let (_, sum) = sums.take(Timestamp::from_seconds(4), true).remove(0);
        assert_eq!((sum.passwords, sum.codes_answered, sum.compromised_sign_ups, sum.tries()), (1, 2, 1, 4));
        assert_eq!((sum.first_at.seconds(), sum.last_at.seconds()), (0, 3));
        assert_eq!(sum.from.iter().map(|origin| origin.tries).collect::<Vec<_>>(), [2, 2]);
    }
}
