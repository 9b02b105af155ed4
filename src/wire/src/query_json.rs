//! Answers of Query services in JSON, for callers that accept nothing else: the elements of the XML document as members of objects.
//! Verifiers of a cluster's tokens (EKS) call STS this way.

use serde_json::{Map, Value, json};

use crate::{
    error::AwsError,
    service::{Operation, Protocol, Service},
};

/// The form in which an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerForm {
    /// The one of the service's protocol.
    OfProtocol,
    /// JSON, from a Query service.
    Json,
}

impl AnswerForm {
    /// The form that an `Accept` header (empty: there is none) asks for: JSON where it names that alone.
    pub fn of(service: &Service, accepted: &str) -> Self {
        let mut types = accepted.split(',').filter_map(|one| one.split(';').next()).map(str::trim);
        let is_json = |name: &str| name.eq_ignore_ascii_case("application/json");
        let all_json = !accepted.trim().is_empty() && types.all(is_json);
        if service.protocol == Protocol::Query && all_json { Self::Json } else { Self::OfProtocol }
    }
}

/// `{"OpResponse": {"OpResult": {...}, "ResponseMetadata": {...}}}`
pub(crate) fn response(operation: &Operation, output: &Value, request_id: &str) -> String {
    let mut root = Map::new();
    if let Some(shape) = operation.output {
        let result = operation.result_wrapper.unwrap_or(shape.name);
        root.insert(result.to_owned(), output.clone());
    }
    root.insert("ResponseMetadata".to_owned(), json!({ "RequestId": request_id }));
    json!({ format!("{}Response", operation.name): root }).to_string()
}

/// `{"Error": {...}, "RequestId": "..."}`
pub(crate) fn error(error: &AwsError, request_id: &str) -> String {
    let kind = if error.status < 500 { "Sender" } else { "Receiver" };
    let told = json!({ "Type": kind, "Code": error.code, "Message": error.message });
    json!({ "Error": told, "RequestId": request_id }).to_string()
}
