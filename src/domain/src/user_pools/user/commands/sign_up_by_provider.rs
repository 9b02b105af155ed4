//! The first sign-in with an account at an identity provider makes a user.

use std::collections::{BTreeMap, BTreeSet};

use super::JoinGroup;
use crate::{
    Aggregate, Command, Decision, Moment, Personal,
    user_pools::user::{
        Account, Link, MadeByProvider, OWN_ID, ProviderAnswered, Refusal, Standing, User, UserEvent,
    },
    values::username::Name,
};

/// What an identity provider has said, verified.
#[derive(Clone)]
pub struct ProviderAnswer {
    /// The provider's name.
    pub provider: String,
    /// The provider's type as the protocol names it.
    pub provider_type: String,
    /// The provider's own id of the user.
    pub subject: String,
    /// What makes the answer one of its own, and is good once.
    pub answers: Vec<String>,
    /// What it said, as far as attributes are made of it.
    pub claims: BTreeMap<String, Personal<String>>,
    /// The class of authentication that it stated.
    pub acr: Option<String>,
    /// Through which client.
    pub client_id: String,
}

impl ProviderAnswer {
    /// The account that it is about, by the provider's own id.
    pub fn account(&self) -> Account {
        let value = Personal::Known(self.subject.clone());
        Account { provider: self.provider.clone(), claim: OWN_ID.to_owned(), value }
    }

    pub(super) fn recorded(&self, moment: &Moment) -> ProviderAnswered {
        let Self { provider, subject, answers, claims, acr, client_id, .. } = self.clone();
        let subject = Personal::Known(subject);
        let ended = Vec::new();
        ProviderAnswered { provider, subject, answers, ended, claims, acr, client_id, at: moment.now }
    }

    pub(super) fn link(&self, is_primary: bool, moment: &Moment) -> Link {
        let (account, provider_type) = (self.account(), self.provider_type.clone());
        Link { account, provider_type, is_primary, at: moment.now }
    }
}

/// Makes the user. Everything was checked against the pool before.
pub struct SignUpByProvider {
    /// Canonical user name.
    pub username: String,
    /// Names claimed with it.
    pub names: Vec<Name>,
    /// Without `sub`.
    pub attributes: BTreeMap<String, Personal<String>>,
    /// What the provider has said.
    pub answer: ProviderAnswer,
    /// The id of the group of the provider's users, if there is one.
    pub group: Option<String>,
}

impl Command for SignUpByProvider {
    type Aggregate = User;
    type Reply = ();
    const BEGINS_STREAM: bool = true;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        if user.standing != Standing::Absent {
            return Decision::refuse(Refusal::UsernameExists);
        }
        let made = MadeByProvider {
            username: Personal::Known(self.username.clone()),
            names: self.names.clone(),
            attributes: self.attributes.clone(),
            link: self.answer.link(true, moment),
            client_id: self.answer.client_id.clone(),
            at: moment.now,
        };
        let mut events: Vec<UserEvent> = vec![made.into(), self.answer.recorded(moment).into()];
        if let Some(group) = &self.group {
            let mut made = user.clone();
            for event in &events {
                made.apply(event);
            }
            let join = JoinGroup { group: group.clone(), ended: BTreeSet::new() };
            events.extend(join.decide(&made, moment).events);
        }
        Decision::accept(events, ())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        Claim, Timestamp,
        scenario::given,
        user_pools::{
            sign_in::PersonState,
            user::{
                ACCOUNT_SCOPE, ANSWER_SCOPE, JoinedGroup, Purpose, Status,
                commands::{AdminConfirm, Confirming, SetPassword, samples::credential},
                identities,
            },
        },
        values::username::{NameKind, Naming},
    };

    const AT: Timestamp = Timestamp::from_ms(0);

    pub(in crate::user_pools::user::commands) fn answer(id: &str) -> ProviderAnswer {
        let email = Personal::Known("ada@example.com".to_owned());
        ProviderAnswer {
            provider: "Acme".to_owned(),
            provider_type: "OIDC".to_owned(),
            subject: "1".to_owned(),
            answers: vec![id.to_owned()],
            claims: BTreeMap::from([("mail".to_owned(), email)]),
            acr: None,
            client_id: "web".to_owned(),
        }
    }

    fn sign_up(group: Option<&str>) -> SignUpByProvider {
        let name = Name { kind: NameKind::Username, value: Personal::Known("acme_1".to_owned()) };
        let email = Personal::Known("ada@example.com".to_owned());
        SignUpByProvider {
            username: "acme_1".to_owned(),
            names: vec![name],
            attributes: BTreeMap::from([("email".to_owned(), email)]),
            answer: answer("s1"),
            group: group.map(str::to_owned),
        }
    }

    pub(in crate::user_pools::user::commands) fn made() -> Vec<UserEvent> {
        let SignUpByProvider { username, names, attributes, answer, .. } = sign_up(None);
        let account = answer.account();
        let link = Link { account, provider_type: answer.provider_type, is_primary: true, at: AT };
        let (username, client_id) = (Personal::Known(username), answer.client_id.clone());
        let answered = ProviderAnswered {
            provider: answer.provider,
            subject: Personal::Known(answer.subject),
            answers: answer.answers,
            ended: Vec::new(),
            claims: answer.claims,
            acr: None,
            client_id: answer.client_id,
            at: AT,
        };
        let made = MadeByProvider { username, names, attributes, link, client_id, at: AT };
        vec![made.into(), answered.into()]
    }

    #[test]
    fn a_first_sign_in_makes_a_user_with_name_account_and_answer_and_no_password() {
        given::<User>([]).when(sign_up(None)).then(made(), Ok(()));
        let claims: Vec<Claim> = made().iter().flat_map(User::claims).collect();
        let take = |scope, value: &str| Claim::Take { scope, value: value.to_owned() };
        let account = take(ACCOUNT_SCOPE, "Acme\nCognito_Subject\n1");
        assert_eq!(claims, [take("username", "acme_1"), account, take(ANSWER_SCOPE, "s1")]);
        assert_eq!(User::taken(ANSWER_SCOPE), Refusal::AnswerUsed);
        let user = given::<User>(made()).state();
        let profile = user.profile().unwrap();
        assert_eq!((profile.status, profile.has_password()), (Status::External, false));
        assert_eq!(user.person(AT).state, PersonState::External);
        assert!(identities(&profile.links).unwrap().contains("\"primary\":true"));
        given::<User>(made()).when(sign_up(None)).then([], Err(Refusal::UsernameExists));
    }

    #[test]
    fn the_user_joins_the_group_of_the_provider() {
        let joined = JoinedGroup { group: "g".to_owned(), at: AT }.into();
        given::<User>([]).when(sign_up(Some("g"))).then(made().into_iter().chain([joined]), Ok(()));
    }

    #[test]
    fn the_user_is_confirmed_by_that_and_has_no_password_to_forget() {
        let user = given::<User>(made()).state();
        let profile = user.profile().unwrap();
        assert!(profile.is_confirmed());
        assert_eq!(profile.may_be_sent_code(Purpose::ForgotPassword), Err(Refusal::CannotBeReset));
        assert_eq!(profile.is_invited(), Err(Refusal::NotInvited));
        let confirm = AdminConfirm { naming: Naming::default() };
        let refusal = Refusal::CannotBeConfirmed("EXTERNAL_PROVIDER");
        given::<User>(made()).when(confirm).then([], Err(refusal));
        let owed = Confirming { command: sign_up(None), function_of: Some("web".to_owned()) };
        let events = owed.decide(&User::default(), &crate::scenario::moment_at(0)).events;
        assert!(matches!(events.last(), Some(UserEvent::PostConfirmationDue(_))), "{events:?}");
    }

    #[test]
    fn a_password_makes_a_confirmed_user_whose_verified_addresses_are_names_from_then_on() {
        let naming = Naming { alias_attributes: BTreeSet::from([NameKind::Email]), ..Naming::default() };
        let mut past = made();
        if let Some(UserEvent::MadeByProvider(made)) = past.first_mut() {
            made.attributes.insert("email_verified".to_owned(), Personal::Known("true".to_owned()));
        }
        let set = SetPassword { credential: credential("2"), temporary: None, naming };
        let events = set.decide(&given::<User>(past.clone()).state(), &crate::scenario::moment_at(0)).events;
        let Some(UserEvent::PasswordSet(set)) = events.first() else { panic!("{events:?}") };
        assert_eq!(set.status, Status::Confirmed);
        assert!(set.names.iter().any(|name| name.kind == NameKind::Email), "{:?}", set.names);
        assert!(given::<User>(past.into_iter().chain(events)).state().profile().unwrap().has_password());
    }
}
