//! A user pool is configured otherwise.

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{PoolConfig, Updated, UserPool, UserPoolRefusal},
};

/// Replaces the configuration.
#[derive(Clone, Debug)]
pub struct UpdatePool {
    /// The configuration that the change was made from: what a request leaves out may be kept from it.
    pub from: PoolConfig,
    /// The configuration that holds from now on.
    pub to: PoolConfig,
}

impl Command for UpdatePool {
    type Aggregate = UserPool;
    type Reply = ();

    fn decide(&self, pool: &UserPool, moment: &Moment) -> Decision<Self> {
        match pool.present() {
            Err(refusal) => Decision::refuse(refusal),
            Ok(pool) if pool.config != self.from => Decision::refuse(UserPoolRefusal::Changed),
            Ok(_) => {
                let updated = Updated { config: Box::new(self.to.clone()), at: moment.now };
                Decision::accept([updated.into()], ())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::user_pool::{
            SigningKeysMade, UserPoolEvent,
            testing::{created, deleted, keys},
        },
    };

    fn update(from: &str, to: &str) -> UpdatePool {
        UpdatePool { from: PoolConfig::named(from), to: PoolConfig::named(to) }
    }

    fn updated(name: &str) -> UserPoolEvent {
        Updated { config: Box::new(PoolConfig::named(name)), at: Timestamp::from_ms(0) }.into()
    }

    #[test]
    fn a_change_holds_from_now_on_and_leaves_the_keys() {
        given::<UserPool>([created()]).when(update("shop", "store")).then([updated("store")], Ok(()));
        let past = [created(), SigningKeysMade { keys: keys("a") }.into(), updated("store")];
        let pool = given::<UserPool>(past).state().present().unwrap().clone();
        assert_eq!(pool.config.name, "store");
        assert_eq!(pool.keys.signing(Timestamp::from_ms(0)), Some(&keys("a")));
    }

    #[test]
    fn a_change_of_a_configuration_that_is_no_longer_there_is_refused() {
        let past = [created(), updated("store")];
        given::<UserPool>(past).when(update("shop", "mall")).then([], Err(UserPoolRefusal::Changed));
    }

    #[test]
    fn what_is_not_there_does_not_change() {
        for past in [vec![], vec![created(), deleted()]] {
            given::<UserPool>(past).when(update("shop", "mall")).then([], Err(UserPoolRefusal::NotFound));
        }
    }
}
