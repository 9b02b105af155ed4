//! What users are called and what is told of them: a schema as JSON, how a pool names its users as JSON, the name that is
//! given, a password, `name: value` lines of attributes.

use domain::values::{
    attributes::{Completeness, Values, check_change, check_new},
    contact::{Contact, is_email, is_phone},
    mask,
    password_policy::{self, PasswordPolicy},
    schema::Schema,
    username::Naming,
};

use crate::input::{pairs, parts, text};

pub(crate) fn run(data: &[u8]) {
    let [schema, naming, given, password, values] = parts(data);
    let (given, password) = (text(given), text(password));
    let values: Values = pairs(values).into_iter().collect();
    let schema =
        serde_json::from_slice(schema).ok().and_then(|given| Schema::with(given).ok()).unwrap_or_default();
    let whole = check_new(&schema, &values, Completeness::Required);
    let partial = check_new(&schema, &values, Completeness::Partial);
    assert!(whole.is_err() || partial.is_ok(), "what is complete is refused as incomplete");
    for fault in [whole.err(), check_change(&schema, &values).err()].into_iter().flatten() {
        let _ = fault.to_string();
    }
    names(&serde_json::from_slice(naming).unwrap_or_default(), &given, values);
    let policy = PasswordPolicy::default();
    let accepted = password_policy::check(&policy, &password).is_ok();
    assert!(!accepted || password.chars().count() >= policy.minimum_length as usize);
}

fn names(naming: &Naming, given: &str, values: Values) {
    for contact in [Contact::Email, Contact::Phone] {
        let masked = mask::mask(contact, given);
        assert!(
            !contact.accepts(given) || given.len() < 10 || !masked.contains(given),
            "{masked} shows all of {given}"
        );
    }
    let _ = (is_email(given), is_phone(given));
    let Ok(admitted) = naming.admit(given, "11111111-2222-4333-8444-555555555555", values) else { return };
    let held = naming.held(&admitted.username, &admitted.attributes, true);
    assert!(
        naming.meanings(given).iter().any(|name| held.contains(name)),
        "{given:?} cannot be found: {naming:?}"
    );
}
