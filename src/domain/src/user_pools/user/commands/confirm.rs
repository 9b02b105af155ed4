//! A user is confirmed: by the code that was sent, or by an administrator.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{CodeRefused, Confirmed, ConfirmedBy, Profile, Purpose, Refusal, User},
    values::{
        attributes::Values,
        username::{Name, Naming},
    },
};

/// Confirms by code. Whether it matched was found outside, against the code of `nonce`.
pub struct ConfirmSignUp {
    /// The nonce that the given code was compared under.
    pub nonce: String,
    /// Whether it was the code.
    pub matched: bool,
    /// How the pool names its users: a verified attribute may become a name.
    pub naming: Naming,
}

impl ConfirmSignUp {
    /// What the user is found by from now on, besides the user name.
    fn names(&self, profile: &Profile, attribute: &str) -> Result<Vec<Name>, Refusal> {
        let mut values: Values = profile.known_attributes();
        values.insert(format!("{attribute}_verified"), "true".to_owned());
        profile.gained(&self.naming, &values)
    }
}

fn unconfirmed(user: &User) -> Result<&Profile, Refusal> {
    let profile = user.profile()?;
    profile.awaits_confirmation().map(|()| profile)
}

impl Command for ConfirmSignUp {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let found = unconfirmed(user).and_then(|profile| {
            profile.must_be_enabled()?;
            Ok((profile, profile.pending_code(Purpose::SignUp, moment.now)?))
        });
        let (profile, code) = match found {
            Ok(found) => found,
            Err(refusal) => return Decision::refuse(refusal),
        };
        if !self.matched || code.nonce != self.nonce {
            let refused = CodeRefused { purpose: Purpose::SignUp, at: moment.now };
            return Decision::refuse_and_record([refused.into()], Refusal::CodeMismatch);
        }
        let names = match self.names(profile, &code.attribute) {
            Ok(names) => names,
            Err(refusal) => return Decision::refuse(refusal),
        };
        let by = ConfirmedBy::Code { attribute: code.attribute.clone() };
        Decision::accept([Confirmed { by, names, at: moment.now }.into()], ())
    }
}

/// An administrator confirms; no attribute is verified by it.
pub struct AdminConfirm {
    /// How the pool names its users: a preferred user name may become a name.
    pub naming: Naming,
}

impl Command for AdminConfirm {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match unconfirmed(user).and_then(|p| p.gained(&self.naming, &p.known_attributes())) {
            Ok(names) => {
                let confirmed = Confirmed { by: ConfirmedBy::Admin, names, at: moment.now };
                Decision::accept([confirmed.into()], ())
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Personal, Timestamp,
        scenario::given,
        user_pools::user::{
            Disabled, UserEvent,
            commands::samples::{code_issued, confirmed, signed_up},
        },
        values::username::NameKind,
    };

    fn answer(nonce: &str, matched: bool) -> ConfirmSignUp {
        ConfirmSignUp { nonce: nonce.into(), matched, naming: Naming::default() }
    }

    fn past() -> Vec<UserEvent> {
        vec![signed_up().into(), code_issued(Purpose::SignUp, "n").into()]
    }

    #[test]
    fn the_right_code_confirms_and_verifies_the_attribute() {
        given::<User>(past()).when(answer("n", true)).then([confirmed().into()], Ok(()));
        let after = given::<User>(past().into_iter().chain([confirmed().into()])).state();
        assert!(after.profile().unwrap().verified("email"));
    }

    #[test]
    fn a_verified_address_becomes_a_name_where_the_pool_says_so() {
        let mut aliased = answer("n", true);
        aliased.naming.alias_attributes.insert(NameKind::Email);
        let kinds = [NameKind::Email, NameKind::Username];
        let names =
            kinds.map(|kind| Name { kind, value: Personal::Known("ada@example.com".into()) }).to_vec();
        given::<User>(past()).when(aliased).then([Confirmed { names, ..confirmed() }.into()], Ok(()));
    }

    #[test]
    fn a_wrong_code_is_refused_and_recorded() {
        let refused = CodeRefused { purpose: Purpose::SignUp, at: Timestamp::from_ms(0) };
        given::<User>(past())
            .when(answer("n", false))
            .then([refused.clone().into()], Err(Refusal::CodeMismatch));
        given::<User>(past()).when(answer("old", true)).then([refused.into()], Err(Refusal::CodeMismatch));
    }

    #[test]
    fn a_code_ends_and_too_many_wrong_ones_end_it_too() {
        given::<User>(past()).when_at(60_000, answer("n", true)).then([], Err(Refusal::CodeExpired));
        let refused = || CodeRefused { purpose: Purpose::SignUp, at: Timestamp::from_ms(0) }.into();
        let tried = past().into_iter().chain((0..15).map(|_| refused()));
        given::<User>(tried).when(answer("n", true)).then([], Err(Refusal::LimitExceeded));
    }

    #[test]
    fn a_user_who_is_switched_off_is_confirmed_by_no_code() {
        let disabled = Disabled { epoch: 1, at: Timestamp::from_ms(0) };
        let past = past().into_iter().chain([disabled.into()]);
        given::<User>(past).when(answer("n", true)).then([], Err(Refusal::Disabled));
    }

    #[test]
    fn a_user_is_confirmed_once() {
        let done = || past().into_iter().chain([confirmed().into()]);
        given::<User>(done()).when(answer("n", true)).then([], Err(Refusal::CannotBeConfirmed("CONFIRMED")));
        given::<User>(done())
            .when(AdminConfirm { naming: Naming::default() })
            .then([], Err(Refusal::CannotBeConfirmed("CONFIRMED")));
    }
}
