//! REST-JSON requests: members from the path, the query string, the headers and the body.

use serde_json::{Map, Value};

use crate::{
    conform,
    error::WireError,
    form, json,
    parts::RequestParts,
    route,
    scalar::from_text,
    service::Operation,
    shape::{Location, Shape},
};

pub(crate) fn decode(
    operation: &Operation,
    input: &Shape,
    parts: &RequestParts<'_>,
) -> Result<Value, WireError> {
    let mut read = body(input, parts)?;
    let labels = route::labels(operation, parts.raw_path)
        .ok_or_else(|| WireError::Unreadable("The path is not one of the operation.".into()))?;
    let query = form::pairs(parts.raw_query)?;
    for member in input.members() {
        let text = match member.location {
            Location::Body => None,
            Location::Uri(label) => find(&labels, label).map(|text| form::decode(text)).transpose()?,
            Location::Query(name) => find(&query, name).cloned(),
            Location::Header(name) => parts.header(name).map(str::to_owned),
        };
        if let Some(text) = text {
            read.insert(member.name.to_owned(), from_text(member.shape, text, member.name)?);
        }
    }
    Ok(Value::Object(read))
}

/// The members that the body carries. What the body says under the name of a member that belongs elsewhere does not
/// count. Where no member is bound to the body, it is not even read.
fn body(input: &Shape, parts: &RequestParts<'_>) -> Result<Map<String, Value>, WireError> {
    let elsewhere = input.members().iter().filter(|member| member.location != Location::Body);
    if elsewhere.clone().count() == input.members().len() {
        return Ok(Map::new());
    }
    let mut body = json::object(parts.body)?;
    for member in elsewhere {
        body.remove(member.name);
    }
    conform::structure(input.members(), body, "")
}

fn find<'a, N: AsRef<str>, V>(pairs: &'a [(N, V)], name: &str) -> Option<&'a V> {
    pairs.iter().find(|(found, _)| found.as_ref() == name).map(|(_, value)| value)
}
