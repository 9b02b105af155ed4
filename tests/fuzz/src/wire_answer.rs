//! Answers: any JSON as the output of any operation (`service:Operation`, then the JSON), and its text as an error's
//! message. With any content, the answer is well-formed and no text becomes markup.

use quick_xml::{Reader, events::Event};
use serde_json::Value;
use wire::{AwsError, Protocol, Service};

use crate::input::{operation, parts, text};

pub(crate) fn run(data: &[u8]) {
    let [name, body] = parts(data);
    let operation = operation(name, |_| true);
    let message = text(body).into_owned();
    let output = serde_json::from_slice(body).unwrap_or_else(|_| Value::String(message.clone()));
    let answer = wire::encode(operation, &output, &message);
    if !answer.body.is_empty() {
        is_well_formed(operation.service, &answer.body);
    }
    let error = AwsError::of(operation.service, message.clone(), message);
    is_well_formed(operation.service, &wire::encode_error(operation.service, &error, "request").body);
}

/// Panics unless a client of the service can read the body.
pub(crate) fn is_well_formed(service: &Service, body: &[u8]) {
    if service.protocol != Protocol::Query {
        serde_json::from_slice::<Value>(body).expect("the body is JSON");
        return;
    }
    let body = std::str::from_utf8(body).expect("the body is text");
    let mut reader = Reader::from_str(body);
    loop {
        match reader.read_event().expect("the body is XML, every element closed by its own end") {
            Event::Eof => return,
            Event::Start(_) | Event::End(_) | Event::Text(_) => {}
            Event::GeneralRef(name) => {
                assert!(["lt", "gt", "amp", "#13", "#10", "#9"].contains(&&*name), "{name:?}");
            }
            other => panic!("an answer holds {other:?}"),
        }
    }
}
