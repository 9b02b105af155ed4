//! What an operator may decide about the service, as plain values.

use domain::LedgerId;

/// The settings that the app depends on.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `us-east-1`: prefix of ids, part of ARNs and of signatures.
    pub region: String,
    /// Twelve digits: part of ARNs.
    pub account: String,
    /// Where clients reach the service, without a slash at the end: base of issuers.
    pub public_url: String,
    /// Every confirmation code is this one, for other people's test suites.
    pub fixed_code: Option<String>,
}

impl Settings {
    /// An ARN of this region and account.
    pub fn arn(&self, service: &str, resource: &str) -> String {
        format!("arn:aws:{service}:{}:{}:{resource}", self.region, self.account)
    }

    /// The ARN of a user pool.
    pub fn user_pool_arn(&self, id: &LedgerId) -> String {
        self.arn("cognito-idp", &format!("userpool/{id}"))
    }

    /// The ARN of an identity pool.
    pub fn identity_pool_arn(&self, id: &LedgerId) -> String {
        self.arn("cognito-identity", &format!("identitypool/{id}"))
    }

    /// The ARN of something in IAM, which has no region.
    pub fn iam_arn(&self, resource: &str) -> String {
        format!("arn:aws:iam::{}:{resource}", self.account)
    }
}
