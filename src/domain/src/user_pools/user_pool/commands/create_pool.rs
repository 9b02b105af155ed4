//! A user pool is made.

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{Created, PoolConfig, SigningKeys, SigningKeysMade, UserPool, UserPoolRefusal},
};

/// Makes the pool, with the keys that sign its tokens.
#[derive(Clone, Debug)]
pub struct CreatePool {
    /// All of its configuration.
    pub config: PoolConfig,
    /// Both keys.
    pub keys: SigningKeys,
}

impl Command for CreatePool {
    type Aggregate = UserPool;
    type Reply = ();

    fn decide(&self, pool: &UserPool, moment: &Moment) -> Decision<Self> {
        if *pool != UserPool::Absent {
            return Decision::refuse(UserPoolRefusal::Exists);
        }
        let created = Created { config: Box::new(self.config.clone()), at: moment.now };
        let keys_made = SigningKeysMade { keys: self.keys.clone() };
        Decision::accept([created.into(), keys_made.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::user_pool::testing::{created, deleted, keys},
    };

    #[test]
    fn a_pool_is_made_once_and_never_again_after_it_was_deleted() {
        let create = || CreatePool { config: PoolConfig::named("shop"), keys: keys("a") };
        let keys_made = SigningKeysMade { keys: keys("a") }.into();
        given::<UserPool>([]).when(create()).then([created(), keys_made], Ok(()));
        for past in [vec![created()], vec![created(), deleted()]] {
            given::<UserPool>(past).when(create()).then([], Err(UserPoolRefusal::Exists));
        }
    }

    #[test]
    fn a_private_key_is_never_debugged() {
        assert!(!format!("{:?}", keys("a")).contains("pkcs8"));
    }
}
