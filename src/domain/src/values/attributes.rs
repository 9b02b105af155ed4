//! Whether values fit a pool's schema, and which attributes a client may read and write. Knows no user: the app asks before it sends a
//! command to the user's aggregate.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::{
    contact::Contact,
    schema::{AttributeType, DEVELOPER_PREFIX, Schema, SchemaAttribute, TEXT_LENGTH_MAX},
};

/// Attribute values by whole name, as they came in or go out.
pub type Values = BTreeMap<String, String>;

/// Why attributes are refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AttributeError {
    /// One or more do not fit; every line ends with a line feed, as the service writes it.
    #[error("Attributes did not conform to the schema: {}", lines(.0))]
    Schema(Vec<Nonconformity>),
    /// An attribute that may be set only when the user is made.
    #[error("user.{0}: Attribute cannot be updated.\n")]
    Immutable(String),
    /// `email` is no address.
    #[error("Invalid email address format.")]
    Email,
    /// `phone_number` is no E.164 number.
    #[error("Invalid phone number format.")]
    Phone,
    /// The client may not write it (`NotAuthorizedException`).
    #[error("A client attempted to write unauthorized attribute")]
    Unauthorized,
    /// `sub` is made by the service and never written.
    #[error("Cannot modify the non-mutable attribute sub")]
    Sub,
    /// An address is marked verified, and there is none.
    #[error("Attribute {attribute} is required where {attribute}_verified is true.", attribute = .0.attribute())]
    NothingToVerify(Contact),
    /// The answer to `NEW_PASSWORD_REQUIRED` lacks required attributes.
    #[error("Invalid attributes given, {} is missing", .0.join(" and "))]
    Missing(Vec<String>),
    /// The answer to `NEW_PASSWORD_REQUIRED` changes an attribute that has a value already (`NotAuthorizedException`).
    #[error("Cannot modify an already provided {0}")]
    AlreadyProvided(String),
}

/// One attribute that does not fit. Never carries the value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{name}: {problem}")]
pub struct Nonconformity {
    /// Whole name.
    pub name: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with one attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// Required and absent.
    #[error("The attribute is required")]
    Required,
    /// Not in the schema.
    #[error("Attribute does not exist in the schema.")]
    Unknown,
    /// Shorter than its bound.
    #[error("String must be no shorter than {0} characters")]
    TooShort(u32),
    /// Longer than its bound.
    #[error("String must be no longer than {0} characters")]
    TooLong(u32),
    /// Not a whole number.
    #[error("Attribute value is not a number")]
    NotNumber,
    /// Below its bound.
    #[error("Number must be no less than {0}")]
    TooSmall(i64),
    /// Above its bound.
    #[error("Number must be no greater than {0}")]
    TooLarge(i64),
    /// Neither `true` nor `false`.
    #[error("Attribute value is not a boolean")]
    NotBoolean,
}

fn lines(found: &[Nonconformity]) -> String {
    found.iter().flat_map(|one| [one.to_string(), "\n".to_owned()]).collect()
}

/// How complete a set of attributes must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// A sign-up gives all required attributes.
    Required,
    /// An administrator may leave required ones out.
    Partial,
}

/// Whether these can be the attributes of a new user.
pub fn check_new(schema: &Schema, values: &Values, completeness: Completeness) -> Result<(), AttributeError> {
    let missing = schema.required().filter(|name| {
        completeness == Completeness::Required && values.get(*name).is_none_or(String::is_empty)
    });
    let missing = missing
        .map(|name| Nonconformity { name: name.to_owned(), problem: Problem::Required })
        .collect::<Vec<_>>();
    conform(missing, schema, values)
}

/// Refuses values that do not fit their attributes, after what was found missing.
pub(super) fn conform(
    mut found: Vec<Nonconformity>,
    schema: &Schema,
    values: &Values,
) -> Result<(), AttributeError> {
    for (name, value) in values {
        let problem = schema.find(name).map_or(Some(Problem::Unknown), |attribute| misfit(attribute, value));
        found.extend(problem.map(|problem| Nonconformity { name: name.clone(), problem }));
    }
    if found.is_empty() { check_contacts(values) } else { Err(AttributeError::Schema(found)) }
}

fn check_contacts(values: &Values) -> Result<(), AttributeError> {
    let is_wrong = |contact: Contact| {
        values.get(contact.attribute()).is_some_and(|text| !text.is_empty() && !contact.accepts(text))
    };
    if is_wrong(Contact::Email) {
        return Err(AttributeError::Email);
    }
    if is_wrong(Contact::Phone) { Err(AttributeError::Phone) } else { Ok(()) }
}

/// An empty value is no value: it fits everything.
fn misfit(attribute: &SchemaAttribute, value: &str) -> Option<Problem> {
    if value.is_empty() {
        return None;
    }
    match attribute.kind {
        AttributeType::String { min_length, max_length } => text_misfit(value, min_length, max_length),
        AttributeType::Number { min, max } => number_misfit(value, min, max),
        AttributeType::DateTime => text_misfit(value, None, None),
        AttributeType::Boolean => (!matches!(value, "true" | "false")).then_some(Problem::NotBoolean),
    }
}

fn text_misfit(value: &str, min: Option<u32>, max: Option<u32>) -> Option<Problem> {
    let length = value.chars().count();
    let max = max.unwrap_or(TEXT_LENGTH_MAX);
    let too_short = min.filter(|min| length < *min as usize).map(Problem::TooShort);
    too_short.or_else(|| (length > max as usize).then_some(Problem::TooLong(max)))
}

fn number_misfit(value: &str, min: Option<i64>, max: Option<i64>) -> Option<Problem> {
    let Ok(number) = value.parse::<i64>() else { return Some(Problem::NotNumber) };
    let too_small = min.filter(|min| number < *min).map(Problem::TooSmall);
    too_small.or_else(|| max.filter(|max| number > *max).map(Problem::TooLarge))
}

/// Attributes that only the service writes: no client does, even if its `WriteAttributes` name them.
pub const SERVICE_OWNED: [&str; 3] = ["sub", "email_verified", "phone_number_verified"];

/// Which attributes a client may read and write; `None` where the client's lists are unset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access<'a> {
    /// `ReadAttributes`
    pub read: Option<&'a BTreeSet<String>>,
    /// `WriteAttributes`
    pub write: Option<&'a BTreeSet<String>>,
}

impl Access<'_> {
    /// Whether the client's users see the attribute.
    pub fn may_read(&self, name: &str) -> bool {
        name == "sub" || allowed(self.read, name)
    }

    /// Whether the client's users set the attribute.
    pub fn may_write(&self, name: &str) -> bool {
        !SERVICE_OWNED.contains(&name) && allowed(self.write, name)
    }

    /// Refuses when one of the names may not be written.
    pub fn check_write<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> Result<(), AttributeError> {
        let all = names.into_iter().all(|name| self.may_write(name));
        if all { Ok(()) } else { Err(AttributeError::Unauthorized) }
    }
}

/// An unset list means all attributes, those included that the pool gets later, but for those that only signed calls write.
fn allowed(list: Option<&BTreeSet<String>>, name: &str) -> bool {
    list.map_or(!name.starts_with(DEVELOPER_PREFIX), |list| list.contains(name))
}

#[cfg(test)]
#[path = "attributes_tests.rs"]
mod tests;
