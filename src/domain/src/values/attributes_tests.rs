//! Rules of attribute values and of clients' access to them.

use super::*;

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn own(name: &str, kind: AttributeType) -> SchemaAttribute {
    SchemaAttribute { name: name.into(), kind, mutable: true, required: false, developer_only: false }
}

fn schema() -> Schema {
    let text = AttributeType::String { min_length: None, max_length: None };
    let email = SchemaAttribute { required: true, ..own("email", text) };
    let code = own("code", AttributeType::String { min_length: Some(2), max_length: Some(4) });
    let born = SchemaAttribute {
        mutable: false,
        ..own("born", AttributeType::Number { min: Some(1), max: Some(9) })
    };
    Schema::with(vec![email, code, born, own("on", AttributeType::Boolean)]).unwrap()
}

fn message(values: &Values) -> String {
    check_new(&schema(), values, Completeness::Required).unwrap_err().to_string()
}

#[test]
fn a_required_attribute_that_is_missing_is_named_in_the_services_words() {
    let expected = "Attributes did not conform to the schema: email: The attribute is required\n";
    assert_eq!(message(&values(&[])), expected);
    assert_eq!(message(&values(&[("email", "")])), expected);
    assert_eq!(check_new(&schema(), &values(&[]), Completeness::Partial), Ok(()));
}

#[test]
fn an_unknown_attribute_is_refused() {
    let given = values(&[("email", "ada@example.com"), ("custom:x", "1")]);
    assert_eq!(
        message(&given),
        "Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.\n"
    );
}

#[test]
fn every_misfit_gets_a_line_and_no_line_tells_the_value() {
    let given = values(&[
        ("custom:code", "secret"),
        ("custom:born", "77"),
        ("custom:on", "yes"),
        ("birthdate", "1815"),
    ]);
    let text = message(&given);
    assert_eq!(text.lines().count(), 5);
    assert!(!text.contains("secret") && !text.contains("77"));
}

#[test]
fn bounds_are_inclusive() {
    for (name, value, fits) in [
        ("custom:code", "ab", true),
        ("custom:code", "abcd", true),
        ("custom:code", "a", false),
        ("custom:code", "abcde", false),
        ("custom:born", "1", true),
        ("custom:born", "9", true),
        ("custom:born", "0", false),
        ("custom:born", "10", false),
        ("custom:born", "x", false),
        ("custom:on", "true", true),
        ("updated_at", "-1", false),
    ] {
        let result = check_new(&schema(), &values(&[(name, value)]), Completeness::Partial);
        assert_eq!(result.is_ok(), fits, "{name}={value}");
    }
}

#[test]
fn addresses_must_look_like_addresses() {
    let partial = |pairs: &[(&str, &str)]| check_new(&schema(), &values(pairs), Completeness::Partial);
    assert_eq!(partial(&[("email", "ada")]), Err(AttributeError::Email));
    assert_eq!(partial(&[("phone_number", "123")]), Err(AttributeError::Phone));
}

#[test]
fn without_lists_a_client_reads_and_writes_all_but_what_is_for_developers() {
    let access = Access { read: None, write: None };
    for name in ["email", "custom:x"] {
        assert!(access.may_read(name) && access.may_write(name), "{name}");
    }
    assert!(access.may_read("email_verified") && !access.may_write("email_verified"));
    assert!(!access.may_read("dev:custom:x") && !access.may_write("dev:custom:x"));
}

#[test]
fn a_clients_lists_are_all_it_reads_and_writes() {
    let list = BTreeSet::from(["email".to_owned(), "custom:x".to_owned(), "email_verified".to_owned()]);
    let access = Access { read: Some(&list), write: Some(&list) };
    assert!(access.may_read("custom:x") && access.may_read("sub") && !access.may_read("name"));
    assert_eq!(access.check_write(&["custom:x".to_owned()]), Ok(()));
    assert_eq!(access.check_write(&["name".to_owned()]), Err(AttributeError::Unauthorized));
    assert_eq!(access.check_write(&["email_verified".to_owned()]), Err(AttributeError::Unauthorized));
}
