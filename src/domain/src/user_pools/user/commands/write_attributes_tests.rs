use super::*;
use crate::{
    Aggregate, Claim, Personal, Timestamp,
    scenario::given,
    user_pools::user::{
        CodeIssued, CreatedByAdmin, Purpose, UserEvent,
        commands::samples::{code_issued, confirmed, credential, new_code, signed_up},
    },
    values::{
        attributes::AttributeError,
        username::{Name, NameKind},
        writing::WriteError,
    },
};

const AT: Timestamp = Timestamp::from_ms(0);

fn write(attributes: &[(&str, &str)]) -> WriteAttributes {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let naming = Naming { alias_attributes: [NameKind::Email].into(), ..Naming::default() };
    WriteAttributes {
        attributes: attributes.iter().map(owned).collect(),
        by: WrittenBy::Administrator,
        schema: Schema::default(),
        naming,
        codes: BTreeMap::new(),
        verified_first: BTreeSet::new(),
    }
}

fn written(attributes: &[(&str, &str)]) -> AttributesWritten {
    let known = |text: &str| Personal::Known(text.to_owned());
    let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), known(value))).collect();
    AttributesWritten { attributes, names: Vec::new(), released: Vec::new(), at: AT }
}

#[test]
fn values_are_set_and_taken_away_and_what_is_so_already_is_not_recorded() {
    let named = written(&[("name", "Ada")]);
    given::<User>([signed_up().into()])
        .when(write(&[("name", "Ada"), ("email", "ada@example.com"), ("nickname", "")]))
        .then([named.clone().into()], Ok(Vec::new()));
    let past = || vec![signed_up().into(), named.clone().into()];
    given::<User>(past()).when(write(&[("name", "Ada")])).then([], Ok(Vec::new()));
    let away = written(&[("name", "")]);
    given::<User>(past()).when(write(&[("name", "")])).then([away.clone().into()], Ok(Vec::new()));
    let after = given::<User>(past().into_iter().chain([away.into()])).state();
    assert_eq!(after.profile().unwrap().attribute("name"), None);
}

#[test]
fn an_address_that_an_administrator_verifies_is_a_name_until_it_changes() {
    let by_admin = CreatedByAdmin {
        username: signed_up().username,
        names: Vec::new(),
        attributes: signed_up().attributes,
        credential: credential("1"),
        expires_at: Timestamp::from_seconds(60),
        at: AT,
    };
    let verify = write(&[("email_verified", "true")]);
    let past = || vec![UserEvent::from(by_admin.clone())];
    let decided = |command: WriteAttributes, past: Vec<UserEvent>| {
        let state = given::<User>(past).state();
        command.decide(&state, &crate::scenario::moment_at(0)).events
    };
    let verified = decided(verify, past());
    let takes = |events: &[UserEvent]| events.iter().flat_map(User::claims).collect::<Vec<_>>();
    let email = || "ada@example.com".to_owned();
    assert!(takes(&verified).contains(&Claim::Take { scope: "email", value: email() }));
    let changed =
        decided(write(&[("email", "countess@example.com")]), past().into_iter().chain(verified).collect());
    assert!(takes(&changed).contains(&Claim::Release { scope: "email", value: email() }));
}

#[test]
fn a_code_that_was_sent_to_an_address_ends_with_it() {
    let purpose = Purpose::ForgotPassword;
    let changed = written(&[("email", "countess@example.com")]);
    let past = [signed_up().into(), confirmed().into(), code_issued(purpose, "n").into(), changed.into()];
    let state = given::<User>(past).state();
    assert!(state.profile().unwrap().codes[&purpose].used);
}

#[test]
fn the_sub_is_not_written() {
    let sub = Refusal::Attributes(WriteError::Attribute(AttributeError::Sub));
    given::<User>([signed_up().into()]).when(write(&[("sub", "1")])).then([], Err(sub));
    given::<User>([]).when(write(&[("name", "Ada")])).then([], Err(Refusal::UserNotFound));
}

const NEW: &str = "countess@example.com";

/// The user writes an address that the pool verifies, at once or before it counts.
fn move_to(address: &str, verified_first: bool) -> WriteAttributes {
    let code = NewCode { destination: Personal::Known(address.to_owned()), ..new_code(60) };
    WriteAttributes {
        by: WrittenBy::User { write_attributes: None },
        codes: [(Contact::Email, code)].into(),
        verified_first: if verified_first { [Contact::Email].into() } else { BTreeSet::new() },
        ..write(&[("email", address)])
    }
}

fn issued_to(address: &str) -> CodeIssued {
    let destination = Personal::Known(address.to_owned());
    CodeIssued { destination, ..code_issued(Purpose::VerifyEmail, "again") }
}

fn verified_user() -> Vec<UserEvent> {
    vec![signed_up().into(), confirmed().into()]
}

#[test]
fn a_new_address_counts_at_once_unverified_and_is_sent_a_code() {
    let moved = written(&[("email", NEW), ("email_verified", "false")]);
    let sent = move_to(NEW, false).codes.into_values().collect();
    let name = |kind| Name { kind, value: Personal::Known("ada@example.com".to_owned()) };
    let moved =
        AttributesWritten { released: [NameKind::Email, NameKind::Username].map(name).to_vec(), ..moved };
    given::<User>(verified_user())
        .when(move_to(NEW, false))
        .then([moved.into(), issued_to(NEW).into()], Ok(sent));
}

#[test]
fn an_address_that_is_verified_first_keeps_its_value_until_then() {
    let sent = || move_to(NEW, true).codes.into_values().collect::<Vec<_>>();
    given::<User>(verified_user()).when(move_to(NEW, true)).then([issued_to(NEW).into()], Ok(sent()));
    let beside = WriteAttributes {
        attributes: [("email".to_owned(), NEW.to_owned()), ("name".to_owned(), "Ada".to_owned())].into(),
        ..move_to(NEW, true)
    };
    given::<User>(verified_user())
        .when(beside)
        .then([written(&[("name", "Ada")]).into(), issued_to(NEW).into()], Ok(sent()));
}

#[test]
fn an_address_that_stays_or_whose_flag_is_written_is_sent_no_code() {
    let same = move_to("ada@example.com", true);
    given::<User>(verified_user()).when(same).then([], Ok(Vec::new()));
    let flagged = WriteAttributes {
        by: WrittenBy::Administrator,
        attributes: write(&[("email", NEW), ("email_verified", "true")]).attributes,
        ..move_to(NEW, true)
    };
    let decision = flagged.decide(&given(verified_user()).state(), &crate::scenario::moment_at(0));
    let state = given::<User>(verified_user().into_iter().chain(decision.events)).state();
    assert_eq!((decision.reply, state.profile().unwrap().attribute("email")), (Ok(Vec::new()), Some(NEW)));
}

#[test]
fn a_user_is_sent_five_codes_to_new_addresses_an_hour() {
    let five = (0..5).map(|n| issued_to(&format!("a{n}@example.com")).into());
    let past = verified_user().into_iter().chain(five);
    given::<User>(past).when(move_to(NEW, true)).then([], Err(Refusal::LimitExceeded));
}

#[test]
fn a_user_writes_what_the_client_may_write() {
    let unwritable = |attribute: &str, list: Option<BTreeSet<String>>| WriteAttributes {
        by: WrittenBy::User { write_attributes: list },
        ..write(&[(attribute, "true")])
    };
    let refused = || Refusal::Attributes(WriteError::Attribute(AttributeError::Unauthorized));
    given::<User>(verified_user()).when(unwritable("email_verified", None)).then([], Err(refused()));
    let only_names = Some(["name".to_owned()].into());
    given::<User>(verified_user()).when(unwritable("nickname", only_names)).then([], Err(refused()));
}

#[test]
fn what_is_verified_first_is_held_to_the_rules_at_once() {
    let malformed = Refusal::Attributes(WriteError::Attribute(AttributeError::Email));
    given::<User>(verified_user()).when(move_to("ada", true)).then([], Err(malformed));
}
