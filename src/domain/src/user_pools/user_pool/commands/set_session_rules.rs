//! A user pool wants its users' sessions to be otherwise.

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{SessionRules, SessionRulesSet, UserPool, UserPoolRefusal},
};

/// Replaces the rules. Those that hold already record nothing, and no session ends by it.
#[derive(Clone, Debug)]
pub struct SetSessionRules {
    /// All of them.
    pub rules: SessionRules,
}

impl SetSessionRules {
    /// Whether the rules differ from those that hold.
    fn differ(&self, pool: &UserPool) -> Result<bool, UserPoolRefusal> {
        let pool = pool.present()?;
        pool.check_session_rules()?;
        Ok(pool.sessions != self.rules)
    }
}

impl Command for SetSessionRules {
    type Aggregate = UserPool;
    type Reply = ();

    fn decide(&self, pool: &UserPool, moment: &Moment) -> Decision<Self> {
        match self.differ(pool) {
            Ok(false) => Decision::answer(()),
            Ok(true) => Decision::accept([SessionRulesSet { rules: self.rules, at: moment.now }.into()], ()),
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
            PoolConfig, Tier,
            rules::ConfigurationError,
            testing::{created, created_as, deleted},
        },
    };

    const THREE: SessionRules = SessionRules { are_tracked: true, max_per_user: 3 };

    #[test]
    fn rules_hold_until_others_are_set() {
        let set = |rules| SessionRulesSet { rules, at: Timestamp::from_ms(0) }.into();
        given::<UserPool>([created()]).when(SetSessionRules { rules: THREE }).then([set(THREE)], Ok(()));
        let past = || [created(), set(THREE)];
        given::<UserPool>(past()).when(SetSessionRules { rules: THREE }).then([], Ok(()));
        assert_eq!(given::<UserPool>(past()).state().present().unwrap().sessions.limit(), Some(3));
    }

    #[test]
    fn a_pool_that_says_nothing_limits_no_sessions() {
        let rules = given::<UserPool>([created()]).state().present().unwrap().sessions;
        assert_eq!((rules.max_per_user, rules.limit()), (20, None));
    }

    #[test]
    fn the_lowest_tier_has_no_rules() {
        let lite = created_as(PoolConfig { tier: Tier::Lite, ..PoolConfig::named("shop") });
        let refusal =
            ConfigurationError::NotInTier { tier: Tier::Lite, feature: "User Session Management" }.into();
        given::<UserPool>([lite]).when(SetSessionRules { rules: THREE }).then([], Err(refusal));
    }

    #[test]
    fn what_is_not_there_has_no_rules() {
        for past in [vec![], vec![created(), deleted()]] {
            let set = SetSessionRules { rules: THREE };
            given::<UserPool>(past).when(set).then([], Err(UserPoolRefusal::NotFound));
        }
    }
}
