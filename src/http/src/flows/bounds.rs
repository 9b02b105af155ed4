//! What the fields of forms may hold: what the API takes in the members of its operations that they stand for. Pages need no such check, and a form
//! that a program writes is held to it.

use wire::{
    cognito_idp::SERVICE,
    shape::{Kind, Member, Shape},
};

use super::form::Form;
use crate::pages::{Field, PageError, Problem};

/// More than the attributes that a pool can have.
const ATTRIBUTES_MAX: usize = 100;

/// What a field holds that it must not. `finds_any`: a name is looked for that may be older than the pool, and have any form.
pub(super) fn misfit(form: &Form, finds_any: bool) -> Option<PageError> {
    let invalid = |field| Some(PageError::of_field(field, Problem::Invalid));
    let holds = |name: &str, fits: &dyn Fn(&str) -> bool| form.field(name).is_none_or(fits);
    let sign_up = members("SignUp");
    let username = shape(sign_up, "Username");
    if !holds("username", &|text| {
        fits_length(username, text) && (finds_any || matches(username, text.trim()))
    }) {
        return invalid(Field::Username);
    }
    if !holds("password", &|text| fits_length(shape(sign_up, "Password"), text)) {
        return invalid(Field::Password);
    }
    let code = shape(members("ConfirmSignUp"), "ConfirmationCode");
    if !holds("code", &|text| fits_length(code, text)) {
        return invalid(Field::Code);
    }
    let attribute = shape(sign_up, "UserAttributes").map_or(&[][..], |list| match &list.kind {
        Kind::List { member, .. } => member.members(),
        _ => &[],
    });
    let (name, value) = (shape(attribute, "Name"), shape(attribute, "Value"));
    if !holds("address", &|text| fits_length(value, text)) {
        return invalid(Field::Address);
    }
    if !holds("work_address", &|text| fits_length(value, text)) {
        return invalid(Field::WorkAddress);
    }
    let attributes = form.attributes();
    if attributes.len() > ATTRIBUTES_MAX
        || !attributes.keys().all(|text| fits_length(name, text) && matches(name, text))
    {
        return Some(PageError::of_form(Problem::Invalid));
    }
    let (name, _) = attributes.into_iter().find(|(_, text)| !fits_length(value, text))?;
    invalid(Field::Attribute(name))
}

fn members(operation: &str) -> &'static [Member] {
    SERVICE.operation(operation).and_then(|operation| operation.input).map_or(&[], Shape::members)
}

fn shape(members: &[Member], name: &str) -> Option<&'static Shape> {
    members.iter().find(|member| member.name == name).map(|member| member.shape)
}

fn fits_length(shape: Option<&Shape>, text: &str) -> bool {
    let Some(Shape { kind: Kind::Text { length, .. }, .. }) = shape else { return false };
    let chars = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    length.max.is_some_and(|max| chars <= max)
}

fn matches(shape: Option<&Shape>, text: &str) -> bool {
    let Some(Shape { kind: Kind::Text { pattern, .. }, .. }) = shape else { return false };
    pattern.is_none_or(|pattern| pattern.matches(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(fields: &[(&str, &str)], finds_any: bool) -> Option<PageError> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        misfit(&Form::parse(body.as_bytes()), finds_any)
    }

    #[test]
    fn fields_hold_what_the_api_takes() {
        let usual = [
            ("username", " ada@example.com "),
            ("password", "a pass phrase"),
            ("code", "123 456"),
            ("address", "ada@example.com"),
            ("work_address", "ada@work.example"),
            ("requiredAttributes[custom:role]", "captain"),
        ];
        assert!(wrong(&usual, false).is_none());
        let long = "x".repeat(3_000);
        for (name, text, field) in [
            ("username", &long[..129], Some(Field::Username)),
            ("username", "ada\nlovelace", Some(Field::Username)),
            ("password", &long[..257], Some(Field::Password)),
            ("code", &long[..2_049], Some(Field::Code)),
            ("address", &long, Some(Field::Address)),
            ("work_address", &long, Some(Field::WorkAddress)),
            ("requiredAttributes[email]", &long, Some(Field::Attribute("email".to_owned()))),
            (&format!("requiredAttributes[{}]", &long[..33]), "x", None),
        ] {
            assert_eq!(wrong(&[(name, text)], false).expect(name).field, field);
        }
        assert!(wrong(&[("username", "ada lovelace")], true).is_none(), "of another directory");
    }

    #[test]
    fn a_form_has_no_more_attributes_than_a_pool() {
        let names: Vec<String> = (0..=ATTRIBUTES_MAX).map(|n| format!("requiredAttributes[a{n}]")).collect();
        let fields: Vec<_> = names.iter().map(|name| (name.as_str(), "x")).collect();
        assert_eq!(wrong(&fields, false).unwrap().field, None);
        assert!(wrong(&fields[1..], false).is_none());
    }
}
