//! Signed calls: the owner of the key, and whether the signature is right.

use app::{
    App,
    admission::{Caller, NoCredential},
};
use crypto::sigv4::{self, Presented, SigFault};
use domain::Timestamp;
use wire::{AwsError, Common, Service};

use crate::doors::{limits, request::Request};

/// A call with a good signature.
pub(crate) struct Verified {
    /// The owner of the key that signed it.
    pub(crate) caller: Caller,
    /// The region that it is made in.
    pub(crate) region: String,
}

/// Verifies that a request is signed for this service, in any region.
pub(crate) async fn verify(
    app: &App,
    service: &'static Service,
    request: &Request,
    now: Timestamp,
) -> Result<Verified, AwsError> {
    let path_and_query = request.path_and_query();
    let signable = sigv4::Request {
        method: &request.method,
        path_and_query: &path_and_query,
        headers: &request.headers,
        body: &request.body,
    };
    let mut presented = Presented::parse(&signable).map_err(|fault| error_of(service, &fault))?;
    if service.name == wire::sts::SERVICE.name {
        presented = presented.with_lifetime(limits::STS_PRESIGNED_SECONDS);
    }
    let credential =
        app.admission.credential(&presented.access_key_id, presented.session_token.as_deref()).await;
    let credential = credential.map_err(|fault| Common::Internal.error(service.protocol, fault.message))?;
    let credential = credential.map_err(|missing| match missing {
        NoCredential::Unknown => Common::UnknownKey
            .error(service.protocol, "The security token included in the request is invalid."),
        NoCredential::Expired => Common::ExpiredToken
            .error(service.protocol, "The security token included in the request is expired"),
    })?;
    let region = app.core.settings.region_signed_for(service.signing_name, presented.region());
    presented
        .verify(&signable, &credential.secret, now.ms(), |_| region.is_some(), service.signing_name)
        .map_err(|fault| error_of(service, &fault))?;
    Ok(Verified { caller: credential.caller, region: region.unwrap_or_default().to_owned() })
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
