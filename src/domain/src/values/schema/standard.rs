//! The twenty standard attributes, and how much of them a pool may change.

use super::{AttributeType, SchemaAttribute, SchemaError, TEXT_LENGTH_MAX};

/// The form of an attribute's values.
enum Form {
    Sub,
    Text,
    Date,
    Flag,
    Count,
}

/// How many there are.
pub(super) const COUNT: usize = 20;

const STANDARD: [(&str, Form); COUNT] = [
    ("sub", Form::Sub),
    ("name", Form::Text),
    ("given_name", Form::Text),
    ("family_name", Form::Text),
    ("middle_name", Form::Text),
    ("nickname", Form::Text),
    ("preferred_username", Form::Text),
    ("profile", Form::Text),
    ("picture", Form::Text),
    ("website", Form::Text),
    ("email", Form::Text),
    ("email_verified", Form::Flag),
    ("gender", Form::Text),
    ("birthdate", Form::Date),
    ("zoneinfo", Form::Text),
    ("locale", Form::Text),
    ("phone_number", Form::Text),
    ("phone_number_verified", Form::Flag),
    ("address", Form::Text),
    ("updated_at", Form::Count),
];

/// The kind that a standard attribute has; `None` for other names.
pub fn standard_kind(name: &str) -> Option<AttributeType> {
    STANDARD.iter().find(|(standard, _)| *standard == name).map(|standard| attribute(standard).kind)
}

/// As a pool has them that changes none: all optional but `sub`.
pub(super) fn attributes() -> impl Iterator<Item = SchemaAttribute> {
    STANDARD.iter().map(attribute)
}

fn attribute((name, form): &(&str, Form)) -> SchemaAttribute {
    let text = |min, max| AttributeType::String { min_length: Some(min), max_length: Some(max) };
    let kind = match form {
        Form::Sub => text(1, TEXT_LENGTH_MAX),
        Form::Text => text(0, TEXT_LENGTH_MAX),
        Form::Date => text(10, 10),
        Form::Flag => AttributeType::Boolean,
        Form::Count => AttributeType::Number { min: Some(0), max: None },
    };
    let is_sub = matches!(form, Form::Sub);
    SchemaAttribute {
        name: (*name).to_owned(),
        kind,
        mutable: !is_sub,
        required: is_sub,
        developer_only: false,
    }
}

/// Changes a standard attribute as a pool wants it. `sub` stays as it is.
pub(super) fn change(standard: &mut SchemaAttribute, given: SchemaAttribute) -> Result<(), SchemaError> {
    if given.developer_only || given.kind.name() != standard.kind.name() {
        return Err(SchemaError::StandardChanged(given.name));
    }
    if standard.name != "sub" {
        *standard = SchemaAttribute { kind: bounded_by(given.kind, &standard.kind), ..given };
    }
    Ok(())
}

/// A standard attribute given without bounds keeps those it has.
fn bounded_by(given: AttributeType, standard: &AttributeType) -> AttributeType {
    match given {
        AttributeType::String { min_length: None, max_length: None }
        | AttributeType::Number { min: None, max: None } => standard.clone(),
        AttributeType::String { .. }
        | AttributeType::Number { .. }
        | AttributeType::DateTime
        | AttributeType::Boolean => given,
    }
}
