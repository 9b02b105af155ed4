//! Rules of the answer to `NEW_PASSWORD_REQUIRED`.

use super::{
    super::{
        Answered, Proof,
        tests::{by_admin, decided_at},
    },
    *,
};
use crate::{
    Aggregate, Claim, Personal, Timestamp,
    scenario::given,
    user_pools::{
        sign_in::{Challenge, FirstFactor, Next, Refused},
        user::{
            CreatedByAdmin, Purpose, Refusal, SignedUp, User, UserEvent,
            commands::{
                AdminConfirm,
                samples::{asked, code_issued, confirmed, credential, rules, signed_up},
            },
        },
    },
    values::{
        attributes::AttributeError,
        schema::{AttributeType, SchemaAttribute},
        username::NameKind,
    },
};

fn new_password() -> NewPassword {
    NewPassword {
        credential: credential("2"),
        completion: Completion {
            attributes: Values::new(),
            schema: Schema::default(),
            naming: Naming::default(),
            write_attributes: None,
        },
        finding: PasswordFinding::Unknown,
    }
}

fn with_attributes(attributes: &[(&str, &str)]) -> NewPassword {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let aliases = BTreeSet::from([NameKind::Email, NameKind::PreferredUsername]);
    let naming = Naming { alias_attributes: aliases, ..Naming::default() };
    let new = new_password();
    let attributes = attributes.iter().map(owned).collect();
    NewPassword { completion: Completion { attributes, naming, ..new.completion }, ..new }
}

/// The answer of the user whom the administrator has made, after the temporary password was right.
fn answer(new: NewPassword) -> AnswerChallenge {
    let mut ceremony = asked(Challenge::NewPassword);
    let person = given::<User>([by_admin()]).state().person(Timestamp::from_ms(0));
    ceremony.pass(Factor::First(FirstFactor::Password), &person, Timestamp::from_ms(0));
    let proof = Proof::NewPassword(Box::new(new));
    AnswerChallenge {
        rules: rules(),
        ceremony,
        proof,
        session: "jti".into(),
        client_id: "web".into(),
        watch: None,
    }
}

fn decided(
    past: impl IntoIterator<Item = UserEvent>,
    new: NewPassword,
) -> (Vec<UserEvent>, Result<Answered, Refusal>) {
    decided_at(0, past, &answer(new))
}

#[track_caller]
fn check_refused(past: impl IntoIterator<Item = UserEvent>, new: NewPassword, refusal: &Refusal) {
    let (events, reply) = decided(past, new);
    assert_eq!((events.len(), &reply.err().unwrap()), (0, refusal));
}

#[test]
fn an_answer_that_changes_what_the_administrator_gave_is_refused_and_spends_nothing() {
    let refusal = Refusal::Attributes(AttributeError::AlreadyProvided("email".into()).into());
    for email in ["boss@example.com", "ada@example.com"] {
        check_refused([by_admin()], with_attributes(&[("email", email)]), &refusal);
    }
}

#[test]
fn an_answer_claims_the_names_that_it_adds_and_its_event_tells_them() {
    let preferred = [("preferred_username", "Countess")];
    let (events, reply) = decided([by_admin()], with_attributes(&preferred));
    assert_eq!(reply.unwrap().opens_session(), Some(0));
    let claims = events.iter().flat_map(User::claims).collect::<Vec<_>>();
    let take = |scope| Claim::Take { scope, value: "countess".into() };
    assert_eq!(claims, [take("preferred_username"), take("username")]);
    let after = given::<User>(std::iter::once(by_admin()).chain(events)).state();
    assert_eq!(after.profile().unwrap().attribute("preferred_username"), Some("Countess"));
}

#[test]
fn a_required_attribute_that_is_missing_keeps_the_temporary_password() {
    let kind = AttributeType::String { min_length: None, max_length: None };
    let required =
        SchemaAttribute { name: "name".into(), kind, mutable: true, required: true, developer_only: false };
    let schema = || Schema::with(vec![required.clone()]).unwrap();
    let mut lacking = new_password();
    lacking.completion.schema = schema();
    let refusal = Refusal::Attributes(AttributeError::Missing(vec!["name".into()]).into());
    check_refused([by_admin()], lacking, &refusal);
    let mut complete = with_attributes(&[("name", "Ada")]);
    complete.completion.schema = schema();
    assert_eq!(decided([by_admin()], complete).1.unwrap().opens_session(), Some(0));
}

#[test]
fn a_code_ends_with_the_address_that_it_was_sent_to() {
    let changed = PasswordSet {
        attributes: [("email".to_owned(), Personal::Known("x@y.z".to_owned()))].into(),
        ..PasswordSet::alone(
            PasswordSetBy::NewPasswordRequired,
            credential("2"),
            Status::Confirmed,
            Timestamp::from_ms(0),
        )
    };
    let code = code_issued(Purpose::ForgotPassword, "n");
    let before = || [signed_up().into(), confirmed().into(), code.clone().into()].into_iter();
    let open = |user: User| !user.profile().unwrap().codes[&Purpose::ForgotPassword].used;
    assert!(open(given::<User>(before()).state()));
    let sign_up_code =
        given::<User>([signed_up().into(), code_issued(Purpose::SignUp, "n").into(), changed.clone().into()])
            .state();
    assert!(sign_up_code.profile().unwrap().codes[&Purpose::SignUp].used);
    assert!(!open(given::<User>(before().chain([changed.into()])).state()));
}

#[test]
fn the_new_password_replaces_the_temporary_one_once() {
    let (events, reply) = decided([by_admin()], new_password());
    let answered = reply.unwrap();
    let [UserEvent::PasswordSet(set), UserEvent::SignedIn(signed_in)] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!((&*set.credential.version, &*signed_in.method), ("2", "NEW_PASSWORD_REQUIRED"));
    assert_eq!(
        (answered.opens_session(), answered.user.profile().unwrap().status),
        (Some(0), Status::Confirmed)
    );
    check_refused(std::iter::once(by_admin()).chain(events), new_password(), &Refusal::ChallengeSpent);
}

#[test]
fn a_compromised_password_that_is_taken_is_recorded_behind_it() {
    let finding = PasswordFinding::Compromised { blocks: false };
    let (events, _) = decided([by_admin()], NewPassword { finding, ..new_password() });
    let on = PasswordEvent::PasswordChange;
    let found = CompromisedPasswordFound { on, blocked: false, at: Timestamp::from_ms(0) };
    let [UserEvent::PasswordSet(_), noted, UserEvent::SignedIn(_)] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!(*noted, found.into());
}

#[test]
fn a_challenge_is_over_once_the_temporary_password_was_replaced_otherwise() {
    let (events, _) = decided([by_admin()], new_password());
    let mut other = answer(new_password());
    other.ceremony.asked.as_mut().unwrap().id = [4; 16];
    let (events, reply) = decided_at(0, std::iter::once(by_admin()).chain(events), &other);
    assert_eq!((events.len(), reply.unwrap().next), (0, Next::Refuse(Refused::Outdated)));
}

#[test]
fn a_temporary_password_that_has_ended_meanwhile_is_replaced_no_more() {
    let (events, reply) = decided_at(100_000, [by_admin()], &answer(new_password()));
    assert_eq!((events.len(), reply.unwrap().next), (0, Next::Refuse(Refused::TemporaryPasswordEnded)));
}

#[test]
fn a_forgotten_person_is_no_user_to_anybody() {
    let SignedUp { names, attributes, client_id, at, .. } = signed_up();
    let credential = credential("1");
    let forgotten = CreatedByAdmin {
        username: Personal::Forgotten,
        names,
        attributes,
        credential,
        expires_at: at.plus_seconds(100),
        at,
    };
    let (events, reply) = decided([forgotten.into()], new_password());
    assert_eq!((events.len(), reply.unwrap().next), (0, Next::Refuse(Refused::Outdated)));
    let signed_up = SignedUp { username: Personal::Forgotten, client_id, ..signed_up() };
    let naming = Naming::default();
    given::<User>([signed_up.into()]).when(AdminConfirm { naming }).then([], Err(Refusal::UserNotFound));
}
