//! The pool as it is.

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{Pool, UserPool},
};

/// Asks for configuration and keys.
#[derive(Clone, Copy, Debug)]
pub struct GetPool;

impl Command for GetPool {
    type Aggregate = UserPool;
    type Reply = Box<Pool>;

    fn decide(&self, pool: &UserPool, _: &Moment) -> Decision<Self> {
        match pool.present() {
            Ok(pool) => Decision::answer(Box::new(pool.clone())),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::user_pool::{
            SigningKeysMade, UserPoolRefusal,
            testing::{created, keys},
        },
    };

    #[test]
    fn the_pool_is_told_with_its_keys() {
        let past = [created(), SigningKeysMade { keys: keys("a") }.into()];
        let reply = given::<UserPool>(past).when(GetPool).0.reply.unwrap();
        assert_eq!((reply.config.name.as_str(), reply.keys), ("shop", Some(keys("a"))));
    }

    #[test]
    fn there_is_nothing_to_tell_of_no_pool() {
        given::<UserPool>([]).when(GetPool).then([], Err(UserPoolRefusal::NotFound));
    }
}
