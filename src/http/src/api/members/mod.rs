//! What becomes of each member of a request: it is acted upon, it is kept and shown as it came because nothing here depends on it, or it is
//! refused by name until it is built. None is taken and silently ignored.
//!
//! The tables say it for every operation that is built; the tests walk the models, so that a member without a row is found. Only
//! refusals are looked at while a request is served.

mod configuration;
mod configured;
#[cfg(test)]
mod deviations;
mod devices;
mod directory;
mod factors;
mod identity;
mod pages;
mod pools_and_clients;
mod user_pools;

use std::{collections::HashMap, sync::LazyLock};

use app::{Answer, Fault};
use serde_json::Value;

/// Members of one operation, each by its path: names of the model with dots between them, lists and maps passed through. An operation
/// that shares members with another has two tables: one of what is shared and one of its own.
pub(crate) struct Members {
    /// `cognito-idp:SignUp`
    operation: &'static str,
    /// The service does what they say.
    #[cfg_attr(not(test), expect(dead_code, reason = "only the tests hold this list to the model"))]
    acted: &'static [&'static str],
    /// Taken, shown again where AWS shows them, without effect; and why that is right.
    #[cfg_attr(not(test), expect(dead_code, reason = "only the tests hold this list to the model"))]
    told: &'static [(&'static str, &'static str)],
    /// Refused with all that lies below them, unless the value asks for nothing.
    refused: &'static [(&'static str, Harmless)],
}

/// A value that asks for nothing that is not built. Tools send such values by default.
#[derive(Clone, Copy)]
enum Harmless {
    /// There is none: the member's presence asks for something.
    None,
    /// Nothing inside: `{}`, `[]`.
    Empty,
    /// `0`
    Zero,
    /// `false`
    False,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A structure that switches itself off: this member has this value.
    With(&'static str, &'static str),
}

/// Every operation that is built.
fn tables() -> impl Iterator<Item = &'static Members> {
    let user_pools = user_pools::TABLES
        .iter()
        .chain(devices::TABLES)
        .chain(directory::TABLES)
        .chain(configuration::TABLES)
        .chain(configured::TABLES);
    user_pools.chain(pages::TABLES).chain(factors::TABLES).chain(identity::TABLES)
}

/// What is refused, by the service and the name of the operation.
type RefusedMembers = HashMap<(&'static str, &'static str), Vec<&'static (&'static str, Harmless)>>;

static REFUSED: LazyLock<RefusedMembers> = LazyLock::new(|| {
    let mut refused = HashMap::<_, Vec<_>>::new();
    for members in tables() {
        let name = members.operation.split_once(':').unwrap_or_default();
        refused.entry(name).or_default().extend(members.refused);
    }
    refused
});

/// Refuses a member that is not built. `input` is what the operation's request was read as.
pub(crate) fn refuse_unbuilt(operation: &wire::Operation, input: &Value) -> Answer<()> {
    let refused = REFUSED.get(&(operation.service.name, operation.name));
    for (path, harmless) in refused.into_iter().flatten() {
        if let Some(found) = at(input, path).into_iter().find(|value| !harmless.takes(value)) {
            return Err(Fault::not_implemented(&name(path, *harmless, found)));
        }
    }
    Ok(())
}

/// All values at a path; every element of a list or map on the way is entered.
fn at<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut found = vec![value];
    for member in path.split('.') {
        found = found.into_iter().flat_map(elements).filter_map(|value| value.get(member)).collect();
    }
    found
}

/// The elements of a list, or the value itself.
fn elements(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |items| items.iter().collect())
}

impl Harmless {
    fn takes(self, value: &Value) -> bool {
        match self {
            Self::None => false,
            Self::Empty => is_empty(value),
            Self::Zero => value.as_i64() == Some(0),
            Self::False => value == &Value::Bool(false),
            Self::OneOf(texts) => {
                elements(value).iter().all(|text| text.as_str().is_some_and(|text| texts.contains(&text)))
            }
            Self::With(member, text) => value.get(member).and_then(Value::as_str) == Some(text),
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.values().all(is_empty),
        Value::Array(items) => items.is_empty(),
        Value::Null => true,
        _ => false,
    }
}

/// The member, and which of the model's choices it is: never free text of the caller.
fn name(path: &str, harmless: Harmless, found: &Value) -> String {
    let Harmless::OneOf(texts) = harmless else { return path.to_owned() };
    let refused = elements(found).into_iter().filter_map(Value::as_str).find(|text| !texts.contains(text));
    refused.map_or_else(|| path.to_owned(), |text| format!("{path} {text}"))
}

#[cfg(test)]
mod tests;
