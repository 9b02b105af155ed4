//! Text messages by a gateway over HTTP: SNS's Publish, or a webhook.
//!
//! It does not retry: it says whether a fault may pass, and the caller repeats. Invariant: no number, no text and no secret appears in a log,
//! an error or a `Debug` form here.

mod sns;
mod webhook;

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use percent_encoding::percent_decode_str;
use ports::{
    dispatch::Carrier,
    sms::{Text, TextFault, Texter, is_e164},
};
use reqwest::{Client, Request, Response, Url, redirect};

use sns::Sns;
use webhook::Webhook;

use crate::signing::BadSecret;

/// How long one exchange with the gateway may take.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(20);
/// Bytes of an answer that are read: a refusal names its error within them.
const ANSWER_MAX: usize = 64 * 1024;

/// The time, in milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// A URL that names no gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadGateway {
    /// It has another form.
    #[error(
        "it must be sns+https://KEY_ID:SECRET@host or webhook+https://:whsec_SECRET@host/path, with reserved characters as %2F"
    )]
    Url,
    /// The secret of a webhook has another form.
    #[error(transparent)]
    Secret(#[from] BadSecret),
    /// TLS has no roots to trust.
    #[error("no HTTP client can be made: TLS finds no certificates to trust")]
    NoClient,
}

enum Gateway {
    Sns(Sns),
    Webhook(Webhook),
}

/// Sends text messages by a gateway.
pub struct HttpTexter {
    http: Client,
    gateway: Gateway,
    clock: Clock,
}

impl fmt::Debug for HttpTexter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpTexter(..)")
    }
}

impl HttpTexter {
    /// The gateway of a URL, whose scheme says what it speaks and whose user part holds the credentials.
    pub fn new(url: &str, clock: Clock) -> Result<Self, BadGateway> {
        let (kind, url) = url.split_once('+').ok_or(BadGateway::Url)?;
        let mut url = Url::parse(url).map_err(|_| BadGateway::Url)?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(BadGateway::Url);
        }
        let (user, password) = taken_credentials(&mut url)?;
        let gateway = match kind {
            "sns" => Gateway::Sns(Sns::new(url, &user, &password)?),
            "webhook" if user.is_empty() => Gateway::Webhook(Webhook::new(url, &password)?),
            _ => return Err(BadGateway::Url),
        };
        let http = Client::builder().redirect(redirect::Policy::none()).no_proxy().timeout(EXCHANGE_TIMEOUT);
        Ok(Self { http: http.build().map_err(|_| BadGateway::NoClient)?, gateway, clock })
    }

    fn request(&self, text: &Text) -> Option<Request> {
        let now_ms = (self.clock)();
        match &self.gateway {
            Gateway::Sns(sns) => sns.request(text, now_ms),
            Gateway::Webhook(webhook) => webhook.request(text, now_ms),
        }
    }
}

/// The user and the password of a URL, which are in it no longer.
fn taken_credentials(url: &mut Url) -> Result<(String, String), BadGateway> {
    let decoded = |text: &str| -> Result<String, BadGateway> {
        let text = percent_decode_str(text).decode_utf8().map_err(|_| BadGateway::Url)?;
        Ok(text.into_owned())
    };
    let taken = (decoded(url.username())?, decoded(url.password().unwrap_or_default())?);
    url.set_username("").and_then(|()| url.set_password(None)).map_err(|()| BadGateway::Url)?;
    Ok(taken)
}

#[async_trait]
impl Texter for HttpTexter {
    fn carrier(&self) -> Carrier {
        Carrier::Relay
    }

    async fn send(&self, text: Text) -> Result<(), TextFault> {
        if !is_e164(&text.to) {
            return Err(TextFault::BadNumber);
        }
        let request = self.request(&text).ok_or(TextFault::Unavailable)?;
        let mut response = self.http.execute(request).await.map_err(|_| TextFault::Unavailable)?;
        let status = response.status().as_u16();
        if response.status().is_success() {
            return Ok(());
        }
        let body = beginning(&mut response).await;
        let is_final = match &self.gateway {
            Gateway::Sns(_) => sns::is_final(status, &body),
            Gateway::Webhook(_) => webhook::is_final(status),
        };
        Err(if is_final { TextFault::Refused(status) } else { TextFault::Unavailable })
    }
}

/// What can be read of an answer.
async fn beginning(response: &mut Response) -> String {
    let mut body = Vec::new();
    while let Ok(Some(part)) = response.chunk().await {
        body.extend_from_slice(&part);
        if body.len() > ANSWER_MAX {
            break;
        }
    }
    String::from_utf8_lossy(&body).into_owned()
}
