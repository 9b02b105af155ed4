//! Descriptors of services and operations, filled by the build script from the models.
//!
//! They say how an operation is called and what it may answer; who may call it, and what it does, is not known here.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};

use crate::shape::Shape;

/// How requests and answers of a service travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// AWS JSON 1.1: `POST /`, the operation in `X-Amz-Target`.
    Json,
    /// REST-JSON 1.1: the operation in method and path, members in path, query, headers and body.
    RestJson,
    /// Query: a form with `Action` and `Version`, XML back.
    Query,
}

/// One AWS service.
pub struct Service {
    /// The name of its model's file: `cognito-idp`.
    pub name: &'static str,
    /// The service name of a `SigV4` credential scope, and the prefix of its IAM actions.
    pub signing_name: &'static str,
    /// What stands before the dot in `X-Amz-Target`; JSON services only.
    pub target_prefix: Option<&'static str>,
    /// The model's date, which Query requests give as `Version`.
    pub api_version: &'static str,
    /// How it travels.
    pub protocol: Protocol,
    /// The `xmlns` of its answers; Query services only.
    pub xml_namespace: Option<&'static str>,
    /// The code that AWS answers when a value breaks a constraint of the model.
    pub validation_code: &'static str,
    /// All operations, in the order of their names.
    pub operations: &'static [&'static Operation],
    /// All errors that the model declares, in the order of their shapes' names.
    pub errors: &'static [&'static ErrorShape],
}

impl Service {
    /// The operation of that exact name.
    pub fn operation(&self, name: &str) -> Option<&'static Operation> {
        let index = self.operations.binary_search_by(|operation| operation.name.cmp(name)).ok()?;
        self.operations.get(index).copied()
    }

    /// The error that travels under that code.
    pub fn error(&self, code: &str) -> Option<&'static ErrorShape> {
        self.errors.iter().find(|error| error.code == code).copied()
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// One operation of a service.
pub struct Operation {
    /// Its name, which is also its IAM action: `SignUp`.
    pub name: &'static str,
    /// The service it belongs to.
    pub service: &'static Service,
    /// The HTTP method of the model.
    pub method: &'static str,
    /// The URI template of the model.
    pub uri: &'static str,
    /// The template, cut at its slashes.
    pub segments: &'static [Segment],
    /// The structure that a request carries.
    pub input: Option<&'static Shape>,
    /// The structure that an answer carries; without one a JSON answer has an empty body.
    pub output: Option<&'static Shape>,
    /// The element around the result in a Query answer.
    pub result_wrapper: Option<&'static str>,
    /// The errors that the model declares for it.
    pub errors: &'static [&'static ErrorShape],
    /// The model wants no signature (`authtype` none).
    pub unsigned: bool,
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service.signing_name, self.name)
    }
}

/// A part of a URI template between two slashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment {
    /// The same text.
    Literal(&'static str),
    /// Any text that is not empty: the value of this label.
    Label(&'static str),
}

/// An error that a model declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorShape {
    /// The shape's name in the model.
    pub shape: &'static str,
    /// The code that travels; Query services cut `Exception` off some.
    pub code: &'static str,
    /// The HTTP status.
    pub http_status: u16,
}

/// An operation as a type, so that its structures cannot be mixed up with another's.
pub trait Typed {
    /// What a request carries.
    type Input: DeserializeOwned;
    /// What an answer carries; `()` where the model has no output.
    type Output: Serialize;
    /// Its descriptor.
    fn operation() -> &'static Operation;
}
