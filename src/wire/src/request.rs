//! Reads requests of any protocol into one form: a JSON object under the model's member names, with values of the
//! model's types. Whether the values are allowed is for [`crate::check()`] to say.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    check::check,
    conform::conform,
    error::WireError,
    json,
    parts::RequestParts,
    query, rest,
    service::{Operation, Protocol},
};

/// Reads the input of an operation. Members that the model does not know are left out, and so are those that are null.
/// The answer is always an object that fits the types of the model; [`WireError::Unreadable`] otherwise.
pub fn decode(operation: &Operation, parts: &RequestParts<'_>) -> Result<Value, WireError> {
    let Some(input) = operation.input else {
        return Ok(Value::Object(serde_json::Map::new()));
    };
    match operation.service.protocol {
        Protocol::Json => json::decode(input, parts.body),
        Protocol::RestJson => rest::decode(operation, input, parts),
        Protocol::Query => query::decode(input, parts),
    }
}

/// The same for a value that came by another way than a request.
pub fn conformed(operation: &Operation, value: Value) -> Result<Value, WireError> {
    let Some(input) = operation.input else {
        return Ok(Value::Object(serde_json::Map::new()));
    };
    conform(input, value, "")
}

/// Decodes, checks every constraint, and gives the typed structure: all that a front end needs once it has found the
/// operation.
pub fn read<I: DeserializeOwned>(operation: &Operation, parts: &RequestParts<'_>) -> Result<I, WireError> {
    let value = decode(operation, parts)?;
    check(operation, &value)?;
    typed(value)
}

/// The typed structure of what was decoded and checked.
pub fn typed<I: DeserializeOwned>(value: Value) -> Result<I, WireError> {
    serde_json::from_value(value).map_err(|_| {
        WireError::Unreadable("The request does not have the structure of the operation.".into())
    })
}

/// The parameters `Action` and `Version` of a Query request; empty where they are missing.
pub fn action_and_version(parts: &RequestParts<'_>) -> Result<(String, String), WireError> {
    let mut form = query::parameters(parts)?;
    Ok((form.remove("Action").unwrap_or_default(), form.remove("Version").unwrap_or_default()))
}
