//! The app's faults in the words of each service.

use app::{Class, Fault, Kind};
use wire::{AwsError, Common, Operation, Protocol, Service};

/// The error that an operation gives for a fault. It is always one that the operation's model declares, or that the front door of every
/// service gives: clients are generated from the models, and take anything else for a failure of the service.
pub(crate) fn error_of(operation: &Operation, fault: Fault) -> AwsError {
    let service = operation.service;
    let kinds = std::iter::once(&fault.kind).chain(instead_of(fault.kind));
    for kind in kinds {
        if let Some(common) = common_of(service, *kind) {
            return common.error(service.protocol, fault.message);
        }
        let code = code_of(service, *kind);
        if operation.may_answer(&code) {
            return AwsError::of(service, code, fault.message);
        }
    }
    // Every list of kinds ends in one that all operations have, which a test holds to be true.
    tracing::error!(?operation, kind = ?fault.kind, "an operation has no error for this");
    Common::Internal.error(service.protocol, fault.message)
}

/// The kinds that no model needs to declare.
fn common_of(service: &Service, kind: Kind) -> Option<Common> {
    match kind {
        Kind::AccessDenied => Some(Common::AccessDenied),
        Kind::NotImplemented => Some(Common::NotImplemented),
        Kind::InternalError => Some(Common::Internal),
        Kind::TooManyRequests if service.protocol == Protocol::Query => Some(Common::Throttled),
        _ => None,
    }
}

/// JSON services add "Exception" to every code, Query services to some: the model says which.
fn code_of(service: &Service, kind: Kind) -> String {
    let stem = kind.stem();
    let exception = format!("{stem}Exception");
    match service.protocol {
        Protocol::Json | Protocol::RestJson => exception,
        Protocol::Query if service.error(&exception).is_some() => exception,
        Protocol::Query if kind == Kind::InvalidParameter => service.validation_code.to_owned(),
        Protocol::Query => stem.to_owned(),
    }
}

/// The kinds that replace one that an operation's model does not declare, best first.
const fn instead_of(kind: Kind) -> &'static [Kind] {
    match kind.class() {
        Class::Caller => &[Kind::NotAuthorized, Kind::Unauthorized, Kind::AccessDenied],
        Class::Absence => &[Kind::ResourceNotFound, Kind::NoSuchEntity, Kind::InvalidParameter],
        Class::Configuration => &[Kind::NotAuthorized, Kind::InvalidParameter],
        Class::Request => &[Kind::InvalidParameter],
        Class::Service => &[Kind::InternalError],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(service: &str, name: &str) -> &'static Operation {
        wire::service(service).and_then(|service| service.operation(name)).unwrap()
    }

    fn code(operation: &Operation, kind: Kind) -> String {
        error_of(operation, Fault::new(kind, "why")).code.into_owned()
    }

    #[test]
    fn every_fault_of_every_operation_is_an_error_that_its_model_declares() {
        for service in wire::services() {
            for operation in service.operations {
                for kind in Kind::ALL {
                    let code = code(operation, *kind);
                    assert!(operation.may_answer(&code), "{operation:?} answers {code} for {kind:?}");
                    let internal = Common::Internal.code(service.protocol);
                    let is_internal = matches!(kind, Kind::InternalError | Kind::CodeDeliveryFailure);
                    assert!(is_internal || code != internal, "{operation:?} fails for {kind:?}");
                }
            }
        }
    }

    #[test]
    fn what_a_model_does_not_declare_is_told_by_the_nearest_that_it_does() {
        let revoke = operation("cognito-idp", "RevokeToken");
        assert_eq!(code(revoke, Kind::NotAuthorized), "UnauthorizedException");
        let sign_out = operation("cognito-idp", "GlobalSignOut");
        assert_eq!(code(sign_out, Kind::UserNotFound), "NotAuthorizedException");
        assert_eq!(code(operation("cognito-idp", "GetUser"), Kind::UserNotFound), "UserNotFoundException");
        let list = operation("cognito-sync", "ListRecords");
        assert_eq!(code(list, Kind::ResourceNotFound), "InvalidParameterException");
        let assume = operation("sts", "AssumeRoleWithWebIdentity");
        assert_eq!(code(assume, Kind::InvalidParameter), "ValidationError");
        assert_eq!(code(assume, Kind::MalformedPolicyDocument), "MalformedPolicyDocument");
    }
}
