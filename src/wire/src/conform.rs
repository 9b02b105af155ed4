//! Brings a JSON value into the types of a shape: what is unknown or null is left out, what is of a wrong type is an
//! error. After this every value has exactly the type that its shape says.

use serde_json::{Map, Value};

use crate::{
    error::WireError,
    scalar::{must_be, sound_text},
    shape::{Kind, Member, Shape},
    values::decode_base64,
};

/// The value in the shape's types. `at` names the place in errors, by the model's names.
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
        (kind, _) => Err(must_be(at, json_type(kind))),
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

/// A whole number, also when it was written with a fraction of zero, as JavaScript and Java libraries do.
#[expect(clippy::cast_possible_truncation, reason = "only whole numbers below 2^53 are cast")]
fn whole(number: &serde_json::Number) -> Option<i64> {
    /// Beyond it a float has no longer a place for every whole number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let exact = |float: &f64| float.fract() == 0.0 && float.abs() < EXACT;
    number.as_i64().or_else(|| number.as_f64().filter(exact).map(|float| float as i64))
}

fn json_type(kind: &Kind) -> &'static str {
    match kind {
        Kind::Structure(_) | Kind::Map { .. } => "a JSON object",
        Kind::List { .. } => "a JSON array",
        Kind::Text { .. } => "a JSON string",
        Kind::Blob { .. } => "a JSON string of base64",
        Kind::Integer { .. } | Kind::Long { .. } | Kind::Timestamp => "a JSON number",
        Kind::Boolean => "true or false",
        Kind::Document => "JSON",
    }
}
