//! Rules of the answer to `NEW_PASSWORD_REQUIRED`.

use super::*;
use crate::{
    Aggregate, Claim, Personal, Timestamp,
    scenario::given,
    user_pools::user::{
        CreatedByAdmin, Purpose, SignedUp,
        commands::{
            AdminConfirm,
            samples::{code_issued, confirmed, credential, signed_up},
        },
    },
    values::{
        attributes::AttributeError,
        schema::{AttributeType, SchemaAttribute},
        username::NameKind,
    },
};

fn challenge() -> Challenge {
    Challenge { id: "block".into(), expires_at: Timestamp::from_seconds(180) }
}

fn by_admin() -> UserEvent {
    let signed_up = signed_up();
    CreatedByAdmin {
        username: signed_up.username,
        names: signed_up.names,
        attributes: signed_up.attributes,
        credential: credential("1"),
        expires_at: Timestamp::from_seconds(100),
        at: Timestamp::from_ms(0),
    }
    .into()
}

fn replace() -> ReplaceTemporaryPassword {
    ReplaceTemporaryPassword {
        challenge: challenge(),
        version: "1".into(),
        credential: credential("2"),
        attributes: Values::new(),
        schema: Schema::default(),
        naming: Naming::default(),
        write_attributes: None,
        session: "jti".into(),
        client_id: "web".into(),
    }
}

fn answered(attributes: &[(&str, &str)]) -> ReplaceTemporaryPassword {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let aliases = BTreeSet::from([NameKind::Email, NameKind::PreferredUsername]);
    let naming = Naming { alias_attributes: aliases, ..Naming::default() };
    ReplaceTemporaryPassword { attributes: attributes.iter().map(owned).collect(), naming, ..replace() }
}

#[test]
fn an_answer_that_changes_what_the_administrator_gave_is_refused_and_spends_nothing() {
    let refusal = Refusal::Attributes(AttributeError::AlreadyProvided("email".into()).into());
    for email in ["boss@example.com", "ada@example.com"] {
        given::<User>([by_admin()]).when(answered(&[("email", email)])).then([], Err(refusal.clone()));
    }
}

#[test]
fn an_answer_claims_the_names_that_it_adds_and_its_event_tells_them() {
    let preferred = [("preferred_username", "Countess")];
    let Decision { events, reply } =
        answered(&preferred).decide(&given([by_admin()]).state(), &crate::scenario::moment_at(0));
    assert_eq!(reply, Ok(0));
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
    let lacking = ReplaceTemporaryPassword { schema: schema(), ..replace() };
    let refusal = Refusal::Attributes(AttributeError::Missing(vec!["name".into()]).into());
    given::<User>([by_admin()]).when(lacking).then([], Err(refusal));
    let complete = ReplaceTemporaryPassword { schema: schema(), ..answered(&[("name", "Ada")]) };
    let state = given::<User>([by_admin()]).state();
    assert_eq!(complete.decide(&state, &crate::scenario::moment_at(0)).reply, Ok(0));
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
    let Decision { events, reply } =
        replace().decide(&given([by_admin()]).state(), &crate::scenario::moment_at(0));
    assert_eq!((events.len(), reply), (2, Ok(0)));
    let after = std::iter::once(by_admin()).chain(events);
    given::<User>(after).when(replace()).then([], Err(Refusal::ChallengeSpent));
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
    given::<User>([forgotten.into()]).when(replace()).then([], Err(Refusal::UserNotFound));
    let signed_up = SignedUp { username: Personal::Forgotten, client_id, ..signed_up() };
    let naming = Naming::default();
    given::<User>([signed_up.into()]).when(AdminConfirm { naming }).then([], Err(Refusal::UserNotFound));
}
