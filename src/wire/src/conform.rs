//! Brings a JSON value into the types of a shape: what is unknown or null is left out, what is of a wrong type is an
//! error. After this every value has exactly the type that its shape says.

use serde_json::{Map, Value};

use crate::{
    error::WireError,
    scalar::{must_be, sound_text},
    shape::{Kind, Member, Shape},
    values::decode_base64,
};

/// The value in the shape's types. `at` names the place in errors of our own, by the model's names; AWS's errors name none.
pub(crate) fn conform(shape: &Shape, value: Value, at: &str) -> Result<Value, WireError> {
    match (&shape.kind, value) {
        (Kind::Structure(members), Value::Object(map)) => structure(members, map, at).map(Value::Object),
        (Kind::List { member, .. }, Value::Array(items)) => {
            let present = items.into_iter().filter(|item| !item.is_null());
            present.map(|item| conform(member, item, at)).collect::<Result<_, _>>().map(Value::Array)
        }
        (Kind::Map { value: element, .. }, Value::Object(map)) => {
            let present = map.into_iter().filter(|(_, value)| !value.is_null());
            let entries =
                present.map(|(key, value)| Ok((sound_text(key, at)?, conform(element, value, at)?)));
            entries.collect::<Result<Map<_, _>, _>>().map(Value::Object)
        }
        (Kind::Document, value) => document(value, at),
        (Kind::Boolean, Value::Bool(truth)) => Ok(Value::Bool(truth)),
        (Kind::Text { .. }, Value::String(text)) => sound_text(text, at).map(Value::String),
        (Kind::Blob { .. }, Value::String(text)) if decode_base64(&text).is_some() => Ok(Value::String(text)),
        (Kind::Integer { .. }, Value::Number(number)) => {
            let whole = whole(&number).and_then(|number| i32::try_from(number).ok());
            whole.map(Value::from).ok_or_else(|| must_be(at, "a whole number of 32 bits"))
        }
        (Kind::Long { .. }, Value::Number(number)) => {
            whole(&number).map(Value::from).ok_or_else(|| must_be(at, "a whole number of 64 bits"))
        }
        (Kind::Timestamp, Value::Number(number)) => Ok(Value::Number(number)),
        (kind, value) => Err(WireError::Unreadable(misfit(kind, &value).into())),
    }
}

/// The known members of a structure, each in its shape's types.
pub(crate) fn structure(
    members: &[Member],
    mut map: Map<String, Value>,
    at: &str,
) -> Result<Map<String, Value>, WireError> {
    let mut known = Map::new();
    for member in members {
        if let Some(value) = map.remove(member.name).filter(|value| !value.is_null()) {
            let place = if at.is_empty() { member.name.to_owned() } else { format!("{at}.{}", member.name) };
            known.insert(member.name.to_owned(), conform(member.shape, value, &place)?);
        }
    }
    Ok(known)
}

/// A document is kept as it is, but its text is held to the same rule as all text.
fn document(value: Value, at: &str) -> Result<Value, WireError> {
    match value {
        Value::String(text) => sound_text(text, at).map(Value::String),
        Value::Array(items) => {
            items.into_iter().map(|item| document(item, at)).collect::<Result<_, _>>().map(Value::Array)
        }
        Value::Object(map) => {
            let entries =
                map.into_iter().map(|(key, value)| Ok((sound_text(key, at)?, document(value, at)?)));
            entries.collect::<Result<Map<_, _>, _>>().map(Value::Object)
        }
        plain => Ok(plain),
    }
}

/// A whole number. What stands behind the point is cut off, as AWS does: `2.5` is 2.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the fraction is to be cut, and only numbers below 2^53 are cast"
)]
fn whole(number: &serde_json::Number) -> Option<i64> {
    /// Beyond it a float has no longer a place for every whole number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let exact = |float: &f64| float.abs() < EXACT;
    number.as_i64().or_else(|| number.as_f64().filter(exact).map(|float| float as i64))
}

/// What AWS's parser says of a value whose JSON type does not fit: the token that it met, and what it wanted. Never the value.
fn misfit(wanted: &Kind, found: &Value) -> String {
    match (wanted, found) {
        (_, Value::Array(_)) => "Start of list found where not expected".to_owned(),
        (Kind::Blob { .. }, _) => "only base-64-encoded strings are convertible to bytes".to_owned(),
        (_, Value::Object(_)) => "Start of structure or map found where not expected.".to_owned(),
        (Kind::Structure(_) | Kind::List { .. } | Kind::Map { .. }, _) => "Unexpected field type".to_owned(),
        (_, scalar) => format!("{} can not be converted to {}", token(scalar), type_name(wanted)),
    }
}

/// A scalar as AWS's parser calls it.
fn token(scalar: &Value) -> &'static str {
    match scalar {
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Number(number) if number.is_f64() => "DECIMAL_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        _ => "STRING_VALUE",
    }
}

/// A scalar type as AWS's parser calls it.
fn type_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Integer { .. } => "an Integer",
        Kind::Long { .. } => "a Long",
        Kind::Boolean => "a Boolean",
        Kind::Timestamp => "milliseconds since epoch",
        Kind::Text { .. }
        | Kind::Blob { .. }
        | Kind::Structure(_)
        | Kind::List { .. }
        | Kind::Map { .. }
        | Kind::Document => "a String",
    }
}
