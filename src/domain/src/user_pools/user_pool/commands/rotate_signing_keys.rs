//! A user pool gets its next signing keys, where the newest are old.

use crate::{
    Command, Decision, Moment, Timestamp,
    user_pools::user_pool::{SigningKeys, SigningKeysAnnounced, SigningKeysMade, UserPool, UserPoolEvent},
};

/// Announces the next keys. Nothing happens while keys wait to sign that were announced before.
#[derive(Clone, Debug)]
pub struct RotateSigningKeys {
    /// Both keys.
    pub keys: SigningKeys,
    /// Nothing happens either where the newest keys were made after that.
    pub made_after: Timestamp,
}

impl Command for RotateSigningKeys {
    type Aggregate = UserPool;
    /// From when the pool's newest keys sign.
    type Reply = Timestamp;

    fn decide(&self, pool: &UserPool, moment: &Moment) -> Decision<Self> {
        let pool = match pool.present() {
            Ok(pool) => pool,
            Err(refusal) => return Decision::refuse(refusal),
        };
        if let Some(signs_from) = pool.keys.newest_suffices(self.made_after, moment.now) {
            return Decision::answer(signs_from);
        }
        let keys = self.keys.clone();
        if pool.keys.is_empty() {
            let made: UserPoolEvent = SigningKeysMade { keys }.into();
            return Decision::accept([made], moment.now);
        }
        let announced = SigningKeysAnnounced::now(keys, moment.now);
        let signs_from = announced.signs_from;
        Decision::accept([announced.into()], signs_from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::user_pool::{
            UserPoolRefusal,
            testing::{created, deleted, keys},
        },
    };

    const DAY_MS: i64 = 86_400_000;

    fn rotate(label: &str, made_after_ms: i64) -> RotateSigningKeys {
        RotateSigningKeys { keys: keys(label), made_after: Timestamp::from_ms(made_after_ms) }
    }

    fn made() -> UserPoolEvent {
        SigningKeysMade { keys: keys("a") }.into()
    }

    fn announced(label: &str, at_ms: i64) -> UserPoolEvent {
        SigningKeysAnnounced {
            keys: keys(label),
            signs_from: Timestamp::from_ms(at_ms + DAY_MS),
            former_published_until: Timestamp::from_ms(at_ms + 2 * DAY_MS + 3_600_000),
            at: Timestamp::from_ms(at_ms),
        }
        .into()
    }

    #[test]
    fn keys_that_are_old_are_followed_by_others_which_sign_a_day_later() {
        let now = 30 * DAY_MS;
        let signs_from = Timestamp::from_ms(31 * DAY_MS);
        given::<UserPool>([created(), made()])
            .when_at(now, rotate("b", 0))
            .then([announced("b", now)], Ok(signs_from));
    }

    #[test]
    fn keys_that_are_new_enough_stay() {
        let past = [created(), made(), announced("b", DAY_MS)];
        let signs_from = Timestamp::from_ms(2 * DAY_MS);
        given::<UserPool>(past).when_at(9 * DAY_MS, rotate("c", DAY_MS - 1)).then([], Ok(signs_from));
    }

    #[test]
    fn while_next_keys_wait_nothing_happens_however_often_it_is_asked() {
        let past = || [created(), made(), announced("b", 0)];
        let signs_from = Timestamp::from_ms(DAY_MS);
        let now = DAY_MS - 1;
        given::<UserPool>(past()).when_at(now, rotate("c", now)).then([], Ok(signs_from));
        let again = Timestamp::from_ms(2 * DAY_MS);
        given::<UserPool>(past())
            .when_at(DAY_MS, rotate("c", DAY_MS))
            .then([announced("c", DAY_MS)], Ok(again));
    }

    #[test]
    fn a_pool_of_an_older_log_that_was_left_without_keys_gets_its_first() {
        given::<UserPool>([created()]).when_at(7, rotate("a", 7)).then([made()], Ok(Timestamp::from_ms(7)));
    }

    #[test]
    fn what_is_not_there_has_no_keys() {
        for past in [vec![], vec![created(), made(), deleted()]] {
            given::<UserPool>(past).when(rotate("b", 0)).then([], Err(UserPoolRefusal::NotFound));
        }
    }
}
