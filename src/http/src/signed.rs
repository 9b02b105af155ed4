//! Signed calls: whose key it is, and whether the signature is right.

use app::{
    App,
    admission::{Caller, NoCredential},
};
use crypto::sigv4::{self, Presented, SigFault};
use domain::Timestamp;
use wire::{AwsError, Common, Service};

use crate::{limits, request::Request};

/// Whoever signed this request for this service.
pub(crate) async fn verify(
    app: &App,
    service: &'static Service,
    request: &Request,
    now: Timestamp,
) -> Result<Caller, AwsError> {
    let path_and_query = request.path_and_query();
    let signable = sigv4::Request {
        method: &request.method,
        path_and_query: &path_and_query,
        headers: &request.headers,
        body: &request.body,
    };
    let mut presented = Presented::parse(&signable).map_err(|fault| error_of(service, &fault))?;
    if std::ptr::eq(service, &wire::sts::SERVICE) {
        presented = presented.with_lifetime(limits::STS_PRESIGNED_SECONDS);
    }
    let credential = app.credential(&presented.access_key_id, presented.session_token.as_deref()).await;
    let credential = credential.map_err(|fault| Common::Internal.error(service.protocol, fault.message))?;
    let credential = credential.map_err(|missing| match missing {
        NoCredential::Unknown => Common::UnknownKey
            .error(service.protocol, "The security token included in the request is invalid."),
        NoCredential::Expired => Common::ExpiredToken
            .error(service.protocol, "The security token included in the request is expired"),
    })?;
    presented
        .verify(&signable, &credential.secret, now.ms(), &app.settings.region, service.signing_name)
        .map_err(|fault| error_of(service, &fault))?;
    Ok(credential.caller)
}

fn error_of(service: &Service, fault: &SigFault) -> AwsError {
    let common = match fault {
        SigFault::Missing => Common::MissingAuthentication,
        SigFault::Incomplete(_) | SigFault::Malformed(_) => Common::IncompleteSignature,
        SigFault::WrongScope(_)
        | SigFault::NotSigned(_)
        | SigFault::Expired { .. }
        | SigFault::NotYetCurrent { .. }
        | SigFault::Mismatch => Common::BadSignature,
    };
    common.error(service.protocol, fault.to_string())
}
