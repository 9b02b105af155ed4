//! AWS Signature Version 4, verified by signing again with the official signer: in headers or presigned.
//!
//! It does not know whose key it is, nor what the key may do.

mod presented;
mod resign;

pub use presented::Presented;

/// How far a request's date may be from the server's: 15 minutes, either way.
pub const SKEW_MS: i64 = 15 * 60 * 1000;
/// How long a presigned request may be good, at the most: a week.
pub const PRESIGNED_MAX_SECONDS: u64 = 7 * 24 * 3600;

/// A request as it came in.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// `POST`
    pub method: &'a str,
    /// Path and query, still encoded as they came.
    pub path_and_query: &'a str,
    /// Names in any case; a name may come more than once.
    pub headers: &'a [(String, String)],
    /// The whole body.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// The only header of that name; an error when it came twice.
    fn header(&self, name: &str) -> Result<Option<&'a str>, SigFault> {
        let mut values =
            self.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str());
        let value = values.next();
        if values.next().is_some() {
            return Err(SigFault::Malformed(format!("header {name} came more than once")));
        }
        Ok(value)
    }
}

/// Why a request's signature is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SigFault {
    /// Not signed at all.
    #[error("Missing Authentication Token")]
    Missing,
    /// A part of the authorization is missing.
    #[error("Authorization header requires '{0}' parameter.")]
    Incomplete(&'static str),
    /// A part of the authorization cannot be read.
    #[error("{0}")]
    Malformed(String),
    /// Signed for another region, service or day.
    #[error("{0}")]
    WrongScope(String),
    /// A header that must be signed is not.
    #[error("'{0}' must be a 'SignedHeader' in the AWS Authorization.")]
    NotSigned(&'static str),
    /// Too old, or a presigned request whose time is up.
    #[error("Signature expired: {signed} is now earlier than {earliest} ({now} - 15 min.)")]
    Expired {
        /// The date that was signed.
        signed: String,
        /// The earliest that is accepted.
        earliest: String,
        /// The server's time.
        now: String,
    },
    /// From the future.
    #[error("Signature not yet current: {signed} is still later than {latest} ({now} + 15 min.)")]
    NotYetCurrent {
        /// The date that was signed.
        signed: String,
        /// The latest that is accepted.
        latest: String,
        /// The server's time.
        now: String,
    },
    /// The secret does not give that signature for this request.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
    )]
    Mismatch,
}

#[cfg(test)]
mod tests;
