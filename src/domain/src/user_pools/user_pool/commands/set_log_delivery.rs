//! A user pool says where its logs go.

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{LogConfiguration, LogDeliverySet, LogSource, UserPool, UserPoolRefusal},
};

/// Replaces where logs go. What holds already records nothing.
#[derive(Clone, Debug)]
pub struct SetLogDelivery {
    /// All of it; nothing in it: logs go nowhere.
    pub configurations: Vec<LogConfiguration>,
}

impl SetLogDelivery {
    /// Whether logs go somewhere else so far.
    fn differ(&self, pool: &UserPool) -> Result<bool, UserPoolRefusal> {
        let pool = pool.present()?;
        if self.configurations.iter().any(|configuration| configuration.source == LogSource::AuthEvents) {
            pool.check_log_streaming()?;
        }
        Ok(pool.logs.configurations != self.configurations)
    }
}

impl Command for SetLogDelivery {
    type Aggregate = UserPool;
    type Reply = ();

    fn decide(&self, pool: &UserPool, moment: &Moment) -> Decision<Self> {
        match self.differ(pool) {
            Ok(false) => Decision::answer(()),
            Ok(true) => {
                let set = LogDeliverySet { configurations: self.configurations.clone(), at: moment.now };
                Decision::accept([set.into()], ())
            }
            Err(refusal) => Decision::refuse(refusal),
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
            LogTarget, PoolConfig, Tier, UserPoolEvent,
            rules::ConfigurationError,
            testing::{created, created_as, deleted},
        },
    };

    fn to(source: LogSource) -> Vec<LogConfiguration> {
        let target = LogTarget::LogGroup("arn:aws:logs:us-east-1:123456789012:log-group:people".to_owned());
        vec![LogConfiguration { source, target }]
    }

    fn set(configurations: Vec<LogConfiguration>) -> UserPoolEvent {
        LogDeliverySet { configurations, at: Timestamp::from_ms(0) }.into()
    }

    fn plus() -> UserPoolEvent {
        created_as(PoolConfig { tier: Tier::Plus, ..PoolConfig::named("shop") })
    }

    #[test]
    fn logs_go_where_was_said_last() {
        let events = || to(LogSource::AuthEvents);
        given::<UserPool>([plus()])
            .when(SetLogDelivery { configurations: events() })
            .then([set(events())], Ok(()));
        let past = || [plus(), set(events())];
        given::<UserPool>(past()).when(SetLogDelivery { configurations: events() }).then([], Ok(()));
        given::<UserPool>(past())
            .when(SetLogDelivery { configurations: Vec::new() })
            .then([set(Vec::new())], Ok(()));
        let state = given::<UserPool>(past()).state();
        assert!(state.present().unwrap().logs.of(LogSource::AuthEvents).is_some());
    }

    #[test]
    fn only_the_highest_tier_logs_what_users_do() {
        for (tier, name) in [(Tier::Lite, "lite"), (Tier::Essentials, "essentials")] {
            let pool = || created_as(PoolConfig { tier, ..PoolConfig::named(name) });
            let refusal = ConfigurationError::NotInTier { tier, feature: "Log Streaming" }.into();
            given::<UserPool>([pool()])
                .when(SetLogDelivery { configurations: to(LogSource::AuthEvents) })
                .then([], Err(refusal));
            let notifications = || to(LogSource::Notifications);
            given::<UserPool>([pool()])
                .when(SetLogDelivery { configurations: notifications() })
                .then([set(notifications())], Ok(()));
        }
    }

    #[test]
    fn what_is_not_there_has_no_logs() {
        for past in [vec![], vec![created(), deleted()]] {
            let set = SetLogDelivery { configurations: Vec::new() };
            given::<UserPool>(past).when(set).then([], Err(UserPoolRefusal::NotFound));
        }
    }
}
