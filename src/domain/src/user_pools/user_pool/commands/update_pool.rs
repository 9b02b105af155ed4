//! A user pool is configured otherwise.

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{
        LogSource, Pool, PoolConfig, Tier, Updated, UserPool, UserPoolRefusal, rules::ConfigurationError,
    },
};

/// Replaces the configuration.
#[derive(Clone, Debug)]
pub struct UpdatePool {
    /// The configuration that the change was made from: what a request leaves out may be kept from it.
    pub from: PoolConfig,
    /// The configuration that holds from now on.
    pub to: PoolConfig,
}

impl UpdatePool {
    /// Refuses a tier without what the pool has set elsewhere.
    fn check_tier(&self, pool: &Pool) -> Result<(), UserPoolRefusal> {
        let tier = self.to.tier;
        if tier != Tier::Plus && pool.logs.of(LogSource::AuthEvents).is_some() {
            let features = "Log Streaming".to_owned();
            return Err(ConfigurationError::Tier { tier, features }.into());
        }
        Ok(())
    }
}

impl Command for UpdatePool {
    type Aggregate = UserPool;
    type Reply = ();

    fn decide(&self, pool: &UserPool, moment: &Moment) -> Decision<Self> {
        match pool.present() {
            Err(refusal) => Decision::refuse(refusal),
            Ok(pool) if pool.config != self.from => Decision::refuse(UserPoolRefusal::Changed),
            Ok(pool) => match self.check_tier(pool) {
                Ok(()) => {
                    let updated = Updated { config: Box::new(self.to.clone()), at: moment.now };
                    Decision::accept([updated.into()], ())
                }
                Err(refusal) => Decision::refuse(refusal),
            },
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
            LogConfiguration, LogDeliverySet, LogTarget, SigningKeysMade, UserPoolEvent,
            testing::{created, created_as, deleted, keys},
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

    #[test]
    fn a_pool_keeps_its_tier_while_what_its_users_do_is_logged_elsewhere() {
        let plus = PoolConfig { tier: Tier::Plus, ..PoolConfig::named("shop") };
        let target = LogTarget::Bucket("arn:aws:s3:::people".to_owned());
        let configurations = vec![LogConfiguration { source: LogSource::AuthEvents, target }];
        let set = |configurations| LogDeliverySet { configurations, at: Timestamp::from_ms(0) }.into();
        let down = || UpdatePool { from: plus.clone(), to: PoolConfig::named("shop") };
        let tier = PoolConfig::named("shop").tier;
        let refusal = ConfigurationError::Tier { tier, features: "Log Streaming".to_owned() }.into();
        let past = || [created_as(plus.clone()), set(configurations.clone())];
        given::<UserPool>(past()).when(down()).then([], Err(refusal));
        let cleared = past().into_iter().chain([set(Vec::new())]);
        given::<UserPool>(cleared).when(down()).then([updated("shop")], Ok(()));
    }
}
