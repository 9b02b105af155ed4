//! Why a policy document was refused, in words for the person who wrote it. Knows no service's error codes: the
//! IAM front answers this as `MalformedPolicyDocument` with the message given here.

use std::fmt::Write as _;

/// The longest piece of a document that is quoted back.
const MAX_QUOTED_CHARS: usize = 120;

/// A document that is not a policy, with where and why. The message begins with AWS's own words where those are
/// known, since people search for them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct MalformedPolicy {
    message: String,
}

impl MalformedPolicy {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    /// The same refusal, saying which part of the document it is about; the innermost part stands last.
    pub(crate) fn within(mut self, place: &str) -> Self {
        // Writing to a String cannot fail.
        let _ = write!(self.message, " (in {place})");
        self
    }
}

/// A piece of the document, short enough and printable, for a message.
pub(crate) fn quoted(text: &str) -> String {
    let cut: String = text.chars().take(MAX_QUOTED_CHARS).collect();
    let dots = if cut.len() < text.len() { "..." } else { "" };
    format!("{:?}", format!("{cut}{dots}"))
}
