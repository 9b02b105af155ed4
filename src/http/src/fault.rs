//! The app's faults in the words of each service.

use app::{Fault, Kind};
use wire::{AwsError, Common, Operation, Protocol};

/// The error that an operation's service gives for a fault.
pub(crate) fn error_of(operation: &Operation, fault: Fault) -> AwsError {
    let service = operation.service;
    let common = match fault.kind {
        Kind::AccessDenied => Some(Common::AccessDenied),
        Kind::NotImplemented => Some(Common::NotImplemented),
        Kind::InternalError => Some(Common::Internal),
        Kind::TooManyRequests if service.protocol == Protocol::Query => Some(Common::Throttled),
        _ => None,
    };
    if let Some(common) = common {
        return common.error(service.protocol, fault.message);
    }
    let stem = fault.kind.stem();
    let exception = format!("{stem}Exception");
    // JSON services add "Exception" to every code, Query services to some: the model tells.
    let code = match service.protocol {
        Protocol::Json | Protocol::RestJson => exception,
        Protocol::Query if service.error(&exception).is_some() => exception,
        Protocol::Query if fault.kind == Kind::InvalidParameter => "ValidationError".to_owned(),
        Protocol::Query => stem.to_owned(),
    };
    AwsError::of(service, code, fault.message)
}
