//! Query requests: a form whose dotted names spell out structures, lists (`.member.1`) and maps (`.entry.1.key`).
//!
//! Reading walks the shape, never the names, so a request can neither nest deeper nor allocate more than the model and
//! its own size allow.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

use serde_json::{Map, Value};

use crate::{
    error::WireError,
    form,
    parts::RequestParts,
    scalar::{from_text, must_be, sound_text},
    shape::{Kind, Shape},
};

/// Parameters by name. Names sort so that all that begin alike stand together.
pub(crate) type Parameters = BTreeMap<String, String>;

pub(crate) fn decode(input: &Shape, parts: &RequestParts<'_>) -> Result<Value, WireError> {
    let parameters = parameters(parts)?;
    let mut read = Map::new();
    for member in input.members() {
        if let Some(value) = value(member.shape, member.name, &parameters)? {
            read.insert(member.name.to_owned(), value);
        }
    }
    Ok(Value::Object(read))
}

/// What the URL and a posted form say together; the form wins.
pub(crate) fn parameters(parts: &RequestParts<'_>) -> Result<Parameters, WireError> {
    let body = std::str::from_utf8(parts.body)
        .map_err(|_| WireError::Unreadable("The request body is not valid UTF-8.".into()))?;
    let mut pairs = form::pairs(parts.raw_query)?;
    pairs.extend(form::pairs(body.trim_ascii())?);
    Ok(pairs.into_iter().collect())
}

/// The value that the parameters under this name spell; none if there are none.
fn value(shape: &Shape, name: &str, parameters: &Parameters) -> Result<Option<Value>, WireError> {
    match &shape.kind {
        Kind::Structure(_) => structure(shape, name, parameters),
        Kind::List { member, .. } => {
            let mut items = Vec::new();
            let prefix = format!("{name}.member.");
            for index in indices(&prefix, parameters) {
                items.extend(value(member, &format!("{prefix}{index}"), parameters)?);
            }
            Ok(given(items.is_empty(), name, parameters).then_some(Value::Array(items)))
        }
        Kind::Map { value: element, .. } => map(element, name, parameters),
        _ => parameters.get(name).map(|text| from_text(shape, text.clone(), name)).transpose(),
    }
}

fn structure(shape: &Shape, name: &str, parameters: &Parameters) -> Result<Option<Value>, WireError> {
    let mut read = Map::new();
    for member in shape.members() {
        if let Some(value) = value(member.shape, &format!("{name}.{}", member.name), parameters)? {
            read.insert(member.name.to_owned(), value);
        }
    }
    Ok((!read.is_empty()).then_some(Value::Object(read)))
}

fn map(element: &Shape, name: &str, parameters: &Parameters) -> Result<Option<Value>, WireError> {
    let mut entries = Map::new();
    let prefix = format!("{name}.entry.");
    for index in indices(&prefix, parameters) {
        let key = parameters.get(&format!("{prefix}{index}.key"));
        let key = key.ok_or_else(|| must_be(name, "a map whose entries have keys"))?;
        if let Some(value) = value(element, &format!("{prefix}{index}.value"), parameters)? {
            entries.insert(sound_text(key.clone(), name)?, value);
        }
    }
    Ok(given(entries.is_empty(), name, parameters).then_some(Value::Object(entries)))
}

/// An empty list or map is sent as its bare name with nothing behind.
fn given(empty: bool, name: &str, parameters: &Parameters) -> bool {
    !empty || parameters.contains_key(name)
}

/// The numbers that follow the prefix, in their order, gaps or not.
fn indices(prefix: &str, parameters: &Parameters) -> BTreeSet<u32> {
    let from = (Bound::Included(prefix), Bound::Unbounded);
    let names = parameters.range::<str, _>(from).map(|(name, _)| name);
    names
        .map_while(|name| name.strip_prefix(prefix))
        .filter_map(|rest| rest.split('.').next()?.parse().ok())
        .collect()
}
