//! Writes answers and errors in the form of the service's protocol.

use serde_json::{Map, Value, json};

use crate::{
    error::{AwsError, Common},
    query_json::{self, AnswerForm},
    scalar::to_text,
    service::{Operation, Protocol, Service, Typed},
    shape::Location,
    xml,
};

const JSON: &str = "application/x-amz-json-1.1";
const REST_JSON: &str = "application/json";
const XML: &str = "text/xml";

/// An answer independent of any web framework.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseParts {
    /// The HTTP status.
    pub status: u16,
    /// All headers, `Content-Type` and `x-amzn-RequestId` among them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl ResponseParts {
    fn new(status: u16, content_type: &str, request_id: &str, body: Vec<u8>) -> Self {
        let headers = vec![
            ("Content-Type".to_owned(), content_type.to_owned()),
            ("x-amzn-RequestId".to_owned(), request_id.to_owned()),
        ];
        Self { status, headers, body }
    }
}

/// A successful answer. `output` is the operation's structure as JSON, `null` where the model has none.
pub fn encode(operation: &Operation, output: &Value, request_id: &str) -> ResponseParts {
    match operation.service.protocol {
        Protocol::Json => ResponseParts::new(200, JSON, request_id, json_body(operation, output)),
        Protocol::RestJson => rest_json(operation, output, request_id),
        Protocol::Query => {
            let body = xml::response(operation, output, request_id).into_bytes();
            ResponseParts::new(200, XML, request_id, body)
        }
    }
}

/// The successful answer of a typed operation.
pub fn encode_typed<O: Typed>(output: &O::Output, request_id: &str) -> ResponseParts {
    encode_typed_in::<O>(AnswerForm::OfProtocol, output, request_id)
}

/// The same in the form that the caller accepts.
pub fn encode_typed_in<O: Typed>(form: AnswerForm, output: &O::Output, request_id: &str) -> ResponseParts {
    let operation = O::operation();
    let Ok(value) = serde_json::to_value(output) else {
        let error = Common::Internal.error(operation.service.protocol, "The answer could not be written.");
        return encode_error_in(form, operation.service, &error, request_id);
    };
    match form {
        AnswerForm::OfProtocol => encode(operation, &value, request_id),
        AnswerForm::Json => {
            let body = query_json::response(operation, &value, request_id).into_bytes();
            ResponseParts::new(200, REST_JSON, request_id, body)
        }
    }
}

/// An error in the form that the caller accepts.
pub fn encode_error_in(
    form: AnswerForm,
    service: &Service,
    error: &AwsError,
    request_id: &str,
) -> ResponseParts {
    match form {
        AnswerForm::OfProtocol => encode_error(service, error, request_id),
        AnswerForm::Json => {
            let body = query_json::error(error, request_id).into_bytes();
            ResponseParts::new(error.status, REST_JSON, request_id, body)
        }
    }
}

/// An error in the form of the service's protocol.
pub fn encode_error(service: &Service, error: &AwsError, request_id: &str) -> ResponseParts {
    let AwsError { code, message, status } = error;
    let (content_type, body) = match service.protocol {
        Protocol::Json => (JSON, json_error(code, message).to_string()),
        Protocol::RestJson => (REST_JSON, json!({ "message": message }).to_string()),
        Protocol::Query => (XML, xml::error(service, error, request_id)),
    };
    let mut parts = ResponseParts::new(*status, content_type, request_id, body.into_bytes());
    if service.protocol != Protocol::Query {
        parts.headers.push(("x-amzn-ErrorType".to_owned(), format!("{code}:")));
    }
    parts
}

/// An error of JSON 1.1. What could not be read is reported by AWS's parser, which writes its member with a capital letter.
fn json_error(code: &str, message: &str) -> Value {
    if code == "SerializationException" {
        json!({ "__type": code, "Message": message })
    } else {
        json!({ "__type": code, "message": message })
    }
}

/// An operation without an output shape answers with no body at all, which is not the same as an empty object.
fn json_body(operation: &Operation, output: &Value) -> Vec<u8> {
    match (operation.output, output) {
        (None, _) => Vec::new(),
        (Some(_), Value::Null) => b"{}".to_vec(),
        (Some(_), output) => output.to_string().into_bytes(),
    }
}

/// Members bound to headers travel there, the others in the body.
fn rest_json(operation: &Operation, output: &Value, request_id: &str) -> ResponseParts {
    let (Some(shape), Some(output)) = (operation.output, output.as_object()) else {
        return ResponseParts::new(200, REST_JSON, request_id, json_body(operation, output));
    };
    let mut headers = Vec::new();
    let mut body = Map::new();
    for member in shape.members() {
        match (output.get(member.name), member.location) {
            (None | Some(Value::Null), _) => {}
            (Some(value), Location::Header(name)) => {
                headers.push((name.to_owned(), to_text(member.shape, value)));
            }
            (Some(value), _) => {
                body.insert(member.name.to_owned(), value.clone());
            }
        }
    }
    let mut parts =
        ResponseParts::new(200, REST_JSON, request_id, Value::Object(body).to_string().into_bytes());
    parts.headers.append(&mut headers);
    parts
}
