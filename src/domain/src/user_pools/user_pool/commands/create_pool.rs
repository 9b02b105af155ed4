//! A user pool is made.

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{Created, Pool, PoolConfig, UserPool, UserPoolRefusal},
};

/// Makes the pool, whose id was reserved before. Answers with it.
#[derive(Clone, Debug)]
pub struct CreatePool {
    /// All of its configuration.
    pub config: PoolConfig,
}

impl Command for CreatePool {
    type Aggregate = UserPool;
    type Reply = Box<Pool>;

    fn decide(&self, pool: &UserPool, moment: &Moment) -> Decision<Self> {
        if *pool != UserPool::Absent {
            return Decision::refuse(UserPoolRefusal::Exists);
        }
        let (config, at) = (self.config.clone(), moment.now);
        let made = Pool { config: config.clone(), keys: None, created_at: at, modified_at: at };
        Decision::accept([Created { config: Box::new(config), at }.into()], Box::new(made))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::user_pool::testing::{created, deleted},
    };

    #[test]
    fn a_pool_is_made_once_and_never_again_after_it_was_deleted() {
        let create = || CreatePool { config: PoolConfig::named("shop") };
        let made = given::<UserPool>([created()]).state().present().unwrap().clone();
        given::<UserPool>([]).when(create()).then([created()], Ok(Box::new(made)));
        for past in [vec![created()], vec![created(), deleted()]] {
            given::<UserPool>(past).when(create()).then([], Err(UserPoolRefusal::Exists));
        }
    }
}
