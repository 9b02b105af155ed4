//! Signature Version 4: `METHOD path?query`, headers, body. The request as it stands, and the same signed by the official
//! signer, in headers and presigned: that is accepted, and nothing else with that signature is.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{
        SignableBody, SignableRequest, SignatureLocation, SigningInstructions, SigningSettings, sign,
    },
    sign::v4,
};
use crypto::sigv4::{Presented, Request, SKEW_MS, SigFault};

use crate::input::{checksum, pairs, parts, text};

/// The secret of the seeds, which botocore signed.
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
/// When botocore signed.
const NOW_MS: i64 = 1_795_433_563_000;
const REGION: &str = "us-east-1";
const SERVICE: &str = "cognito-identity";

pub(crate) fn run(data: &[u8]) {
    let [line, headers, body] = parts(data);
    let (line, headers) = (text(line), pairs(headers));
    let (method, address) = line.split_once(' ').unwrap_or(("POST", &line));
    let request = Request { method, path_and_query: address, headers: &headers, body };
    if verify(&request, SECRET).is_ok() {
        holds_for_this_request_alone(&request);
    }
    let location = [SignatureLocation::Headers, SignatureLocation::QueryParams][checksum(data) % 2];
    if let Some((address, headers)) = signed(&request, location) {
        let request = Request { path_and_query: &address, headers: &headers, ..request };
        let outcome = verify(&request, SECRET);
        assert_eq!(outcome, Ok(()), "{method} {address} {headers:?}");
        holds_for_this_request_alone(&request);
    }
}

fn verify(request: &Request<'_>, secret: &str) -> Result<(), SigFault> {
    Presented::parse(request)?.verify(request, secret, NOW_MS, is_region, SERVICE)
}

fn is_region(region: &str) -> bool {
    region == REGION
}

fn holds_for_this_request_alone(request: &Request<'_>) {
    let other = |request: &Request<'_>, secret| assert!(verify(request, secret).is_err());
    other(request, "another secret");
    other(&Request { body: &[request.body, b"x"].concat(), ..*request }, SECRET);
    other(&Request { method: &format!("{}X", request.method), ..*request }, SECRET);
    let (path, query) = request.path_and_query.split_once('?').unwrap_or((request.path_and_query, ""));
    other(&Request { path_and_query: &format!("{path}x?{query}"), ..*request }, SECRET);
    other(&Request { path_and_query: &format!("{path}?{query}&x=y"), ..*request }, SECRET);
    let presented = Presented::parse(request).expect("it was accepted");
    let later = NOW_MS + 8 * 24 * 3_600_000 + SKEW_MS;
    assert!(presented.verify(request, SECRET, later, is_region, SERVICE).is_err());
    assert!(presented.verify(request, SECRET, NOW_MS, |region| region == "eu-west-1", SERVICE).is_err());
    assert!(presented.verify(request, SECRET, NOW_MS, is_region, "sts").is_err());
}

/// Address and headers of the request once its client has signed it; none where no client could send it.
fn signed(request: &Request<'_>, location: SignatureLocation) -> Option<(String, Vec<(String, String)>)> {
    let mut headers: Vec<_> = request.headers.iter().filter(|(name, _)| is_plain(name)).cloned().collect();
    headers.dedup_by(|(one, _), (other, _)| one == other);
    let unique = (1..headers.len()).all(|at| headers[..at].iter().all(|(name, _)| *name != headers[at].0));
    let sendable = headers.iter().all(|(_, value)| value.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
    if !unique || !sendable || !is_address(request.path_and_query) {
        return None;
    }
    headers.push(("host".to_owned(), "127.0.0.1:9229".to_owned()));
    let instructions = instructions(request, &headers, location)?;
    let (added_headers, added_parameters) = instructions.into_parts();
    headers.extend(added_headers.into_iter().map(|one| (one.name().to_owned(), one.value().to_owned())));
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(added_parameters.iter().map(|(name, value)| (*name, value.as_ref())));
    let (query, address) = (query.finish(), request.path_and_query);
    let between = if address.contains('?') { "&" } else { "?" };
    let address = if query.is_empty() { address.to_owned() } else { format!("{address}{between}{query}") };
    Some((address, headers))
}

fn instructions(
    request: &Request<'_>,
    headers: &[(String, String)],
    location: SignatureLocation,
) -> Option<SigningInstructions> {
    let token = checksum(request.body).is_multiple_of(2).then(|| "a/session+token==".to_owned());
    let identity = Credentials::new("AKIDEXAMPLE", SECRET, token, None, "fuzz").into();
    let mut settings = SigningSettings::default();
    if location == SignatureLocation::QueryParams {
        settings.expires_in = Some(Duration::from_mins(15));
    }
    settings.signature_location = location;
    let now = Duration::from_millis(NOW_MS.unsigned_abs());
    let params = v4::SigningParams::builder().identity(&identity).region(REGION).name(SERVICE);
    let params = params.time(SystemTime::UNIX_EPOCH + now).settings(settings).build().ok()?.into();
    let url = format!("http://127.0.0.1:9229{}", request.path_and_query);
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let signable = SignableRequest::new(request.method, url, headers, SignableBody::Bytes(request.body));
    Some(sign(signable.ok()?, &params).ok()?.into_parts().0)
}

/// A header that a client may add to those that the signature itself needs.
fn is_plain(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
    let special =
        ["host", "authorization"].contains(&name) || name.starts_with("x-amz-") && name != "x-amz-target";
    !name.is_empty() && name.bytes().all(is_letter) && !special
}

/// What stands in a request line as it is, with nothing of a signature in it.
fn is_address(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/?&=%-._~:+*,;@!$'()".contains(&byte);
    let query = text.split_once('?').map_or("", |(_, query)| query);
    text.starts_with('/')
        && text.bytes().all(is_plain)
        && !query.contains(['?', '%'])
        && !text.contains("X-Amz")
}
