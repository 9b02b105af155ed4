//! User names and attributes: a schema as JSON, how a pool names its users as JSON, the name that is given, a password,
//! `name: value` lines of attributes.

use domain::values::{
    attributes::{Completeness, Values, check_new},
    contact::{Contact, is_email, is_phone},
    mask,
    password_policy::{self, PasswordPolicy},
    schema::Schema,
    username::Naming,
    writing::{Holder, Occasion, Rules, Writer},
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
    if let Err(fault) = whole {
        let _ = fault.to_string();
    }
    let naming = serde_json::from_slice(naming).unwrap_or_default();
    change(&schema, &naming, &given, &values);
    names(&naming, &given, values);
    let policy = PasswordPolicy::default();
    let accepted = password_policy::check(&policy, &password).is_ok();
    assert!(!accepted || password.chars().count() >= policy.minimum_length as usize);
}

/// A change that is accepted leaves no user with a name that the attributes do not give.
fn change(schema: &Schema, naming: &Naming, given: &str, values: &Values) {
    let before = Values::new();
    let holder = Holder { username: given, attributes: &before, confirmed: true, is_external: false };
    for occasion in [Occasion::Completion, Occasion::Update] {
        let written =
            Rules { schema, naming }.change(holder, values.clone(), Writer::Administrator, occasion);
        match written {
            Ok(change) => {
                let held = naming.held(given, &change.attributes, true);
                assert!(change.released.is_empty() && change.taken.iter().all(|name| held.contains(name)));
            }
            Err(fault) => {
                let _ = fault.to_string();
            }
        }
    }
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
