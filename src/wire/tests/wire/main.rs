//! The wire from outside: requests as clients send them, answers as clients read them, and the models behind both.

mod checks;
mod errors;
mod fitting;
mod json;
mod malformed;
mod models;
mod query;
mod query_json;
mod rest;
mod xml;

use serde_json::Value;
use wire::{AwsError, Operation, RequestParts, WireError};

pub(crate) const REQUEST_ID: &str = "6b1c4f0a-0000-4000-8000-000000000001";

/// The operation `cognito-idp:SignUp` of a text like that.
pub(crate) fn operation(name: &str) -> &'static Operation {
    let (service, operation) = name.split_once(':').expect("service:Operation");
    wire::service(service).and_then(|service| service.operation(operation)).expect("a known operation")
}

pub(crate) fn posted(body: &[u8]) -> RequestParts<'_> {
    RequestParts { method: "POST", raw_path: "/", raw_query: "", headers: &[], body }
}

/// Decodes and checks a posted body.
pub(crate) fn received(name: &str, body: &[u8]) -> Result<Value, AwsError> {
    let operation = operation(name);
    let answer = |error: WireError| error.answer(operation.service);
    let value = wire::decode(operation, &posted(body)).map_err(answer)?;
    wire::check(operation, &value).map_err(answer)?;
    Ok(value)
}

/// The error of a posted body.
pub(crate) fn refused(name: &str, body: impl AsRef<[u8]>) -> AwsError {
    received(name, body.as_ref()).expect_err("the request breaks a rule")
}

pub(crate) fn header<'a>(parts: &'a wire::ResponseParts, name: &str) -> Option<&'a str> {
    let found = parts.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

pub(crate) fn text(parts: &wire::ResponseParts) -> &str {
    std::str::from_utf8(&parts.body).expect("answers are UTF-8")
}
