//! JSON bodies, for JSON 1.1 and REST-JSON alike.

use serde_json::{Map, Value};

use crate::{
    conform,
    depth::{MAX_JSON_DEPTH, is_too_deep},
    error::WireError,
    shape::Shape,
};

/// The input of a JSON 1.1 request.
pub(crate) fn decode(input: &Shape, body: &[u8]) -> Result<Value, WireError> {
    conform::structure(input.members(), object(body)?, "").map(Value::Object)
}

/// The body as an object; an empty body is an empty object. Errors name the place, never the text.
pub(crate) fn object(body: &[u8]) -> Result<Map<String, Value>, WireError> {
    let unreadable = |message: String| WireError::Unreadable(message.into());
    let text = std::str::from_utf8(body)
        .map_err(|_| unreadable("The request body is not valid UTF-8.".to_owned()))?;
    if text.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    if is_too_deep(text) {
        return Err(unreadable(format!("The request body nests deeper than {MAX_JSON_DEPTH} levels.")));
    }
    let value = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        unreadable(format!("The request body is not valid JSON (line {line}, column {column})."))
    })?;
    match value {
        Value::Object(map) => Ok(map),
        _ => Err(unreadable("The request body must be a JSON object.".to_owned())),
    }
}
