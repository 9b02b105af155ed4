//! Records as objects of a bucket: `PUT` of gzipped JSON lines, signed by `SigV4`. S3 itself takes it, and stores that speak as it does.

use std::{
    fmt,
    io::{self, Write},
};

use aws_lc_rs::digest;
use chrono::DateTime;
use flate2::{Compression, write::GzEncoder};
use ports::logs::LogFault;
use reqwest::{
    Client, Method, Request, Url,
    header::{CONTENT_TYPE, HeaderValue},
};

use super::{BadLogTarget, exchange::accepted};
use crate::{
    signing::{AccessKey, Service},
    web_address::web_address,
};

const GZIP: HeaderValue = HeaderValue::from_static("application/gzip");
/// Bytes of the digest that tell objects of the same millisecond apart.
const DIGEST_BYTES: usize = 8;

/// A bucket.
pub struct Bucket {
    url: Url,
    prefix: String,
    region: String,
    key: AccessKey,
}

/// Shows neither the address nor the key.
impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bucket(..)")
    }
}

impl Bucket {
    /// The bucket at a URL, which names it by its host or by its path. Keys of its objects begin with the prefix.
    pub fn new(url: &str, region: &str, prefix: &str, key: AccessKey) -> Result<Self, BadLogTarget> {
        let url = web_address(url).filter(|url| url.query().is_none()).ok_or(BadLogTarget::Url)?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        if !prefix.chars().all(is_plain) || prefix.starts_with('/') || prefix.contains("..") {
            return Err(BadLogTarget::Prefix);
        }
        Ok(Self { url, prefix: prefix.to_owned(), region: region.to_owned(), key })
    }

    /// Puts records into an object of their own.
    pub(super) async fn put(
        &self,
        http: &Client,
        pool: &str,
        lines: &[String],
        now_ms: i64,
    ) -> Result<(), LogFault> {
        let request = self.request(pool, lines, now_ms).ok_or(LogFault::Unavailable)?;
        accepted(http, request).await
    }

    fn request(&self, pool: &str, lines: &[String], now_ms: i64) -> Option<Request> {
        let text = lines.iter().fold(String::new(), |text, line| text + line + "\n");
        let body = gzipped(text.as_bytes()).ok()?;
        let mut url = self.url.clone();
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{path}/{}", self.object(pool, &text, now_ms)?));
        let mut request = Request::new(Method::PUT, url);
        request.headers_mut().insert(CONTENT_TYPE, GZIP);
        self.key.sign(&mut request, &body, (Service::S3, &self.region), now_ms)?;
        *request.body_mut() = Some(body.into());
        Some(request)
    }

    /// `<prefix><pool>/2026/11/27/20/<milliseconds>-<digest>.jsonl.gz`
    fn object(&self, pool: &str, text: &str, now_ms: i64) -> Option<String> {
        let hour = DateTime::from_timestamp_millis(now_ms)?.format("%Y/%m/%d/%H");
        let digest = digest::digest(&digest::SHA256, text.as_bytes());
        let digest = hex::encode(&digest.as_ref()[..DIGEST_BYTES]);
        Some(format!("{}{pool}/{hour}/{now_ms}-{digest}.jsonl.gz", self.prefix))
    }
}

fn gzipped(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}
