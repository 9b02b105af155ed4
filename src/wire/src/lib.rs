//! The AWS wire: shapes, constraints and codecs of the five services that Recognito speaks.
//!
//! The models in `schema/aws` are turned into Rust by the build script: typed structures (`cognito_idp::SignUpRequest`),
//! descriptors with every constraint (`cognito_idp::shapes`), operations with their bindings
//! (`cognito_idp::operations`). The hand-written half reads and writes them in three protocols.
//!
//! The way of a request: find the operation ([`route`]), read it ([`request::decode`]), check it against the model
//! ([`check::check`]), hand the typed structure to the code that serves it, write its answer ([`response::encode`]) or
//! its error ([`response::encode_error`]). [`request::read`] does the first three steps after finding at once.
//!
//! It deliberately knows no domain, no framework and no clock: a request is borrowed bytes, an answer is owned ones.

pub mod check;
pub mod error;
pub mod request;
pub mod response;
pub mod route;
pub mod service;
pub mod shape;
pub mod values;

mod conform;
mod depth;
mod form;
mod json;
mod parts;
mod query;
mod query_json;
mod rest;
mod scalar;
mod violation;
mod xml;

/// Amazon Cognito user pools: JSON 1.1.
pub mod cognito_idp {
    include!(concat!(env!("OUT_DIR"), "/cognito_idp_types.rs"));
    include!(concat!(env!("OUT_DIR"), "/cognito_idp_descriptors.rs"));
}

/// Amazon Cognito identity pools: JSON 1.1.
pub mod cognito_identity {
    include!(concat!(env!("OUT_DIR"), "/cognito_identity_types.rs"));
    include!(concat!(env!("OUT_DIR"), "/cognito_identity_descriptors.rs"));
}

/// Amazon Cognito Sync: REST-JSON 1.1.
pub mod cognito_sync {
    include!(concat!(env!("OUT_DIR"), "/cognito_sync_types.rs"));
    include!(concat!(env!("OUT_DIR"), "/cognito_sync_descriptors.rs"));
}

/// AWS Security Token Service: Query, answers in XML.
pub mod sts {
    include!(concat!(env!("OUT_DIR"), "/sts_types.rs"));
    include!(concat!(env!("OUT_DIR"), "/sts_descriptors.rs"));
}

/// The part of AWS Identity and Access Management that Cognito depends on: Query, answers in XML.
pub mod iam {
    include!(concat!(env!("OUT_DIR"), "/iam_types.rs"));
    include!(concat!(env!("OUT_DIR"), "/iam_descriptors.rs"));
}

pub use check::check;
pub use error::{AwsError, Common, WireError};
pub use parts::RequestParts;
pub use query_json::AnswerForm;
pub use request::{decode, read};
pub use response::{ResponseParts, encode, encode_error, encode_error_in, encode_typed, encode_typed_in};
pub use route::{service, services};
pub use service::{Operation, Protocol, Service, Typed};
pub use values::{Blob, Timestamp};
pub use violation::Violation;
