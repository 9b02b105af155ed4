//! Requests signed by AWS's own signer for a long-term key or for a session, in headers or in the query.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{
        SignableBody, SignableRequest, SignatureLocation, SigningInstructions, SigningSettings, sign,
    },
    sign::v4,
};

use crate::{http::Request, server::AccessKey};

/// Text as it stands in a query or a form.
pub fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// A request signed in its headers, now.
#[must_use]
pub fn signed(
    request: &Request,
    authority: &str,
    service: &str,
    key: &AccessKey,
    session_token: Option<&str>,
) -> Request {
    let session_token = session_token.map(ToOwned::to_owned);
    let by = Credentials::new(&key.id, &key.secret, session_token, None, "tests");
    let signing =
        instructions(request, authority, service, by, SystemTime::now(), SigningSettings::default());
    let mut request = request.clone();
    for (name, value) in signing.headers() {
        request = request.with(name, value);
    }
    request
}

/// A GET signed in its query so long ago, that says to be good for so long (both in seconds).
#[must_use]
pub fn presigned(
    path: &str,
    authority: &str,
    service: &str,
    key: &AccessKey,
    ago: u64,
    good_for: u64,
) -> Request {
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(Duration::from_secs(good_for));
    let by = Credentials::new(&key.id, &key.secret, None, None, "tests");
    let at = SystemTime::now() - Duration::from_secs(ago);
    let signing = instructions(&Request::get(path), authority, service, by, at, settings);
    let query = signing.params().iter().map(|(name, value)| format!("&{name}={}", encoded(value)));
    Request::get(&format!("{path}{}", query.collect::<String>()))
}

fn instructions(
    request: &Request,
    authority: &str,
    service: &str,
    by: Credentials,
    at: SystemTime,
    settings: SigningSettings,
) -> SigningInstructions {
    let identity = by.into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region("us-east-1")
        .name(service)
        .time(at)
        .settings(settings)
        .build()
        .unwrap()
        .into();
    let url = format!("http://{authority}{}", request.path);
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let headers = headers.chain([("host", authority)]);
    let signable =
        SignableRequest::new(request.method, url, headers, SignableBody::Bytes(&request.body)).unwrap();
    sign(signable, &parameters).unwrap().into_parts().0
}
