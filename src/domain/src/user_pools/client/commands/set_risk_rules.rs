//! A client says for itself what is done about risks.

use crate::{
    Command, Decision, Moment,
    user_pools::client::{Client, ClientRefusal, RiskRulesSet},
    values::risk::RiskRules,
};

/// Replaces what is done about risks at this client. That its pool is protected is asked before.
#[derive(Clone, Debug)]
pub struct SetRiskRules {
    /// All of it; nothing in it: what the pool says.
    pub rules: RiskRules,
}

impl SetRiskRules {
    fn check(&self, client: &Client) -> Result<(), ClientRefusal> {
        client.present()?;
        Ok(self.rules.check()?)
    }
}

impl Command for SetRiskRules {
    type Aggregate = Client;
    type Reply = ();

    fn decide(&self, client: &Client, moment: &Moment) -> Decision<Self> {
        match self.check(client) {
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
        user_pools::client::{
            ClientEvent,
            testing::{created, deleted},
        },
        values::risk::{Compromised, RiskAction, RiskError, RiskResponse, RiskSetting, Takeover},
    };

    fn blocking() -> RiskRules {
        let compromised = Some(Compromised { blocks: true, events: None });
        RiskRules { compromised, ..RiskRules::default() }
    }

    fn set(rules: RiskRules) -> ClientEvent {
        RiskRulesSet { rules: Box::new(rules), at: Timestamp::from_ms(0) }.into()
    }

    #[test]
    fn a_clients_rules_hold_until_it_leaves_them_to_the_pool_again() {
        given::<Client>([created()]).when(SetRiskRules { rules: blocking() }).then([set(blocking())], Ok(()));
        let risk = |past: Vec<ClientEvent>| given::<Client>(past).state().present().unwrap().risk.clone();
        let setting = RiskSetting { rules: blocking(), at: Timestamp::from_ms(0) };
        assert_eq!(risk(vec![created(), set(blocking())]), Some(setting));
        assert_eq!(risk(vec![created(), set(blocking()), set(RiskRules::default())]), None);
    }

    #[test]
    fn rules_that_contradict_themselves_are_refused() {
        let high = Some(RiskResponse { action: RiskAction::Block, notifies: true });
        let takeover = Some(Takeover { high, ..Takeover::default() });
        given::<Client>([created()])
            .when(SetRiskRules { rules: RiskRules { takeover, ..RiskRules::default() } })
            .then([], Err(ClientRefusal::Risk(RiskError::NothingToSend)));
    }

    #[test]
    fn what_is_not_there_has_no_rules() {
        for past in [vec![], vec![created(), deleted()]] {
            given::<Client>(past)
                .when(SetRiskRules { rules: blocking() })
                .then([], Err(ClientRefusal::NotFound));
        }
    }
}
