//! A service that has breached passwords by ranges of their SHA-1 hashes, as Have I Been Pwned's API does: `GET <url>/<first five digits>`
//! answers the rest of each hash that begins so, with a count, a line `REST:COUNT` each.
//!
//! Answers are padded, so that their length tells no eavesdropper which range was asked for; padding has the count 0. Ranges are remembered
//! for a while. After a failure the service is left alone for some seconds, so that no sign-in waits for a service that is known to be down.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use moka::sync::Cache;
use ports::breached::{BreachedFault, BreachedPasswords};
use reqwest::{Client, Response, Url, redirect};

use crate::breached_hash::Scheme;

/// Digits that are sent.
const SENT: usize = 5;
/// Digits of the rest of a hash.
const REST: usize = 35;
/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(2);
/// Bytes of an answer; those of the public service have some 40,000.
const ANSWER_MAX: usize = 1 << 20;
/// Ranges that are remembered: about 30 KB each.
const REMEMBERED_MAX: u64 = 512;
/// For how long.
const REMEMBERED_FOR: Duration = Duration::from_hours(24);
/// For how long no range is asked for after a failure.
const PAUSE: Duration = Duration::from_secs(5);

/// The rest of a hash, in uppercase digits.
type Rest = [u8; REST];

/// The service.
pub struct BreachedRange {
    client: Client,
    url: String,
    remembered: Cache<String, Arc<[Rest]>>,
    failed: Mutex<Option<(Instant, BreachedFault)>>,
}

impl BreachedRange {
    /// The service at a URL, to which `/` and the digits are added.
    pub fn new(url: &str) -> Result<Self, BreachedFault> {
        let url = url.trim_end_matches('/').to_owned();
        Url::parse(&url).map_err(|_| BreachedFault::Url)?;
        let client = Client::builder()
            .timeout(TIMEOUT)
            .redirect(redirect::Policy::none())
            .user_agent("recognito")
            .build()
            .map_err(|_| BreachedFault::Url)?;
        let remembered = Cache::builder().max_capacity(REMEMBERED_MAX).time_to_live(REMEMBERED_FOR).build();
        Ok(Self { client, url, remembered, failed: Mutex::default() })
    }

    async fn range(&self, digits: &str) -> Result<Arc<[Rest]>, BreachedFault> {
        if let Some(range) = self.remembered.get(digits) {
            return Ok(range);
        }
        self.check_pause()?;
        match self.ask(digits).await {
            Ok(range) => {
                self.remembered.insert(digits.to_owned(), Arc::clone(&range));
                Ok(range)
            }
            Err(fault) => {
                *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), fault));
                Err(fault)
            }
        }
    }

    /// The last failure, if it was just now.
    fn check_pause(&self) -> Result<(), BreachedFault> {
        match *self.failed.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((at, fault)) if at.elapsed() < PAUSE => Err(fault),
            Some(_) | None => Ok(()),
        }
    }

    async fn ask(&self, digits: &str) -> Result<Arc<[Rest]>, BreachedFault> {
        let asked = self.client.get(format!("{}/{digits}", self.url)).header("Add-Padding", "true");
        let response = asked.send().await.map_err(|_| BreachedFault::NoAnswer)?;
        let status = response.status();
        if !status.is_success() {
            return Err(BreachedFault::Status(status.as_u16()));
        }
        Ok(rests(&body(response).await?))
    }
}

#[async_trait]
impl BreachedPasswords for BreachedRange {
    async fn contains(&self, password: &str) -> Result<bool, BreachedFault> {
        let hash = Scheme::Sha1.hash(password);
        let (digits, rest) = hash.split_at(SENT);
        let range = self.range(digits).await?;
        Ok(range.binary_search_by(|known| known[..].cmp(rest.as_bytes())).is_ok())
    }
}

async fn body(mut response: Response) -> Result<Vec<u8>, BreachedFault> {
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|_| BreachedFault::NoAnswer)? {
        body.extend_from_slice(&part);
        if body.len() > ANSWER_MAX {
            return Err(BreachedFault::TooLong);
        }
    }
    Ok(body)
}

/// The hashes of an answer, in order.
fn rests(body: &[u8]) -> Arc<[Rest]> {
    let mut rests: Vec<Rest> = body.split(|byte| *byte == b'\n').filter_map(rest).collect();
    rests.sort_unstable();
    rests.into()
}

/// The hash of a line; none of a line that is padding.
fn rest(line: &[u8]) -> Option<Rest> {
    let (hash, count) = line.trim_ascii_end().split_at_checked(REST)?;
    let is_padding = count.iter().all(|byte| matches!(byte, b':' | b'0'));
    let hash = Rest::try_from(hash.to_ascii_uppercase()).ok()?;
    (!is_padding).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_without_its_padding_and_put_in_order() {
        let (one, other) = ("A".repeat(REST), "0f".repeat(17) + "b");
        let body = format!("{one}:7\r\n{other}:10\r\n{}:0\r\n\r\nno hash:3", "C".repeat(REST));
        let read = rests(body.as_bytes());
        assert_eq!(
            read.iter().map(|rest| &rest[..]).collect::<Vec<_>>(),
            [other.to_ascii_uppercase().as_bytes(), one.as_bytes()]
        );
    }
}
