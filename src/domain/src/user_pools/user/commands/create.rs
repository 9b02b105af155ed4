//! How a user comes to be: by signing up, or made by an administrator.

use std::collections::BTreeMap;

use crate::{
    Command, Decision, Moment, Personal, Timestamp,
    user_pools::user::{
        CodeIssued, CompromisedPasswordFound, Confirmed, ConfirmedBy, CreatedByAdmin, Credential,
        ForFunction, Medium, Purpose, Refusal, SignedUp, Standing, User, UserEvent,
    },
    values::{
        risk::{PasswordEvent, PasswordFinding},
        username::Name,
    },
};

/// A code to send.
#[derive(Clone, Debug, PartialEq)]
pub struct NewCode {
    /// Random.
    pub nonce: String,
    /// The attribute it goes to: `email` or `phone_number`.
    pub attribute: String,
    /// By what.
    pub medium: Medium,
    /// Where to.
    pub destination: Personal<String>,
    /// For how long it is good.
    pub seconds: i64,
    /// For which client; empty for a call of an administrator's.
    pub client_id: String,
    /// What functions for messages are told, where the pool has any.
    pub for_function: Option<ForFunction>,
}

impl NewCode {
    pub(super) fn issued(&self, purpose: Purpose, now: Timestamp) -> UserEvent {
        let issued = CodeIssued {
            purpose,
            nonce: self.nonce.clone(),
            attribute: self.attribute.clone(),
            medium: self.medium,
            destination: self.destination.clone(),
            expires_at: now.plus_seconds(self.seconds),
            client_id: self.client_id.clone(),
            for_function: self.for_function.clone(),
            at: now,
        };
        issued.into()
    }
}

/// A new user signs up. Everything was checked against the pool before.
pub struct SignUp {
    /// The user name as it was given.
    pub username: String,
    /// Names claimed with it.
    pub names: Vec<Name>,
    /// Without `sub`.
    pub attributes: BTreeMap<String, Personal<String>>,
    /// The password's forms; absent where the user signs in without one.
    pub credential: Option<Credential>,
    /// Through which client.
    pub client_id: String,
    /// A code to confirm with, where the pool verifies an attribute that was given.
    pub code: Option<NewCode>,
    /// What is known of the password.
    pub finding: PasswordFinding,
    /// The pool's function `PreSignUp` confirms the user at once.
    pub is_confirmed: bool,
}

impl Command for SignUp {
    type Aggregate = User;
    type Reply = ();
    const BEGINS_STREAM: bool = true;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        if user.standing != Standing::Absent {
            return Decision::refuse(Refusal::UsernameExists);
        }
        let signed_up = SignedUp {
            username: Personal::Known(self.username.clone()),
            names: self.names.clone(),
            attributes: self.attributes.clone(),
            credential: self.credential.clone(),
            client_id: self.client_id.clone(),
            at: moment.now,
        };
        let found = CompromisedPasswordFound::noted(PasswordEvent::SignUp, self.finding, moment.now)
            .map(UserEvent::from);
        let code = self.code.iter().map(|code| code.issued(Purpose::SignUp, moment.now));
        let (by, names, at) = (ConfirmedBy::Function, Vec::new(), moment.now);
        let confirmed = self.is_confirmed.then(|| Confirmed { by, names, at }.into());
        Decision::accept(std::iter::once(signed_up.into()).chain(found).chain(confirmed).chain(code), ())
    }
}

/// An administrator makes a user, with a temporary password.
pub struct CreateByAdmin {
    /// The user name as it was given.
    pub username: String,
    /// Names claimed with it.
    pub names: Vec<Name>,
    /// Without `sub`.
    pub attributes: BTreeMap<String, Personal<String>>,
    /// The temporary password's forms.
    pub credential: Credential,
    /// For how long that is good.
    pub seconds: i64,
}

impl Command for CreateByAdmin {
    type Aggregate = User;
    type Reply = ();
    const BEGINS_STREAM: bool = true;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        if user.standing != Standing::Absent {
            return Decision::refuse(Refusal::UsernameExists);
        }
        let created = CreatedByAdmin {
            username: Personal::Known(self.username.clone()),
            names: self.names.clone(),
            attributes: self.attributes.clone(),
            credential: self.credential.clone(),
            expires_at: moment.now.plus_seconds(self.seconds),
            at: moment.now,
        };
        Decision::accept([created.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate, Claim,
        scenario::given,
        user_pools::user::{
            PasswordSet, PasswordSetBy, Status,
            commands::samples::{code_issued, credential, signed_up},
        },
    };

    fn sign_up(code: Option<NewCode>) -> SignUp {
        let SignedUp { names, attributes, client_id, .. } = signed_up();
        SignUp {
            username: "Ada".into(),
            names,
            attributes,
            credential: Some(credential("1")),
            client_id,
            code,
            finding: PasswordFinding::Unknown,
            is_confirmed: false,
        }
    }

    #[test]
    fn signing_up_claims_the_name_and_issues_a_code() {
        let code = NewCode {
            nonce: "n".into(),
            attribute: "email".into(),
            medium: Medium::Email,
            destination: Personal::Known("ada@example.com".into()),
            seconds: 60,
            client_id: "web".into(),
            for_function: None,
        };
        let issued = code_issued(Purpose::SignUp, "n");
        given::<User>([]).when(sign_up(Some(code))).then([signed_up().into(), issued.into()], Ok(()));
        let claim = Claim::Take { scope: "username", value: "ada".into() };
        assert_eq!(User::claims(&signed_up().into()), [claim]);
    }

    #[test]
    fn a_user_whom_a_function_confirms_at_once_needs_no_code() {
        let command = SignUp { is_confirmed: true, ..sign_up(None) };
        let (by, at) = (ConfirmedBy::Function, Timestamp::from_ms(0));
        let confirmed = Confirmed { by, names: Vec::new(), at };
        given::<User>([]).when(command).then([signed_up().into(), confirmed.clone().into()], Ok(()));
        let user = given::<User>([signed_up().into(), confirmed.into()]).state();
        assert_eq!(user.profile().unwrap().status, Status::Confirmed);
        assert!(!user.profile().unwrap().verified("email"), "only what the sign-up says is verified");
    }

    #[test]
    fn a_user_who_signs_up_without_a_password_has_none_until_one_is_set() {
        let command = SignUp { credential: None, ..sign_up(None) };
        let past: Vec<UserEvent> = vec![SignedUp { credential: None, ..signed_up() }.into()];
        given::<User>([]).when(command).then(past.clone(), Ok(()));
        let person = |past: &[UserEvent]| given::<User>(past.to_vec()).state().person(Timestamp::from_ms(0));
        assert_eq!((person(&past).has_password, person(&past).credential_version), (false, None));
        let set = PasswordSet::alone(
            PasswordSetBy::Code,
            credential("2"),
            Status::Confirmed,
            Timestamp::from_ms(0),
        );
        let after = person(&[past, vec![set.into()]].concat());
        assert_eq!((after.has_password, after.credential_version.as_deref()), (true, Some("2")));
    }

    #[test]
    fn a_compromised_password_that_is_taken_is_recorded_behind_the_sign_up() {
        let command = SignUp { finding: PasswordFinding::Compromised { blocks: false }, ..sign_up(None) };
        let at = Timestamp::from_ms(0);
        let found = CompromisedPasswordFound { on: PasswordEvent::SignUp, blocked: false, at };
        given::<User>([]).when(command).then([signed_up().into(), found.into()], Ok(()));
    }

    #[test]
    fn a_sub_is_used_once() {
        given::<User>([signed_up().into()]).when(sign_up(None)).then([], Err(Refusal::UsernameExists));
    }
}
