//! When, by whom and through what a request came: made once at the door, and the metadata of every event it causes.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::Personal;

/// A point in time: milliseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the epoch.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// From seconds since the epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Milliseconds since the epoch.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Seconds with fraction, as AWS protocols write time.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of our millennia fit the 52 bits")]
    pub fn as_epoch_seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// Later by so many seconds; stays at the end of time rather than wrapping.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }
}

/// What is known of a request at the door. `Text` is another type only for whoever wants to know that a moment reads, and not what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "Text: DeserializeOwned"))]
pub struct Moment<Text = String> {
    /// When the request came in.
    pub now: Timestamp,
    /// Who asked, as text without personal data: `anonymous`, `user us-east-1_X/<sub>`, an access key's or assumed role's ARN,
    /// `system <part>`.
    pub principal: Text,
    /// The request id that the caller was told.
    pub request_id: Text,
    /// The operation, `cognito-idp:SignUp`.
    pub operation: Text,
    /// The caller's address as text; empty when there is none.
    pub source_ip: Personal<Text>,
    /// What the caller's software calls itself; empty when it says nothing.
    pub user_agent: Personal<Text>,
    /// How the request came in, for policies that ask. No event records it.
    #[serde(skip)]
    pub transport: Transport,
}

/// What a request's connection and headers say that only policies ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transport {
    /// Whether it came over TLS.
    pub is_secure: bool,
    /// The `Referer` header.
    pub referer: Option<String>,
}

impl Moment {
    /// A moment of the service's own making (background work, first start).
    pub fn system(part: &str, now: Timestamp, request_id: impl Into<String>) -> Self {
        Self {
            now,
            principal: format!("system {part}"),
            request_id: request_id.into(),
            operation: format!("system:{part}"),
            source_ip: Personal::default(),
            user_agent: Personal::default(),
            transport: Transport::default(),
        }
    }
}
