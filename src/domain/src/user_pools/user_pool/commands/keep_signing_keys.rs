//! The pool's keys were made, in the background.

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{SigningKeys, SigningKeysMade, UserPool},
};

/// Keeps the keys unless the pool has some. Answers with those that it has now: of two makers the first wins.
#[derive(Clone, Debug)]
pub struct KeepSigningKeys {
    /// Both keys.
    pub keys: SigningKeys,
}

impl Command for KeepSigningKeys {
    type Aggregate = UserPool;
    type Reply = Box<SigningKeys>;

    fn decide(&self, pool: &UserPool, _: &Moment) -> Decision<Self> {
        match pool.present().map(|pool| pool.keys.as_ref()) {
            Err(refusal) => Decision::refuse(refusal),
            Ok(Some(kept)) => Decision::answer(Box::new(kept.clone())),
            Ok(None) => {
                let event = SigningKeysMade { keys: self.keys.clone() };
                Decision::accept([event.into()], Box::new(self.keys.clone()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::user_pool::{
            UserPoolRefusal,
            testing::{created, keys},
        },
    };

    #[test]
    fn the_first_keys_are_kept_and_answered_ever_after() {
        let keep = |label| KeepSigningKeys { keys: keys(label) };
        let made = || SigningKeysMade { keys: keys("a") }.into();
        given::<UserPool>([created()]).when(keep("a")).then([made()], Ok(Box::new(keys("a"))));
        given::<UserPool>([created(), made()]).when(keep("b")).then([], Ok(Box::new(keys("a"))));
    }

    #[test]
    fn no_keys_without_a_pool() {
        let keep = KeepSigningKeys { keys: keys("a") };
        given::<UserPool>([]).when(keep).then([], Err(UserPoolRefusal::NotFound));
    }

    #[test]
    fn a_private_key_is_never_debugged() {
        assert!(!format!("{:?}", keys("a")).contains("pkcs8"));
    }
}
