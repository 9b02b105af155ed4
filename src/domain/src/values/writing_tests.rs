//! Rules of writing attributes, occasion by occasion.

use super::*;
use crate::{
    Personal,
    values::schema::{AttributeType, SchemaAttribute},
};

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn text(name: &str) -> SchemaAttribute {
    let kind = AttributeType::String { min_length: None, max_length: None };
    SchemaAttribute { name: name.to_owned(), kind, mutable: true, required: false, developer_only: false }
}

fn schema() -> Schema {
    let name = SchemaAttribute { required: true, ..text("name") };
    let born = SchemaAttribute { mutable: false, ..text("born") };
    Schema::with(vec![name, born]).unwrap()
}

fn aliases() -> Naming {
    let kinds = [NameKind::Email, NameKind::PhoneNumber, NameKind::PreferredUsername];
    Naming { alias_attributes: BTreeSet::from(kinds), ..Naming::default() }
}

fn name(kind: NameKind, value: &str) -> Name {
    Name { kind, value: Personal::Known(value.to_owned()) }
}

const ANY_CLIENT: Writer<'_> = Writer::Client(Access { read: None, write: None });

fn new_user(given: &[(&str, &str)], writer: Writer<'_>) -> Result<NewUser, WriteError> {
    let (schema, naming) = (schema(), aliases());
    Rules { schema: &schema, naming: &naming }.new_user("Ada", "s", values(given), writer)
}

fn change(
    before: &[(&str, &str)],
    given: &[(&str, &str)],
    writer: Writer<'_>,
    occasion: Occasion,
) -> Result<Change, WriteError> {
    let (schema, naming, before) = (schema(), aliases(), values(before));
    let user = Holder { username: "Ada", attributes: &before, confirmed: true, is_external: false };
    Rules { schema: &schema, naming: &naming }.change(user, values(given), writer, occasion)
}

fn complete(before: &[(&str, &str)], given: &[(&str, &str)]) -> Result<Change, WriteError> {
    change(before, given, ANY_CLIENT, Occasion::Completion)
}

fn update(before: &[(&str, &str)], given: &[(&str, &str)]) -> Result<Change, WriteError> {
    change(before, given, ANY_CLIENT, Occasion::Update)
}

#[track_caller]
fn assert_refused<T: std::fmt::Debug>(result: Result<T, WriteError>, message: &str) {
    assert_eq!(result.unwrap_err().to_string(), message);
}

#[test]
fn a_sub_is_never_written_whoever_writes_it() {
    let sub = [("name", "Ada"), ("sub", "x")];
    let message = "Cannot modify the non-mutable attribute sub";
    assert_refused(new_user(&sub, ANY_CLIENT), message);
    assert_refused(new_user(&sub, Writer::Administrator), message);
    assert_refused(update(&[], &sub), message);
    assert_refused(complete(&[], &sub), message);
}

#[test]
fn a_client_writes_what_it_may_and_no_verified_flag() {
    let list = BTreeSet::from(["name".to_owned(), "email".to_owned(), "email_verified".to_owned()]);
    let client = Writer::Client(Access { read: None, write: Some(&list) });
    let message = "A client attempted to write unauthorized attribute";
    for (unwritable, value) in [("nickname", "A"), ("email_verified", "true")] {
        let given = [("name", "Ada"), ("email", "a@b.c"), (unwritable, value)];
        assert_refused(new_user(&given, client), message);
        for occasion in [Occasion::Completion, Occasion::Update] {
            assert_refused(change(&[], &given, client, occasion), message);
        }
    }
    assert!(new_user(&[("name", "Ada"), ("email", "a@b.c")], client).is_ok());
    assert!(new_user(&[("nickname", "A")], Writer::Administrator).is_ok());
}

#[test]
fn an_empty_value_is_none_for_a_new_user() {
    let made = new_user(&[("name", "Ada"), ("nickname", "")], ANY_CLIENT).unwrap();
    assert_eq!(made.attributes, values(&[("name", "Ada")]));
    let message = "Attributes did not conform to the schema: name: The attribute is required\n";
    assert_refused(new_user(&[("name", "")], ANY_CLIENT), message);
}

#[test]
fn a_flag_counts_in_any_case_and_only_beside_its_address() {
    let made = new_user(&[("email", "a@b.c"), ("email_verified", "True")], Writer::Administrator).unwrap();
    assert_eq!(made.attributes["email_verified"], "true");
    assert!(made.names.contains(&name(NameKind::Email, "a@b.c")));
    for alone in [&[("email_verified", "true")][..], &[("email_verified", "true"), ("email", "")]] {
        let message = "Attribute email is required where email_verified is true.";
        assert_refused(new_user(alone, Writer::Administrator), message);
    }
    assert!(new_user(&[("phone_number_verified", "false")], Writer::Administrator).is_ok());
    let message =
        "Attributes did not conform to the schema: email_verified: Attribute value is not a boolean\n";
    assert_refused(new_user(&[("email_verified", "yes")], Writer::Administrator), message);
}

#[test]
fn a_preferred_user_name_is_for_those_whom_an_administrator_makes() {
    let given = [("name", "Ada"), ("preferred_username", "countess")];
    assert_refused(
        new_user(&given, ANY_CLIENT),
        "Preferred username cannot be provided for unconfirmed account",
    );
    let made = new_user(&given, Writer::Administrator).unwrap();
    assert!(made.names.contains(&name(NameKind::PreferredUsername, "countess")));
    let address = [("preferred_username", "a@b.c")];
    assert!(new_user(&address, Writer::Administrator).is_err());
    assert!(update(&[("name", "Ada")], &address).is_err() && complete(&[("name", "Ada")], &address).is_err());
}

#[test]
fn what_the_administrator_gave_is_not_changed_by_the_answer_not_even_to_the_same() {
    let given = [("name", "Ada"), ("email", "given@firm.example"), ("email_verified", "true")];
    for email in ["mallory@evil.example", "given@firm.example", ""] {
        assert_refused(complete(&given, &[("email", email)]), "Cannot modify an already provided email");
    }
}

#[test]
fn the_answer_must_bring_what_is_required_and_missing() {
    assert_refused(complete(&[], &[]), "Invalid attributes given, name is missing");
    assert_refused(complete(&[("name", "")], &[("name", "")]), "Invalid attributes given, name is missing");
    let change = complete(&[], &[("name", "Ada"), ("nickname", "")]).unwrap();
    assert_eq!(change.attributes, values(&[("name", "Ada")]));
    let born = change_of_born();
    assert_eq!(born.unwrap().attributes, values(&[("custom:born", "1815")]));
}

/// An immutable attribute may still be added.
fn change_of_born() -> Result<Change, WriteError> {
    let list = BTreeSet::from(["custom:born".to_owned()]);
    let client = Writer::Client(Access { read: None, write: Some(&list) });
    change(&[("name", "Ada")], &[("custom:born", "1815")], client, Occasion::Completion)
}

#[test]
fn an_address_that_is_added_is_not_verified_whatever_was_said_before_there_was_one() {
    let change = complete(&[("name", "Ada"), ("email_verified", "true")], &[("email", "a@b.c")]).unwrap();
    assert_eq!(change.attributes, values(&[("email", "a@b.c"), ("email_verified", "false")]));
    assert_eq!((change.taken, change.released), (vec![], vec![]));
}

#[test]
fn a_flag_that_was_there_without_an_address_keeps_nobody_from_writing() {
    let change = complete(&[("email_verified", "true")], &[("name", "Ada")]).unwrap();
    assert_eq!(change.attributes, values(&[("name", "Ada")]));
}

#[test]
fn an_added_preferred_user_name_is_claimed() {
    let change = complete(&[("name", "Ada")], &[("preferred_username", "countess")]).unwrap();
    let expected = [NameKind::PreferredUsername, NameKind::Username].map(|kind| name(kind, "countess"));
    assert_eq!(change.taken, expected);
}

#[test]
fn a_user_who_changes_a_verified_address_loses_flag_and_alias() {
    let before = [("name", "Ada"), ("email", "a@b.c"), ("email_verified", "true")];
    let kinds = [NameKind::Email, NameKind::Username, NameKind::PreferredUsername];
    let changed = update(&before, &[("email", "x@y.z")]).unwrap();
    assert_eq!(changed.attributes, values(&[("email", "x@y.z"), ("email_verified", "false")]));
    assert_eq!((changed.taken, changed.released), (vec![], kinds.map(|kind| name(kind, "a@b.c")).to_vec()));
    let removed = update(&before, &[("email", "")]).unwrap();
    assert_eq!(removed.attributes, values(&[("email", ""), ("email_verified", "")]));
    let same = update(&before, &[("email", "a@b.c")]).unwrap();
    assert_eq!((same.attributes, same.released), (values(&[("email", "a@b.c")]), vec![]));
}

#[test]
fn an_administrator_may_verify_the_new_address_with_it() {
    let before = [("name", "Ada"), ("email", "a@b.c"), ("email_verified", "true")];
    let given = [("email", "x@y.z"), ("email_verified", "true")];
    let changed = change(&before, &given, Writer::Administrator, Occasion::Update).unwrap();
    assert!(changed.taken.contains(&name(NameKind::Email, "x@y.z")));
    assert!(changed.released.contains(&name(NameKind::Email, "a@b.c")));
    let removed = change(&before, &[("email", "")], Writer::Administrator, Occasion::Update).unwrap();
    assert!(removed.released.contains(&name(NameKind::Email, "a@b.c")));
}

#[test]
fn an_update_takes_no_required_attribute_away_and_asks_for_none_that_was_missing_before() {
    let message = "Attributes did not conform to the schema: name: The attribute is required\n";
    assert_refused(update(&[("name", "Ada")], &[("name", "")]), message);
    assert_eq!(update(&[], &[("nickname", "A")]).unwrap().attributes, values(&[("nickname", "A")]));
    assert_eq!(
        update(&[("nickname", "A"), ("name", "Ada")], &[("nickname", "")]).unwrap().attributes.len(),
        1
    );
}

#[test]
fn an_immutable_attribute_is_not_updated_by_anybody() {
    let given = [("custom:born", "1816")];
    let changed = change(&[("custom:born", "1815")], &given, Writer::Administrator, Occasion::Update);
    assert_refused(changed, "user.custom:born: Attribute cannot be updated.\n");
    let made = new_user(&[("custom:born", "1815")], Writer::Administrator).unwrap();
    assert_eq!(made.attributes["custom:born"], "1815");
}

#[test]
fn a_user_who_is_confirmed_at_once_gets_the_names_that_its_verified_addresses_are() {
    let made = new_user(&[("name", "Ada"), ("email", "a@b.c"), ("phone_number", "+41791234567")], ANY_CLIENT);
    let before = made.unwrap().names;
    let made = new_user(&[("name", "Ada"), ("email", "a@b.c"), ("phone_number", "+41791234567")], ANY_CLIENT);
    let (confirmed, gained) = made.unwrap().confirmed(&aliases(), &BTreeSet::from([Contact::Email]));
    assert_eq!(confirmed.attributes.get("email_verified").map(String::as_str), Some("true"));
    assert_eq!(confirmed.attributes.get("phone_number_verified"), None);
    assert_eq!(gained.first(), Some(&name(NameKind::Email, "a@b.c")));
    assert!(before.iter().chain(&gained).all(|name| confirmed.names.contains(name)));
    assert_eq!(confirmed.names.len(), before.len() + gained.len());
    assert!(
        confirmed.called.contains(&NameKind::Email) && !confirmed.called.contains(&NameKind::PhoneNumber)
    );
}
