//! Identity providers that answer with an authorization code: those of `OpenID` Connect, and the social ones. What is asked of them, what
//! they answer, and why an answer is not taken.

use std::fmt;

use async_trait::async_trait;
use thiserror::Error;

use super::ForeignUser;

/// A provider, and how it knows us. `Debug` shows no secret.
#[derive(Clone)]
pub struct CodeProvider {
    /// Its name in the pool.
    pub name: String,
    /// `client_id`
    pub client_id: String,
    /// What is asked for: `authorize_scopes`.
    pub scopes: String,
    /// The claims that attributes are made of.
    pub claims: Vec<String>,
    /// What it is.
    pub kind: CodeProviderKind,
}

/// What a provider is, with what is particular to each.
#[derive(Clone)]
pub enum CodeProviderKind {
    /// A provider of `OpenID` Connect.
    Oidc {
        /// Its issuer.
        issuer: String,
        /// Our secret; absent for a public client.
        client_secret: Option<String>,
        /// Whether it is asked for its user by POST.
        posts_user_info: bool,
        /// Whether the claims are named in the address of its user.
        names_claims: bool,
        /// Addresses that are given and not discovered.
        endpoints: CodeEndpoints,
    },
    /// Google
    Google {
        /// Our secret.
        client_secret: String,
    },
    /// Facebook
    Facebook {
        /// Our secret.
        client_secret: String,
        /// The version of its API: `v17.0`.
        version: Option<String>,
    },
    /// Login with Amazon
    Amazon {
        /// Our secret.
        client_secret: String,
    },
    /// Sign in with Apple
    Apple {
        /// Our team.
        team_id: String,
        /// The id of the key.
        key_id: String,
        /// The key, PKCS#8 in PEM.
        private_key: String,
    },
}

/// Addresses of a provider that are given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeEndpoints {
    /// Where users sign in.
    pub authorize: Option<String>,
    /// Where codes are redeemed.
    pub token: Option<String>,
    /// What says who a user is.
    pub user_info: Option<String>,
    /// Its keys.
    pub keys: Option<String>,
}

impl fmt::Debug for CodeProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeProvider").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What a provider is asked: to sign a user in, and to say so to us.
#[derive(Clone)]
pub struct CodeRequest {
    /// Comes back with the answer.
    pub state: String,
    /// Comes back in the ID token.
    pub nonce: String,
    /// Proves that whoever redeems the code has asked for it (RFC 7636).
    pub verifier: String,
    /// Where the answer is sent.
    pub redirect_uri: String,
    /// `prompt`, where the application wants one.
    pub prompt: Option<String>,
    /// `max_age`, in seconds.
    pub max_age_seconds: Option<i64>,
    /// `login_hint`
    pub login_hint: Option<String>,
}

/// What a provider has answered, with what was asked.
#[derive(Clone)]
pub struct CodeAnswer {
    /// `code`
    pub code: String,
    /// `iss` (RFC 9207), where the provider says it.
    pub issuer: Option<String>,
    /// `user`: what Apple says once, beside the first code.
    pub user: Option<String>,
    /// The nonce that was sent.
    pub nonce: String,
    /// The verifier whose digest was sent.
    pub verifier: String,
    /// The address that the answer was to be sent to.
    pub redirect_uri: String,
    /// How long ago the user may have signed in there, where that was asked.
    pub max_age_seconds: Option<i64>,
    /// The time, in seconds since 1970.
    pub now_seconds: i64,
}

/// What a provider is asked for beside its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Its discovery document.
    Discovery,
    /// Its token endpoint.
    Token,
    /// Its keys.
    Keys,
    /// What it says of a user.
    UserInfo,
}

/// Why a provider's answer is not taken.
#[derive(Clone, PartialEq, Eq)]
pub enum ProviderFault {
    /// An endpoint has not answered in time.
    Timeout(Endpoint),
    /// An endpoint could not be reached, or the connection broke.
    Broken(Endpoint),
    /// The address of an endpoint is none that the service calls.
    Address(Endpoint),
    /// An endpoint has answered with a status that is no success.
    Status {
        /// Which.
        endpoint: Endpoint,
        /// The status.
        status: u16,
        /// Its `error`, if it is a code of OAuth.
        error: Option<String>,
    },
    /// What an endpoint has answered is too long, or not what it should be.
    Unreadable(Endpoint),
    /// What the provider says is not true of this sign-in.
    Untrue(Untrue),
    /// The provider's configuration does not work: why.
    Configuration(&'static str),
}

/// What is not true of an answer. The texts say nothing of the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Untrue {
    /// What is there in its place cannot be read as one, or is too long.
    #[error("The id_token is no token.")]
    Token,
    /// None where one must be.
    #[error("There is no id_token.")]
    NoToken,
    /// Signed by none of the algorithms that are taken.
    #[error("The id_token is signed by an algorithm that is not taken.")]
    Algorithm,
    /// Does not say which key has signed it.
    #[error("The id_token does not name its key.")]
    NoKey,
    /// Signed by a key that is not among the provider's.
    #[error("The id_token is signed by a key that the provider does not have.")]
    UnknownKey,
    /// The signature is not by the key.
    #[error("The signature of the id_token is not right.")]
    Signature,
    /// Issued by another provider.
    #[error("Bad id_token issuer.")]
    Issuer,
    /// Issued for another service.
    #[error("Bad id_token audience.")]
    Audience,
    /// Issued for another sign-in.
    #[error("Bad id_token nonce.")]
    Nonce,
    /// Good no more.
    #[error("The id_token has expired.")]
    Expired,
    /// Issued long ago, or in the future.
    #[error("The id_token was not issued just now.")]
    IssuedAt,
    /// Not good yet.
    #[error("The id_token is not good yet.")]
    Early,
    /// The user has signed in there longer ago than was asked for.
    #[error("The sign-in at the provider is too long ago.")]
    TooLongAgo,
    /// The browser was sent back by another provider (RFC 9207).
    #[error("The answer is of another issuer.")]
    AnswerIssuer,
    /// The provider's own document names another issuer.
    #[error("The discovery document is of another issuer.")]
    DiscoveryIssuer,
    /// Two parts of the answer are about two users.
    #[error("The user info is about another user than the id_token.")]
    OtherUser,
    /// No part of the answer says who the user is.
    #[error("The provider does not say who the user is.")]
    NoUser,
}

impl fmt::Debug for ProviderFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout(endpoint) => write!(f, "Timeout({endpoint:?})"),
            Self::Broken(endpoint) => write!(f, "Broken({endpoint:?})"),
            Self::Address(endpoint) => write!(f, "Address({endpoint:?})"),
            Self::Status { endpoint, status, .. } => write!(f, "Status({endpoint:?}, {status})"),
            Self::Unreadable(endpoint) => write!(f, "Unreadable({endpoint:?})"),
            Self::Untrue(why) => write!(f, "{why}"),
            Self::Configuration(why) => f.write_str(why),
        }
    }
}

/// Speaks with providers that answer with a code.
#[async_trait]
pub trait CodeProviders: Send + Sync {
    /// The address at which a user signs in.
    async fn begin(&self, provider: &CodeProvider, request: &CodeRequest) -> Result<String, ProviderFault>;

    /// The user whom an answer is about, once all of it was verified.
    async fn user(&self, provider: &CodeProvider, answer: &CodeAnswer) -> Result<ForeignUser, ProviderFault>;
}
