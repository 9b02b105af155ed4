//! `SigV4` for services of AWS and for whatever speaks as they do.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
        UriPathNormalizationMode, sign,
    },
    sign::v4,
};
use reqwest::{
    Request,
    header::{HeaderName, HeaderValue},
};

/// An access key with which requests are signed.
#[derive(Clone)]
pub struct AccessKey(Credentials);

impl AccessKey {
    /// A key, with the session token of a temporary one.
    pub fn new(access_key_id: &str, secret_access_key: &str, session_token: Option<String>) -> Self {
        Self(Credentials::new(access_key_id, secret_access_key, session_token, None, "settings"))
    }

    /// Adds the headers of the signature over a request and its body. `None`: the request cannot be signed.
    pub(crate) fn sign(
        &self,
        request: &mut Request,
        body: &[u8],
        (service, region): (Service, &str),
        now_ms: i64,
    ) -> Option<()> {
        let identity = self.0.clone().into();
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(now_ms.try_into().ok()?);
        let params = v4::SigningParams::builder().identity(&identity).region(region).name(service.name());
        let params = params.time(time).settings(service.settings()).build().ok()?.into();
        let headers = request.headers().iter();
        let headers = headers.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        let (method, url) = (request.method().as_str(), request.url().as_str());
        let signable = SignableRequest::new(method, url, headers, SignableBody::Bytes(body));
        let instructions = sign(signable.ok()?, &params).ok()?.into_parts().0;
        for (name, value) in instructions.headers() {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            request.headers_mut().insert(name, HeaderValue::from_str(value).ok()?);
        }
        Some(())
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessKey(..)")
    }
}

/// The service that a request is signed for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Service {
    /// Lambda's Invoke API.
    Lambda,
    /// SNS.
    Sns,
    /// S3 and stores that speak as it does.
    S3,
}

impl Service {
    const fn name(self) -> &'static str {
        match self {
            Self::Lambda => "lambda",
            Self::Sns => "sns",
            Self::S3 => "s3",
        }
    }

    /// S3 takes the path as it stands in the request, and wants the digest of the body in a header.
    fn settings(self) -> SigningSettings {
        let mut settings = SigningSettings::default();
        if matches!(self, Self::S3) {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        settings
    }
}

#[cfg(test)]
mod tests {
    use reqwest::{Method, Url};

    use super::*;

    /// The example of an upload in AWS's documentation of `SigV4` for S3 ("PUT Object"): the signature is the one printed there.
    #[test]
    fn an_upload_is_signed_as_the_documentation_of_s3_shows() {
        let key = AccessKey::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None);
        let url = Url::parse("https://examplebucket.s3.amazonaws.com/test%24file.text").unwrap();
        let mut request = Request::new(Method::PUT, url);
        let headers = request.headers_mut();
        headers.insert("date", HeaderValue::from_static("Fri, 24 May 2013 00:00:00 GMT"));
        headers.insert("x-amz-storage-class", HeaderValue::from_static("REDUCED_REDUNDANCY"));
        // 2013-05-24T00:00:00Z
        let at = 1_369_353_600_000;
        key.sign(&mut request, b"Welcome to Amazon S3.", (Service::S3, "us-east-1"), at).unwrap();
        let signed = request.headers()["authorization"].to_str().unwrap();
        let signature = "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd";
        assert!(signed.ends_with(&format!("Signature={signature}")), "{signed}");
        assert_eq!(format!("{key:?}"), "AccessKey(..)");
    }
}
