//! A second reading of a response, by the crate: it verifies the signature and reads what was signed from the tree that it verified. What it
//! reads must be what the rules of ours read; where the two differ, the message means two things and is refused.

use std::time::{Duration, SystemTime};

use ports::federation::saml::{CLOCK_SKEW_SECONDS, Expected, Refused};
use saml::{
    ConsumeResponse, DigestAlgorithm, Error, Identity, IdpDescriptor, InMemoryReplayCache, LoginTracker,
    ReplayMode, ServiceProvider, ServiceProviderConfig, SignatureAlgorithm, SpWantSigned, SsoResponseBinding,
    SsoResponseEndpoint, X509Certificate, sp::LoginTrackerPayload,
};

use super::{claims, signature, tree::Element};

/// Which signatures a response has.
#[derive(Clone, Copy)]
pub(super) struct Signed {
    /// The response itself.
    pub(super) response: bool,
    /// Its assertion.
    pub(super) assertion: bool,
}

/// Verifies every signature of `message`, whose assertion is in the clear, and holds what the crate reads against `assertion`.
pub(super) fn agrees(
    message: &str,
    signed: Signed,
    assertion: &Element,
    expected: &Expected<'_>,
) -> Result<(), Refused> {
    let identity = read(message, signed, expected).map_err(|error| refused(&error))?;
    if is_same(&identity, assertion)? { Ok(()) } else { Err(Refused::Structure) }
}

fn read(message: &str, signed: Signed, expected: &Expected<'_>) -> Result<Identity, Error> {
    let provider = service_provider(signed, expected)?;
    let peer = descriptor(expected, signature::certificates(&expected.peer.certificates));
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(expected.now.unsigned_abs());
    let tracker =
        expected.request.map(|request| tracker(request, &peer, expected.address, now)).transpose()?;
    // The caller claims the id of the assertion in the append, so this one is new to every message.
    let replay = InMemoryReplayCache::default();
    provider.consume_response(ConsumeResponse {
        idp: &peer,
        peer_crypto_policy: None,
        saml_response: message.as_bytes(),
        binding: SsoResponseBinding::HttpPost,
        relay_state: None,
        tracker: tracker.as_ref(),
        expected_destination: expected.address,
        now,
        clock_skew: Duration::from_secs(CLOCK_SKEW_SECONDS.unsigned_abs()),
        replay_cache: Some(&replay),
        replay_mode: ReplayMode::All,
        holder_of_key_cert: None,
    })
}

fn service_provider(signed: Signed, expected: &Expected<'_>) -> Result<ServiceProvider, Error> {
    ServiceProvider::new(ServiceProviderConfig {
        entity_id: expected.audience.to_owned(),
        acs: vec![answer_at(expected.address)],
        slo: Vec::new(),
        name_id_formats: Vec::new(),
        signing_key: None,
        decryption_key: None,
        sign_authn_requests: false,
        want_signed: SpWantSigned { response: signed.response, assertions: signed.assertion },
        allow_unsolicited: expected.request.is_none(),
        default_peer_crypto_policy: signature::policy(),
        outbound_signature_algorithm: SignatureAlgorithm::RsaSha256,
        outbound_digest_algorithm: DigestAlgorithm::Sha256,
    })
}

fn answer_at(address: &str) -> SsoResponseEndpoint {
    SsoResponseEndpoint::post(address, 0, true)
}

fn descriptor(expected: &Expected<'_>, certificates: Vec<X509Certificate>) -> IdpDescriptor {
    IdpDescriptor {
        entity_id: expected.peer.entity_id.clone(),
        sso_endpoints: Vec::new(),
        slo_endpoints: Vec::new(),
        artifact_resolution_endpoints: Vec::new(),
        signing_certs: certificates,
        encryption_certs: Vec::new(),
        supported_name_id_formats: Vec::new(),
        want_authn_requests_signed: false,
        valid_until: None,
        cache_duration: None,
    }
}

/// What the crate keeps of a request. It takes one only as it sealed it; the caller's own state is sealed already, so the key is any.
fn tracker(
    request: &str,
    peer: &IdpDescriptor,
    address: &str,
    now: SystemTime,
) -> Result<LoginTracker, Error> {
    let kept = LoginTrackerPayload {
        request_id: request.to_owned(),
        issued_at: now,
        idp_entity_id: peer.entity_id.clone(),
        acs_endpoint: answer_at(address),
        requested_authn_context: None,
        requested_name_id_format: None,
        idp_signing_cert_fingerprints: peer
            .signing_certs
            .iter()
            .map(X509Certificate::fingerprint_sha256)
            .collect(),
        idp_artifact_resolution_services: Vec::new(),
    };
    let key = [0; 32];
    LoginTracker::open(&kept.seal(&key)?, &key, now, Duration::ZERO)
}

fn is_same(identity: &Identity, assertion: &Element) -> Result<bool, Refused> {
    let name = claims::name(assertion)?;
    let (session_index, class) = claims::session(assertion);
    let theirs = identity
        .attributes()
        .iter()
        .map(|one| (one.name.as_str(), one.values.iter().map(String::as_str).collect()));
    let ours = claims::attributes(assertion)
        .map(|one| (one.name, one.values.iter().map(|value| value.text.as_str()).collect::<Vec<_>>()));
    Ok(identity.name_id().value == name.value
        && Some(identity.assertion_id()) == assertion.attribute("ID")
        && identity.session_index() == session_index.as_deref()
        && identity.authn_context_class_ref() == class.as_deref()
        && theirs.eq(ours))
}

/// What the crate refuses has passed the rules of ours, so a reason other than the signature is one that they do not know.
fn refused(error: &Error) -> Refused {
    match error {
        Error::SignatureMissing => Refused::Unsigned,
        Error::SignatureVerification { .. }
        | Error::DisallowedAlgorithm { .. }
        | Error::DisallowedTransform { .. }
        | Error::ReferenceResolution
        | Error::Base64Decode
        | Error::IdpTrustRootMismatch => Refused::Signature,
        _ => Refused::Structure,
    }
}
