//! A user pool says what is done about risks.

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{RiskRulesSet, UserPool, UserPoolRefusal},
    values::risk::RiskRules,
};

/// Replaces what is done about risks, for all clients that do not say it themselves.
#[derive(Clone, Debug)]
pub struct SetRiskRules {
    /// All of it; nothing in it: the defaults.
    pub rules: RiskRules,
}

impl SetRiskRules {
    fn check(&self, pool: &UserPool) -> Result<(), UserPoolRefusal> {
        pool.present()?.check_protected()?;
        Ok(self.rules.check()?)
    }
}

impl Command for SetRiskRules {
    type Aggregate = UserPool;
    type Reply = ();

    fn decide(&self, pool: &UserPool, moment: &Moment) -> Decision<Self> {
        match self.check(pool) {
            Ok(()) => {
                let set = RiskRulesSet { rules: Box::new(self.rules.clone()), at: moment.now };
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
            PoolConfig, ThreatProtection, UserPoolEvent,
            testing::{created, created_as, deleted},
        },
        values::risk::{AddressExceptions, RiskError, RiskSetting},
    };

    fn protected() -> UserPoolEvent {
        let protection = Some(ThreatProtection::Audit);
        created_as(PoolConfig { protection, ..PoolConfig::named("shop") })
    }

    fn skipping(block: &str) -> RiskRules {
        let exceptions = AddressExceptions { blocked: None, skipped: Some(vec![block.to_owned()]) };
        RiskRules { exceptions: Some(exceptions), ..RiskRules::default() }
    }

    fn set(rules: RiskRules) -> UserPoolEvent {
        RiskRulesSet { rules: Box::new(rules), at: Timestamp::from_ms(0) }.into()
    }

    #[test]
    fn rules_hold_until_others_are_set_or_none() {
        let rules = || skipping("10.0.0.0/8");
        given::<UserPool>([protected()]).when(SetRiskRules { rules: rules() }).then([set(rules())], Ok(()));
        let risk = |past: Vec<UserPoolEvent>| given::<UserPool>(past).state().present().unwrap().risk.clone();
        let setting = RiskSetting { rules: rules(), at: Timestamp::from_ms(0) };
        assert_eq!(risk(vec![protected(), set(rules())]), Some(setting));
        assert_eq!(risk(vec![protected(), set(rules()), set(RiskRules::default())]), None);
    }

    #[test]
    fn rules_that_contradict_themselves_are_refused() {
        let error = RiskError::AddressBlock("10.0.0.0".to_owned());
        given::<UserPool>([protected()])
            .when(SetRiskRules { rules: skipping("10.0.0.0") })
            .then([], Err(UserPoolRefusal::Risk(error)));
    }

    #[test]
    fn a_pool_without_threat_protection_has_no_rules() {
        let off = PoolConfig { protection: Some(ThreatProtection::Off), ..PoolConfig::named("shop") };
        for past in [created(), created_as(off)] {
            given::<UserPool>([past])
                .when(SetRiskRules { rules: RiskRules::default() })
                .then([], Err(UserPoolRefusal::Unprotected));
        }
    }

    #[test]
    fn what_is_not_there_has_no_rules() {
        for past in [vec![], vec![protected(), deleted()]] {
            given::<UserPool>(past)
                .when(SetRiskRules { rules: RiskRules::default() })
                .then([], Err(UserPoolRefusal::NotFound));
        }
    }
}
