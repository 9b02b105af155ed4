//! Values that JSON has no type for: bytes and moments. And the stand-in for what `Debug` must not show.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Bytes; base64 on the wire. `Debug` shows their number alone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Blob(pub Vec<u8>);

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blob({} bytes)", self.0.len())
    }
}

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        decode_base64(&text).map(Self).ok_or_else(|| de::Error::custom("bytes must be base64"))
    }
}

/// Standard base64 with its padding, as AWS wants it.
pub(crate) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// A moment, in seconds since 1970 with a fraction; that is also its form in JSON. XML shows whole seconds in ISO 8601.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub f64);

impl Timestamp {
    /// From milliseconds since 1970.
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds stay exact in 53 bits until the year 287396"
    )]
    pub fn from_millis(millis: i64) -> Self {
        Self(millis as f64 / 1000.0)
    }

    /// In milliseconds since 1970, rounded; out of range it stops at the ends of `i64`.
    #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates, which is what is promised")]
    pub fn millis(self) -> i64 {
        (self.0 * 1000.0).round() as i64
    }
}

/// What `Debug` of generated structures shows in place of a secret or personal value.
pub(crate) struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
