//! Errors that travel: what was wrong with a request on the wire, and any AWS error with its code and status.
//!
//! Messages may quote what a caller sent, so neither `Debug` nor `Display` shows them: a log gets the code.

use std::{borrow::Cow, fmt};

use crate::{
    service::{Operation, Protocol, Service},
    violation::{self, Violation},
};

/// An error as AWS answers it.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code} ({status})")]
pub struct AwsError {
    /// The code that clients look at: `NotAuthorizedException`.
    pub code: Cow<'static, str>,
    /// The sentence for people; it may quote the caller, so it is not for logs.
    pub message: Cow<'static, str>,
    /// The HTTP status.
    pub status: u16,
}

impl fmt::Debug for AwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsError")
            .field("code", &self.code)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl AwsError {
    /// The error of that code, with the status that the service's model declares; 400 for a code that it does not know.
    pub fn of(
        service: &Service,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        let code = code.into();
        let status = service.error(&code).map_or(400, |error| error.http_status);
        Self { code, message: message.into(), status }
    }
}

/// Errors that AWS's front door gives for every service and that no model lists (some models list a few of them too).
/// Each protocol has its own code and status for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Common {
    /// The call must be signed and is not.
    MissingAuthentication,
    /// The access key, or its session token, is not known.
    UnknownKey,
    /// The signature does not fit the request.
    BadSignature,
    /// The authorization header lacks a part.
    IncompleteSignature,
    /// Policy does not allow the call.
    AccessDenied,
    /// The temporary credentials have expired.
    ExpiredToken,
    /// There is no such operation.
    UnknownOperation,
    /// The request cannot be read at all.
    Unreadable,
    /// The request is larger than is accepted.
    TooLarge,
    /// The request did not come in whole in time.
    TooSlow,
    /// Too many requests.
    Throttled,
    /// The operation exists but is not built here yet.
    NotImplemented,
    /// Something failed on our side.
    Internal,
}

impl Common {
    /// Every one.
    pub const ALL: &'static [Self] = &[
        Self::MissingAuthentication,
        Self::UnknownKey,
        Self::BadSignature,
        Self::IncompleteSignature,
        Self::AccessDenied,
        Self::ExpiredToken,
        Self::UnknownOperation,
        Self::Unreadable,
        Self::TooLarge,
        Self::TooSlow,
        Self::Throttled,
        Self::NotImplemented,
        Self::Internal,
    ];

    /// The code in which a protocol gives it.
    pub fn code(self, protocol: Protocol) -> &'static str {
        match protocol {
            Protocol::Json | Protocol::RestJson => self.of_json().0,
            Protocol::Query => self.of_query().0,
        }
    }

    /// The error in the words of the protocol.
    pub fn error(self, protocol: Protocol, message: impl Into<Cow<'static, str>>) -> AwsError {
        let (code, status) = match protocol {
            Protocol::Json => self.of_json(),
            Protocol::RestJson => self.of_rest_json(),
            Protocol::Query => self.of_query(),
        };
        AwsError { code: code.into(), message: message.into(), status }
    }

    fn of_json(self) -> (&'static str, u16) {
        match self {
            Self::MissingAuthentication => ("MissingAuthenticationTokenException", 400),
            Self::UnknownKey => ("UnrecognizedClientException", 400),
            Self::BadSignature => ("InvalidSignatureException", 400),
            Self::IncompleteSignature => ("IncompleteSignatureException", 400),
            Self::AccessDenied => ("AccessDeniedException", 400),
            Self::ExpiredToken => ("ExpiredTokenException", 400),
            Self::UnknownOperation => ("UnknownOperationException", 400),
            Self::Unreadable => ("SerializationException", 400),
            Self::TooLarge => ("RequestEntityTooLargeException", 413),
            Self::TooSlow => ("RequestTimeoutException", 408),
            Self::Throttled => ("TooManyRequestsException", 400),
            Self::NotImplemented => ("NotImplementedException", 501),
            Self::Internal => ("InternalErrorException", 500),
        }
    }

    /// REST-JSON has the codes of JSON, but lets the HTTP status speak.
    fn of_rest_json(self) -> (&'static str, u16) {
        let (code, status) = self.of_json();
        let status = match self {
            Self::MissingAuthentication
            | Self::UnknownKey
            | Self::BadSignature
            | Self::IncompleteSignature
            | Self::AccessDenied
            | Self::ExpiredToken => 403,
            Self::UnknownOperation => 404,
            Self::Throttled => 429,
            Self::Unreadable | Self::TooLarge | Self::TooSlow | Self::NotImplemented | Self::Internal => {
                status
            }
        };
        (code, status)
    }

    fn of_query(self) -> (&'static str, u16) {
        match self {
            Self::MissingAuthentication => ("MissingAuthenticationToken", 403),
            Self::UnknownKey => ("InvalidClientTokenId", 403),
            Self::BadSignature => ("SignatureDoesNotMatch", 403),
            Self::IncompleteSignature => ("IncompleteSignature", 400),
            Self::AccessDenied => ("AccessDenied", 403),
            Self::ExpiredToken => ("ExpiredToken", 403),
            Self::UnknownOperation => ("InvalidAction", 400),
            Self::Unreadable => ("MalformedInput", 400),
            Self::TooLarge => ("RequestEntityTooLarge", 413),
            Self::TooSlow => ("RequestTimeout", 408),
            Self::Throttled => ("Throttling", 400),
            Self::NotImplemented => ("NotImplemented", 501),
            Self::Internal => ("InternalFailure", 500),
        }
    }
}

impl Operation {
    /// Whether the operation can answer this code: its model declares it, or the front door of every service gives it.
    pub fn may_answer(&self, code: &str) -> bool {
        let service = self.service;
        self.errors.iter().any(|error| error.code == code)
            || code == service.validation_code
            || Common::ALL.iter().any(|common| common.code(service.protocol) == code)
    }
}

/// Why a request is refused before its meaning is looked at.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// It cannot be read: malformed, of wrong types, too deep, not UTF-8. The sentence quotes no value.
    #[error("unreadable request")]
    Unreadable(Cow<'static, str>),
    /// It can be read, but breaks constraints of the model: at least one.
    #[error("request breaks {} constraints", .0.len())]
    Invalid(Vec<Violation>),
}

impl fmt::Debug for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl WireError {
    /// The answer that the service gives.
    pub fn answer(&self, service: &Service) -> AwsError {
        match self {
            Self::Unreadable(message) => Common::Unreadable.error(service.protocol, message.clone()),
            Self::Invalid(violations) => AwsError {
                code: service.validation_code.into(),
                message: violation::message(violations).into(),
                status: 400,
            },
        }
    }
}
