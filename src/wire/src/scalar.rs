//! Scalars as text, where the wire has nothing but text: paths, query strings, headers, forms, XML.

use chrono::DateTime;
use serde_json::{Number, Value};

use crate::{
    error::WireError,
    shape::{Kind, Shape},
    values::decode_base64,
};

/// Reads a text as a value of the shape. `at` names the place in the error; the text itself is never quoted.
pub(crate) fn from_text(shape: &Shape, text: String, at: &str) -> Result<Value, WireError> {
    match shape.kind {
        Kind::Text { .. } => sound_text(text, at).map(Value::String),
        Kind::Blob { .. } if decode_base64(&text).is_some() => Ok(Value::String(text)),
        Kind::Blob { .. } => Err(must_be(at, "base64")),
        Kind::Integer { .. } => {
            text.parse::<i32>().map(Value::from).map_err(|_| must_be(at, "a whole number of 32 bits"))
        }
        Kind::Long { .. } => {
            text.parse::<i64>().map(Value::from).map_err(|_| must_be(at, "a whole number of 64 bits"))
        }
        Kind::Boolean => match text.as_str() {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(must_be(at, "true or false")),
        },
        Kind::Timestamp => epoch_seconds(&text).map(Value::Number).ok_or_else(|| must_be(at, "a timestamp")),
        Kind::Structure(_) | Kind::List { .. } | Kind::Map { .. } | Kind::Document => {
            Err(must_be(at, "a structure"))
        }
    }
}

/// Writes a scalar as XML and headers carry it.
pub(crate) fn to_text(shape: &Shape, value: &Value) -> String {
    match (&shape.kind, value) {
        (Kind::Timestamp, Value::Number(number)) => iso_8601(number),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// Text is any Unicode but NUL, which no store of ours can keep.
pub(crate) fn sound_text(text: String, at: &str) -> Result<String, WireError> {
    if text.contains('\0') { Err(must_be(at, "text without NUL characters")) } else { Ok(text) }
}

/// `Member at 'userPoolId' must be text.` The place is made of the model's names, never of what was sent.
pub(crate) fn must_be(at: &str, what: &str) -> WireError {
    WireError::Unreadable(format!("The value at '{at}' must be {what}.").into())
}

/// ISO 8601, or epoch seconds.
fn epoch_seconds(text: &str) -> Option<Number> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Number::from_f64(crate::Timestamp::from_millis(moment.timestamp_millis()).0);
    }
    text.parse().ok().and_then(Number::from_f64)
}

/// Whole seconds, as AWS writes them. A moment that the calendar has no year for stays a number.
fn iso_8601(number: &Number) -> String {
    let millis = number.as_f64().map(|seconds| crate::Timestamp(seconds).millis());
    let moment = millis.and_then(DateTime::from_timestamp_millis);
    moment.map_or_else(|| number.to_string(), |moment| moment.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}
