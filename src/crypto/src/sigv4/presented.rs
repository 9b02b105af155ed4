//! What a request says of its signature: who signed, when, for what, over which headers.

use std::{collections::BTreeMap, fmt};

use aws_lc_rs::digest::{SHA256, digest};
use chrono::NaiveDateTime;
use percent_encoding::percent_decode_str;

use super::{PRESIGNED_MAX_SECONDS, Request, SKEW_MS, SigFault, resign};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const DATE_FORM: &str = "%Y%m%dT%H%M%SZ";

/// A signature as it was presented; nothing of it is believed yet.
#[derive(Clone)]
pub struct Presented {
    /// The access key that claims to have signed.
    pub access_key_id: String,
    /// The session token of temporary credentials.
    pub session_token: Option<String>,
    pub(super) day: String,
    pub(super) region: String,
    pub(super) service: String,
    pub(super) signed_headers: Vec<String>,
    pub(super) signature: String,
    pub(super) date: NaiveDateTime,
    /// Seconds a presigned request is good for; `None`: signed in headers.
    pub(super) expires: Option<u64>,
    /// Seconds for which the service accepts presigned requests, where it overrides what they say.
    lifetime: Option<u64>,
}

impl fmt::Debug for Presented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presented").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

impl Presented {
    /// The region that the request is signed for, as it was presented.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Reads it from the Authorization header, or from the query of a presigned request.
    pub fn parse(request: &Request<'_>) -> Result<Self, SigFault> {
        if let Some(authorization) = request.header("authorization")? {
            return Self::from_header(request, authorization);
        }
        let query = query_of(request.path_and_query)?;
        if query.contains_key("X-Amz-Algorithm") { Self::from_query(&query) } else { Err(SigFault::Missing) }
    }

    fn from_header(request: &Request<'_>, authorization: &str) -> Result<Self, SigFault> {
        let rest = authorization
            .strip_prefix(ALGORITHM)
            .ok_or_else(|| SigFault::Malformed("Unsupported authorization algorithm".to_owned()))?;
        let parts: BTreeMap<&str, &str> =
            rest.split(',').filter_map(|part| part.trim().split_once('=')).collect();
        let part = |name: &'static str| parts.get(name).copied().ok_or(SigFault::Incomplete(name));
        let date = request.header("x-amz-date")?.ok_or(SigFault::Incomplete("X-Amz-Date"))?;
        let token = request.header("x-amz-security-token")?.map(ToOwned::to_owned);
        Self::new(part("Credential")?, part("SignedHeaders")?, part("Signature")?, date, token, None)
    }

    fn from_query(query: &BTreeMap<String, String>) -> Result<Self, SigFault> {
        let part = |name: &'static str| query.get(name).map(String::as_str).ok_or(SigFault::Incomplete(name));
        if part("X-Amz-Algorithm")? != ALGORITHM {
            return Err(SigFault::Malformed("Unsupported authorization algorithm".to_owned()));
        }
        let expires = part("X-Amz-Expires")?.parse().ok().filter(|seconds| *seconds <= PRESIGNED_MAX_SECONDS);
        let expires =
            expires.ok_or_else(|| SigFault::Malformed("X-Amz-Expires must be up to 604800".to_owned()))?;
        let token = query.get("X-Amz-Security-Token").cloned();
        let headers = part("X-Amz-SignedHeaders")?;
        let (credential, signature) = (part("X-Amz-Credential")?, part("X-Amz-Signature")?);
        Self::new(credential, headers, signature, part("X-Amz-Date")?, token, Some(expires))
    }

    fn new(
        credential: &str,
        signed_headers: &str,
        signature: &str,
        date: &str,
        session_token: Option<String>,
        expires: Option<u64>,
    ) -> Result<Self, SigFault> {
        let malformed =
            || SigFault::Malformed("Credential must have exactly 5 slash-delimited elements".to_owned());
        let scope: Vec<&str> = credential.split('/').collect();
        let [access_key_id, day, region, service, "aws4_request"] = scope[..] else {
            return Err(malformed());
        };
        let no_date = |_| SigFault::Malformed("Date must be in ISO-8601 'basic format'".to_owned());
        Ok(Self {
            access_key_id: access_key_id.to_owned(),
            session_token,
            day: day.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
            signed_headers: signed_headers.split(';').map(str::to_ascii_lowercase).collect(),
            signature: signature.to_owned(),
            date: NaiveDateTime::parse_from_str(date, DATE_FORM).map_err(no_date)?,
            expires,
            lifetime: None,
        })
    }

    /// For a service that accepts presigned requests for a fixed time, instead of the time that they state.
    #[must_use]
    pub fn with_lifetime(self, seconds: u64) -> Self {
        Self { lifetime: Some(seconds), ..self }
    }

    /// Whether the holder of `secret` signed this very request, for this service and a region that is one, not too long ago.
    pub fn verify(
        &self,
        request: &Request<'_>,
        secret: &str,
        now_ms: i64,
        is_region: impl FnOnce(&str) -> bool,
        service: &str,
    ) -> Result<(), SigFault> {
        self.check_scope(is_region, service)?;
        self.check_headers(request)?;
        self.check_time(now_ms)?;
        check_declared_hash(request)?;
        let again = resign::signature(self, request, secret)?;
        let same =
            aws_lc_rs::constant_time::verify_slices_are_equal(again.as_bytes(), self.signature.as_bytes());
        same.map_err(|_| SigFault::Mismatch)
    }

    fn check_scope(&self, is_region: impl FnOnce(&str) -> bool, service: &str) -> Result<(), SigFault> {
        if !is_region(&self.region) {
            let region = &self.region;
            let message = format!("Credential should be scoped to a valid region, not '{region}'.");
            return Err(SigFault::WrongScope(message));
        }
        if self.service != service {
            let message = format!("Credential should be scoped to correct service: '{service}'.");
            return Err(SigFault::WrongScope(message));
        }
        let (day, date) = (self.date.format("%Y%m%d").to_string(), self.date.format(DATE_FORM));
        if day != self.day {
            return Err(SigFault::WrongScope(format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{day}', from '{date}'.",
                self.day
            )));
        }
        Ok(())
    }

    /// The headers that carry the host, the date, the session token and the operation must be signed.
    fn check_headers(&self, request: &Request<'_>) -> Result<(), SigFault> {
        let in_headers: &[&'static str] = if self.expires.is_none() {
            &["x-amz-date", "x-amz-security-token", "x-amz-target"]
        } else {
            &["x-amz-target"]
        };
        for name in std::iter::once(&"host").chain(in_headers) {
            let sent = request.header(name)?.is_some();
            if (sent || *name == "host") && !self.signed_headers.iter().any(|signed| signed == name) {
                return Err(SigFault::NotSigned(name));
            }
        }
        // A signed header that came twice has no one value that was signed.
        self.signed_headers.iter().try_for_each(|name| request.header(name).map(|_| ()))
    }

    fn check_time(&self, now_ms: i64) -> Result<(), SigFault> {
        let signed_ms = self.date.and_utc().timestamp_millis();
        let text = |ms: i64| {
            chrono::DateTime::from_timestamp_millis(ms)
                .map_or_else(String::new, |at| at.format(DATE_FORM).to_string())
        };
        if signed_ms > now_ms.saturating_add(SKEW_MS) {
            let latest = text(now_ms.saturating_add(SKEW_MS));
            return Err(SigFault::NotYetCurrent { signed: text(signed_ms), latest, now: text(now_ms) });
        }
        let presigned = self.expires.map(|said| self.lifetime.unwrap_or(said));
        let good_for = presigned.map_or(SKEW_MS, |seconds| i64::try_from(seconds).unwrap_or(0) * 1000);
        if signed_ms.saturating_add(good_for) < now_ms {
            let earliest = text(now_ms.saturating_sub(good_for));
            return Err(SigFault::Expired { signed: text(signed_ms), earliest, now: text(now_ms) });
        }
        Ok(())
    }
}

/// The signature is over the body's hash in any case; a request that declares another one means another body.
fn check_declared_hash(request: &Request<'_>) -> Result<(), SigFault> {
    let declared = request.header("x-amz-content-sha256")?;
    let is_the_bodys = |declared: &str| declared == hex::encode(digest(&SHA256, request.body));
    if declared.is_none_or(is_the_bodys) { Ok(()) } else { Err(SigFault::Mismatch) }
}

/// The query's parameters; one that comes twice is no parameter of a signature.
fn query_of(path_and_query: &str) -> Result<BTreeMap<String, String>, SigFault> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned);
    let mut query = BTreeMap::new();
    for pair in path_and_query.split_once('?').map_or("", |(_, query)| query).split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let Some((name, value)) = decode(name).zip(decode(value)) else { continue };
        let signature = name.starts_with("X-Amz-");
        if query.insert(name, value).is_some() && signature {
            return Err(SigFault::Malformed("a parameter of the signature came more than once".to_owned()));
        }
    }
    Ok(query)
}
