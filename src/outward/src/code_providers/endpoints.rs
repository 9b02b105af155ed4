//! Where a provider is, and what it calls itself.

use ports::federation::{ProviderFault, Untrue};

/// Where a provider is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endpoints {
    /// What it calls itself; empty where it gives no ID token.
    pub(super) issuers: Vec<String>,
    /// Where users sign in.
    pub(super) authorize: String,
    /// Where codes are redeemed.
    pub(super) token: String,
    /// Its keys; absent where it gives no ID token.
    pub(super) keys: Option<String>,
    /// What it says of a user; absent where the ID token says all.
    pub(super) user_info: Option<String>,
    /// Whether it says with an answer who it is (RFC 9207).
    pub(super) says_issuer: bool,
}

impl Endpoints {
    /// Refuses an answer that another provider has given.
    pub(super) fn check_issuer_of_answer(&self, said: Option<&str>) -> Result<(), ProviderFault> {
        let is_right = match said {
            Some(said) => self.issuers.is_empty() || is_issuer(&self.issuers, said),
            None => !self.says_issuer,
        };
        if is_right { Ok(()) } else { Err(ProviderFault::Untrue(Untrue::AnswerIssuer)) }
    }
}

/// Whether a provider is called so. A slash at the end makes no difference: documents and tokens of many providers disagree about it.
pub(super) fn is_issuer(issuers: &[String], said: &str) -> bool {
    issuers.iter().any(|issuer| issuer.trim_end_matches('/') == said.trim_end_matches('/'))
}
