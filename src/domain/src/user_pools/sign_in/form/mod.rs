//! The bytes of a ceremony, before they are sealed. A `Session` has always as many of them, so that its length reveals nothing.
//!
//! A ceremony lives an hour at most, so a form that changes gets another version, and what was sealed in an older one is refused: the
//! client has to begin the sign-in again.

mod codes;
mod read;
mod write;

#[cfg(test)]
mod tests;

use super::Ceremony;
use read::Reader;
use write::Writer;

/// Bytes of every `Session`. Sealed (28 bytes more) and in base64 that is 1,504 characters; a `Session` may have 2,048.
pub const SESSION_LEN: usize = 1_100;
/// Bytes of every secret block: a ceremony, and an SRP exchange with two numbers of the group. Sealed and in base64 that is 2,572
/// characters.
pub const BLOCK_LEN: usize = SESSION_LEN + 800;

/// The version of the form that is written, and the only one that is read.
const VERSION: u8 = 2;

/// Why there is no form of a ceremony, or no ceremony in the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// A name, an address or the list of what was proved is longer than it can be.
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
        Writer::new(false).ceremony(self)?.padded(SESSION_LEN)
    }

    /// The form for the secret block of `PASSWORD_VERIFIER` and `DEVICE_PASSWORD_VERIFIER`.
    pub fn to_block(&self) -> Result<Vec<u8>, FormError> {
        Writer::new(true).ceremony(self)?.padded(BLOCK_LEN)
    }

    /// The ceremony of a form. What a call brought ([`Ceremony::given`]) is in no form.
    pub fn from_form(form: &[u8]) -> Result<Self, FormError> {
        let mut reader = Reader::new(form);
        let ceremony = reader.ceremony()?;
        reader.end()?;
        Ok(ceremony)
    }
}
