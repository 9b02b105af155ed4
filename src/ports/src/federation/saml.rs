//! SAML 2.0 as a service provider speaks it: what metadata tell of an identity provider, the messages that are sent to it, and what its
//! answers say once they are verified.
//!
//! Everything is a value that comes in: moments, ids, keys. The adapter keeps nothing, so it knows no replay: the caller claims the id of
//! the request that an answer belongs to, and the id of the assertion, in the append that follows.

use std::fmt;

use async_trait::async_trait;
use thiserror::Error;

use super::ForeignUser;

/// The longest `SAMLResponse` that is read: characters of base64.
pub const MAX_MESSAGE_CHARS: usize = 100_000;

/// Seconds by which the clocks of the two sides may differ.
pub const CLOCK_SKEW_SECONDS: i64 = 180;

/// The longest metadata that are read, in bytes.
pub const MAX_METADATA_BYTES: usize = 131_072;

/// An identity provider as its metadata describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamlPeer {
    /// `entityID`: the issuer of everything that it says.
    pub entity_id: String,
    /// Where a browser is sent to sign in (HTTP-Redirect).
    pub sign_in_url: String,
    /// Where a browser is sent to sign out (HTTP-Redirect).
    pub sign_out_url: Option<String>,
    /// The certificates of the keys it signs with: X.509, DER, standard base64 without line breaks. At least one.
    pub certificates: Vec<String>,
}

/// Why metadata are not taken. The texts are for the operator who gave them.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MetadataFault {
    /// The source does not answer with a document that could be read.
    #[error("Error retrieving metadata from {0}")]
    Unreachable(String),
    /// They are no metadata of an identity provider.
    #[error("Invalid SAML metadata: {0}")]
    Invalid(String),
    /// A certificate is too long, cannot be read, is too weak, or has expired.
    #[error("Invalid SAML metadata: the signing certificate {0}")]
    Certificate(&'static str),
}

/// A key of ours with which a message is signed: PKCS #8, DER, standard base64.
#[derive(Clone, Copy)]
pub struct SigningKey<'a>(pub &'a str);

/// A private key stays out of logs.
impl fmt::Debug for SigningKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

/// What every message to a provider says.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The id of the message; an XML name, so it begins with a letter or `_`.
    pub id: &'a str,
    /// When it is sent, in seconds since the epoch.
    pub now: i64,
    /// Our entity id.
    pub issuer: &'a str,
    /// What comes back beside the answer.
    pub relay_state: &'a str,
    /// Signs the message with RSA and SHA-256; absent, it is not signed.
    pub key: Option<SigningKey<'a>>,
}

/// How a provider names a user, as a sign-out must repeat it.
#[derive(Clone, PartialEq, Eq)]
pub struct NameId {
    /// The name itself.
    pub value: String,
    /// `Format`
    pub format: Option<String>,
    /// `NameQualifier`
    pub qualifier: Option<String>,
    /// `SPNameQualifier`
    pub sp_qualifier: Option<String>,
}

/// A name is personal data.
impl fmt::Debug for NameId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NameId").field("format", &self.format).finish_non_exhaustive()
    }
}

/// What a response must fit.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Who answers.
    pub peer: &'a SamlPeer,
    /// Our entity id, which an assertion must be meant for.
    pub audience: &'a str,
    /// The address the response was posted to.
    pub address: &'a str,
    /// The request it must answer; absent for one that nobody asked for, which must answer none.
    pub request: Option<&'a str>,
    /// The key encrypted assertions are opened with; with one, an assertion in the clear is refused.
    pub decrypt: Option<SigningKey<'a>>,
    /// Now, in seconds since the epoch.
    pub now: i64,
}

/// What a verified response says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamlSignIn {
    /// Who signed in. `subject` is the value of the name.
    pub user: ForeignUser,
    /// The name with its qualifiers.
    pub name: NameId,
    /// `SessionIndex` of the session at the provider.
    pub session_index: Option<String>,
    /// The assertion's id, which is good once.
    pub assertion_id: String,
    /// When the assertion was issued, in seconds since the epoch.
    pub issued_at: i64,
    /// From when on nobody takes the assertion any more, the difference of clocks included, in seconds since the epoch.
    pub dead_at: i64,
}

/// Why an answer is refused. The texts follow on "Invalid SAML response received: " and say nothing of the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// It is no base64, no UTF-8, no XML, or holds what no message needs.
    #[error("SAML response is not well formed")]
    Malformed,
    /// It is longer or deeper than any that is read.
    #[error("SAML response is too large")]
    TooLarge,
    /// The provider says that the user was not signed in.
    #[error("SAML response status is not success")]
    Status,
    /// Parts are missing, doubled or misplaced.
    #[error("SAML response has an unexpected structure")]
    Structure,
    /// No signature where one must be.
    #[error("SAML Assertion is not signed")]
    Unsigned,
    /// A signature, its algorithms, its place or what it covers is not right.
    #[error("SAML Assertion signature is invalid")]
    Signature,
    /// An assertion in the clear where an encrypted one must be.
    #[error("SAML Assertion must be encrypted")]
    InTheClear,
    /// An encrypted assertion could not be opened, or what was in it could not be trusted. One text for all of it, so that the answers tell
    /// nothing of the plain text.
    #[error("SAML Assertion could not be decrypted")]
    Encrypted,
    /// Issued by another entity than the provider.
    #[error("Issuer is not the identity provider")]
    Issuer,
    /// Sent to, or meant for, another address.
    #[error("Destination or Recipient is not this service")]
    Destination,
    /// Meant for another service.
    #[error("Audience restriction was not met")]
    Audience,
    /// Answers another request, or one where none was made.
    #[error("InResponseTo does not match the request")]
    Request,
    /// Not good yet.
    #[error("SAML Assertion is not yet valid")]
    Early,
    /// Not good any more.
    #[error("SAML Assertion has expired")]
    Late,
    /// Good for longer than an hour, or of an impossible moment.
    #[error("SAML Assertion has an invalid lifetime")]
    Lifetime,
    /// No name of the user, or no confirmation that its bearer is the user.
    #[error("Subject of the SAML Assertion is missing or not confirmed")]
    Subject,
}

impl Refused {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Malformed,
        Self::TooLarge,
        Self::Status,
        Self::Structure,
        Self::Unsigned,
        Self::Signature,
        Self::InTheClear,
        Self::Encrypted,
        Self::Issuer,
        Self::Destination,
        Self::Audience,
        Self::Request,
        Self::Early,
        Self::Late,
        Self::Lifetime,
        Self::Subject,
    ];
}

/// What an answer to a sign-out must fit.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedSignOut<'a> {
    /// Who answers.
    pub peer: &'a SamlPeer,
    /// The address it was posted to.
    pub address: &'a str,
    /// The request it must answer.
    pub request: &'a str,
}

/// Why a message to a provider could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unsent {
    /// The key signs nothing.
    #[error("the key cannot sign")]
    Key,
    /// The moment cannot be written.
    #[error("the moment cannot be written")]
    Moment,
}

/// SAML 2.0 as a service provider speaks it.
pub trait Saml: Send + Sync {
    /// What metadata say of the identity provider in them. `now` in seconds since the epoch: a certificate that has expired by then is
    /// refused.
    fn read_metadata(&self, document: &str, now: i64) -> Result<SamlPeer, MetadataFault>;

    /// Where a browser is sent to sign in, the answer to be posted to `answer_at`.
    fn sign_in_url(
        &self,
        peer: &SamlPeer,
        envelope: &Envelope<'_>,
        answer_at: &str,
    ) -> Result<String, Unsent>;

    /// Reads and verifies a `SAMLResponse` as it was posted.
    fn read_response(&self, posted: &str, expected: &Expected<'_>) -> Result<SamlSignIn, Refused>;

    /// Where a browser is sent to sign out at `to`, the provider's address for it.
    fn sign_out_url(
        &self,
        to: &str,
        envelope: &Envelope<'_>,
        name: &NameId,
        session_index: Option<&str>,
    ) -> Result<String, Unsent>;

    /// Verifies a `SAMLResponse` that answers a sign-out.
    fn read_sign_out(&self, posted: &str, expected: &ExpectedSignOut<'_>) -> Result<(), Refused>;
}

/// Where metadata at an address come from.
#[async_trait]
pub trait MetadataSource: Send + Sync {
    /// The document at `url`, at most [`MAX_METADATA_BYTES`] long.
    async fn fetch(&self, url: &str) -> Result<String, MetadataFault>;
}
