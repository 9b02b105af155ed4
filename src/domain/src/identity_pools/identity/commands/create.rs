//! `GetId`, when no identity owns any of the logins.

use crate::{
    Command, Decision, Moment,
    identity_pools::identity::{Created, Identity, Login, Refusal, login::check_together},
};

/// Makes the identity; a guest's when there are no logins.
pub struct Create {
    /// Logins that were proven.
    pub logins: Vec<Login>,
}

impl Command for Create {
    type Aggregate = Identity;
    type Reply = ();
    const BEGINS_STREAM: bool = true;

    fn decide(&self, identity: &Identity, moment: &Moment) -> Decision<Self> {
        if *identity != Identity::Absent {
            return Decision::refuse(Refusal::AlreadyExists);
        }
        match check_together(&self.logins) {
            Ok(()) => Decision::accept([Created { logins: self.logins.clone(), at: moment.now }.into()], ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate, Claim, Personal, Timestamp,
        identity_pools::identity::{
            IdentityEvent, LOGIN, LOGINS_MAX,
            commands::cases::{GOOGLE, ada, created, deleted, linked, merged},
        },
        scenario::given,
    };

    #[test]
    fn without_logins_a_guest_is_made_and_with_them_somebody_known() {
        given([]).when(Create { logins: vec![] }).then([created([])], Ok(()));
        given([]).when(Create { logins: vec![ada()] }).then([created([ada()])], Ok(()));

        let authenticated = |events: Vec<IdentityEvent>| {
            given::<Identity>(events).state().active().unwrap().is_authenticated()
        };
        assert!(!authenticated(vec![created([])]));
        assert!(authenticated(vec![created([ada()])]));
    }

    #[test]
    fn the_time_of_making_is_kept() {
        let created = Created { logins: vec![], at: Timestamp::from_ms(9) };
        given([]).when_at(9, Create { logins: vec![] }).then([created.clone().into()], Ok(()));
        let state = given::<Identity>([created.into()]).state();
        assert_eq!(state.active().map(|identity| identity.created_at), Ok(Timestamp::from_ms(9)));
    }

    #[test]
    fn an_id_is_used_only_once() {
        for past in [vec![created([])], vec![created([]), deleted()], vec![created([]), merged("b")]] {
            given(past).when(Create { logins: vec![] }).then([], Err(Refusal::AlreadyExists));
        }
    }

    #[test]
    fn two_users_of_one_provider_are_not_one_identity() {
        let logins = vec![Login::new(GOOGLE, "1"), Login::new(GOOGLE, "2")];
        given([]).when(Create { logins }).then([], Err(Refusal::SecondUserOfProvider));
    }

    #[test]
    fn twenty_logins_are_the_most() {
        let logins = |count| (0..count).map(|n| Login::new(format!("p{n}"), "x")).collect::<Vec<_>>();
        given([]).when(Create { logins: logins(LOGINS_MAX) }).then([created(logins(LOGINS_MAX))], Ok(()));
        given([]).when(Create { logins: logins(LOGINS_MAX + 1) }).then([], Err(Refusal::TooManyLogins));
    }

    #[test]
    fn every_login_is_claimed_until_the_identity_goes() {
        let take = |value: &str| Claim::Take { scope: LOGIN, value: value.into() };
        let google = Login::new(GOOGLE, "7");
        let google_name = "accounts.google.com\n7";
        let ada_name = "cognito-idp.us-east-1.amazonaws.com/us-east-1_A\nada-sub";
        assert_eq!(Identity::claims(&created([ada(), google.clone()])), [take(ada_name), take(google_name)]);
        assert_eq!(Identity::claims(&linked(google)), [take(google_name)]);
        assert_eq!(Identity::claims(&deleted()), [Claim::ReleaseAll]);
        assert_eq!(Identity::claims(&merged("b")), [Claim::ReleaseAll]);
    }

    #[test]
    fn a_forgotten_login_claims_nothing_and_belongs_to_nobody() {
        let forgotten = Login { provider: GOOGLE.into(), subject: Personal::Forgotten };
        assert_eq!(Identity::claims(&linked(forgotten.clone())), []);
        let state = given::<Identity>([created([forgotten.clone()])]).state();
        assert!(!state.active().unwrap().owns(&forgotten));
    }
}
