//! Signs a request again, over exactly what was claimed to be signed.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, SignableBody, SignableRequest, SignatureLocation, SigningParams,
        SigningSettings, sign,
    },
    sign::v4,
};

use super::{Presented, Request, SigFault};

/// Headers that the signer writes itself.
const MADE_BY_SIGNER: [&str; 3] = ["x-amz-date", "x-amz-security-token", "x-amz-content-sha256"];
/// Parameters that the signer writes itself.
const PARAMETERS: [&str; 7] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
    "X-Amz-Security-Token",
];

/// The signature that the holder of `secret` would have made.
pub(super) fn signature(
    presented: &Presented,
    request: &Request<'_>,
    secret: &str,
) -> Result<String, SigFault> {
    let identity = Credentials::new(
        presented.access_key_id.as_str(),
        secret,
        presented.session_token.clone(),
        None,
        "presented",
    )
    .into();
    let unusable = || SigFault::Malformed("the request cannot be signed".to_owned());
    let params: SigningParams<'_> = v4::SigningParams::builder()
        .identity(&identity)
        .region(&presented.region)
        .name(&presented.service)
        .time(SystemTime::from(presented.date.and_utc()))
        .settings(settings(presented))
        .build()
        .map_err(|_| unusable())?
        .into();
    let headers = signed_headers(presented, request)?;
    let url = url(presented, request)?;
    let signable =
        SignableRequest::new(request.method, url, headers.into_iter(), SignableBody::Bytes(request.body));
    let output = sign(signable.map_err(|_| unusable())?, &params).map_err(|_| unusable())?;
    Ok(output.signature().to_owned())
}

fn settings(presented: &Presented) -> SigningSettings {
    let mut settings = SigningSettings::default();
    settings.excluded_headers = None;
    if let Some(seconds) = presented.expires {
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(Duration::from_secs(seconds));
    }
    if presented.signed_headers.iter().any(|name| name == "x-amz-content-sha256") {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    settings
}

fn signed_headers<'a>(
    presented: &'a Presented,
    request: &Request<'a>,
) -> Result<Vec<(&'a str, &'a str)>, SigFault> {
    let mut headers = Vec::new();
    for name in presented.signed_headers.iter().filter(|name| !MADE_BY_SIGNER.contains(&name.as_str())) {
        // A header that is claimed to be signed and did not come makes another signature, as it should.
        if let Some(value) = request.header(name)? {
            headers.push((name.as_str(), value));
        }
    }
    Ok(headers)
}

/// The address without what the signer writes. The signer takes the host from it where the header is not handed in.
fn url(presented: &Presented, request: &Request<'_>) -> Result<String, SigFault> {
    let host = request.header("host")?.ok_or(SigFault::NotSigned("host"))?;
    // Otherwise a part of the host would be signed as a part of the path, or the reverse, or not at all.
    if !request.path_and_query.starts_with('/')
        || request.path_and_query.contains('#')
        || host.contains(['/', '?', '#', '@'])
    {
        return Err(SigFault::Malformed("The path must begin with '/' and hold no '#', and the Host header must name a host and a port alone.".to_owned()));
    }
    let (path, query) = request.path_and_query.split_once('?').unwrap_or((request.path_and_query, ""));
    let own = |pair: &&str| {
        let name = pair.split_once('=').map_or(*pair, |(name, _)| name);
        presented.expires.is_none() || !PARAMETERS.contains(&name)
    };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).filter(own).collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    Ok(format!("http://{host}{path}{query}"))
}
