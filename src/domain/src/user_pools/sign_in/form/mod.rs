//! The bytes of a ceremony, before they are sealed. A `Session` has always as many of them, so that its length reveals nothing.
//!
//! A ceremony lives an hour at most, so a form that changes gets another version, and what was sealed in an older one is refused: the
//! client has to begin the sign-in again.

mod codes;
mod read;
mod write;

#[cfg(test)]
mod tests;

use super::{Ceremony, Flow};
use read::Reader;
use write::Writer;

/// Bytes of every `Session`. Sealed (28 bytes more) and in base64 that is 1,504 characters; a `Session` may have 2,048.
pub const SESSION_LEN: usize = 1_100;
/// Bytes of every secret block: a ceremony, and an SRP exchange with two numbers of the group. Sealed and in base64 that is 2,572
/// characters.
pub const BLOCK_LEN: usize = SESSION_LEN + EXCHANGE_LEN;
/// Bytes of every `Session` of `CUSTOM_AUTH`, which has room for what functions want kept. With a pool's and a client's id before it, sealed
/// and in base64, it has 4,084 characters at most; a `Session` may have 4,096.
pub const CUSTOM_SESSION_LEN: usize = 2_850;
/// Bytes of an SRP exchange.
const EXCHANGE_LEN: usize = 800;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// The version of the form that is written, and the only one that is read.
const VERSION: u8 = 4;

/// Why there is no form of a ceremony, or no ceremony in the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// A name, an address or the list of what was proved is longer than it can be, or what functions want kept is.
    #[error("the ceremony does not fit its form")]
    TooLong,
    /// Not a form of this version.
    #[error("the bytes are no ceremony")]
    Unreadable,
}

impl Ceremony {
    /// The form for a `Session`. An SRP exchange is left out: its secret block carries it together with the ceremony, and takes the place
    /// of the `Session`.
    pub fn to_session(&self) -> Result<Vec<u8>, FormError> {
        Writer::new(false).ceremony(self)?.padded(self.session_len())
    }

    /// The form for the secret block of `PASSWORD_VERIFIER` and `DEVICE_PASSWORD_VERIFIER`.
    pub fn to_block(&self) -> Result<Vec<u8>, FormError> {
        Writer::new(true).ceremony(self)?.padded(self.session_len() + EXCHANGE_LEN)
    }

    /// The form of a `Session` in hex and without its padding, to be kept and not carried.
    pub fn to_text(&self) -> Result<String, FormError> {
        let form = self.to_session()?;
        let length = form.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let digit = |nibble: u8| char::from(HEX[usize::from(nibble)]);
        Ok(form[..length].iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect())
    }

    /// The ceremony of such a text.
    pub fn from_text(text: &str) -> Result<Self, FormError> {
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?));
        let form: Option<Vec<u8>> = bytes.collect();
        // What was cut off may have been the end of its last member.
        let form = form.filter(|_| rest.is_empty()).map(|form| [&form[..], &[0; SESSION_LEN]].concat());
        Self::from_form(&form.ok_or(FormError::Unreadable)?)
    }

    const fn session_len(&self) -> usize {
        match self.flow {
            Flow::Custom { .. } => CUSTOM_SESSION_LEN,
            Flow::Password
            | Flow::Srp
            | Flow::Choice
            | Flow::PasskeyFirst
            | Flow::Confirmed
            | Flow::Federated
            | Flow::Cookie
            | Flow::Refresh => SESSION_LEN,
        }
    }

    /// The ceremony of a form. What a call brought ([`Ceremony::given`]) is in no form.
    pub fn from_form(form: &[u8]) -> Result<Self, FormError> {
        let mut reader = Reader::new(form);
        let ceremony = reader.ceremony()?;
        reader.end()?;
        Ok(ceremony)
    }
}
