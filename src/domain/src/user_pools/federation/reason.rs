//! Why a sign-in at an identity provider is refused: names that are written to the log, and no text of a provider's.

use serde::{Deserialize, Serialize};

/// How a provider answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Protocol {
    /// By a code.
    #[serde(rename = "code")]
    Code,
    /// By SAML, to a request.
    #[serde(rename = "saml")]
    Saml,
    /// By SAML, to no request: the sign-in has begun at the provider.
    #[serde(rename = "saml_unasked")]
    SamlUnasked,
}

/// Why a sign-in is refused. Written to the log: never rename one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reason {
    /// What the client had asked for is not allowed to it any more: it has lost the provider, its callback address or a scope.
    #[serde(rename = "client_changed")]
    ClientChanged,
    /// The answer came from another browser than the one that had begun.
    #[serde(rename = "other_browser")]
    OtherBrowser,
    /// The answer, or its assertion, was taken before.
    #[serde(rename = "used_before")]
    UsedBefore,
    /// An answer to no request, where the provider may not begin or the client takes none.
    #[serde(rename = "unasked")]
    Unasked,
    /// The provider has answered with an error, or says that its user was not signed in.
    #[serde(rename = "provider_error")]
    ProviderError,
    /// The answer has no code.
    #[serde(rename = "no_code")]
    NoCode,
    /// An endpoint of the provider has not answered, or not in time.
    #[serde(rename = "not_reached")]
    NotReached,
    /// An endpoint of the provider has an address that is not called.
    #[serde(rename = "address")]
    Address,
    /// An endpoint of the provider has refused.
    #[serde(rename = "endpoint_refused")]
    EndpointRefused,
    /// What an endpoint of the provider has answered, or its metadata, could not be read.
    #[serde(rename = "unreadable")]
    Unreadable,
    /// The provider's configuration does not work.
    #[serde(rename = "configuration")]
    Configuration,
    /// The token or the message is not well formed, or lacks a part.
    #[serde(rename = "malformed")]
    Malformed,
    /// The message is too large.
    #[serde(rename = "too_large")]
    TooLarge,
    /// A signature where there must be one is missing.
    #[serde(rename = "unsigned")]
    Unsigned,
    /// The algorithm of a signature is none that is taken.
    #[serde(rename = "algorithm")]
    Algorithm,
    /// The key of a signature is not named, or none of the provider's.
    #[serde(rename = "key")]
    Key,
    /// A signature is not right.
    #[serde(rename = "signature")]
    Signature,
    /// An assertion in the clear where an encrypted one must be.
    #[serde(rename = "in_the_clear")]
    InTheClear,
    /// An encrypted assertion could not be opened.
    #[serde(rename = "not_decrypted")]
    NotDecrypted,
    /// It is of another issuer.
    #[serde(rename = "issuer")]
    Issuer,
    /// It is for another service.
    #[serde(rename = "audience")]
    Audience,
    /// It was sent to, or is meant for, another address.
    #[serde(rename = "destination")]
    Destination,
    /// The token has another nonce than was sent.
    #[serde(rename = "nonce")]
    Nonce,
    /// The message answers another request, or one where none was made.
    #[serde(rename = "request")]
    Request,
    /// It is not good yet.
    #[serde(rename = "early")]
    Early,
    /// It is not good any more.
    #[serde(rename = "expired")]
    Expired,
    /// It was issued at another time than now, or is good for too long.
    #[serde(rename = "lifetime")]
    Lifetime,
    /// The user has signed in at the provider longer ago than the client takes.
    #[serde(rename = "too_long_ago")]
    TooLongAgo,
    /// It does not say who the user is, or not the same everywhere.
    #[serde(rename = "subject")]
    Subject,
    /// What the provider says of the user makes no user of the pool.
    #[serde(rename = "attributes")]
    Attributes,
    /// The new user's name, or an address that is a name, is another user's.
    #[serde(rename = "name_taken")]
    NameTaken,
    /// A function of the pool has refused the user, or has not answered.
    #[serde(rename = "function")]
    Function,
}

/// The codes of errors that a provider may give (RFC 6749, 4.1.2.1 and 5.2; `OpenID` Connect Core, 3.1.2.6). No other text of a provider's
/// is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they are the codes of the protocol, by their names")]
pub enum OAuthError {
    #[serde(rename = "access_denied")]
    AccessDenied,
    #[serde(rename = "account_selection_required")]
    AccountSelectionRequired,
    #[serde(rename = "consent_required")]
    ConsentRequired,
    #[serde(rename = "interaction_required")]
    InteractionRequired,
    #[serde(rename = "invalid_client")]
    InvalidClient,
    #[serde(rename = "invalid_grant")]
    InvalidGrant,
    #[serde(rename = "invalid_request")]
    InvalidRequest,
    #[serde(rename = "invalid_request_object")]
    InvalidRequestObject,
    #[serde(rename = "invalid_request_uri")]
    InvalidRequestUri,
    #[serde(rename = "invalid_scope")]
    InvalidScope,
    #[serde(rename = "login_required")]
    LoginRequired,
    #[serde(rename = "registration_not_supported")]
    RegistrationNotSupported,
    #[serde(rename = "request_not_supported")]
    RequestNotSupported,
    #[serde(rename = "request_uri_not_supported")]
    RequestUriNotSupported,
    #[serde(rename = "server_error")]
    ServerError,
    #[serde(rename = "temporarily_unavailable")]
    TemporarilyUnavailable,
    #[serde(rename = "unauthorized_client")]
    UnauthorizedClient,
    #[serde(rename = "unsupported_grant_type")]
    UnsupportedGrantType,
    #[serde(rename = "unsupported_response_type")]
    UnsupportedResponseType,
}

impl OAuthError {
    /// The error of a code, if it is one of these.
    pub fn of(code: &str) -> Option<Self> {
        let code = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(code);
        Self::deserialize(code).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_known_by_its_code_and_any_other_text_is_none() {
        assert_eq!(OAuthError::of("access_denied"), Some(OAuthError::AccessDenied));
        for other in ["", "Access_Denied", "access_denied ", "ada@example.com"] {
            assert_eq!(OAuthError::of(other), None, "{other}");
        }
    }
}
