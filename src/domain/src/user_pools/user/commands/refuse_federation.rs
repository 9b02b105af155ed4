//! A sign-in by an identity provider is refused, though the provider's answer was good.

use crate::{
    Command, Decision, Moment, Personal,
    user_pools::user::{FederationRefused, User},
};

/// Records it.
pub struct RefuseFederation {
    /// The provider's name.
    pub provider: String,
    /// Why, as the client is told.
    pub why: String,
    /// Through which client.
    pub client_id: String,
}

impl Command for RefuseFederation {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        if let Err(refusal) = user.profile() {
            return Decision::refuse(refusal);
        }
        let refused = FederationRefused {
            provider: self.provider.clone(),
            why: Personal::Known(self.why.clone()),
            client_id: self.client_id.clone(),
            at: moment.now,
        };
        Decision::accept([refused.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::user::{Refusal, commands::samples::signed_up},
    };

    fn refuse() -> RefuseFederation {
        let text = str::to_owned;
        RefuseFederation { provider: text("Acme"), why: text("User is disabled."), client_id: text("web") }
    }

    #[test]
    fn why_it_was_refused_is_a_fact_about_the_user() {
        let refused = FederationRefused {
            provider: "Acme".to_owned(),
            why: Personal::Known("User is disabled.".to_owned()),
            client_id: "web".to_owned(),
            at: Timestamp::from_ms(0),
        };
        given::<User>([signed_up().into()]).when(refuse()).then([refused.into()], Ok(()));
        given::<User>([]).when(refuse()).then([], Err(Refusal::UserNotFound));
    }
}
