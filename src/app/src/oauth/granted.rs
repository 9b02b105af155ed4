//! What a client gets for a grant, and what it means that it gets nothing.

use super::refused::{ErrorCode, Refused};
use crate::{
    Fault, Kind,
    user_pools::{client_tokens::ClientToken, tokens::TokenSet},
};

/// The tokens of an answer.
pub struct Granted {
    /// For the API and for resource servers.
    pub access_token: String,
    /// Identifies the user.
    pub id_token: Option<String>,
    /// For more tokens; absent where the old one stays.
    pub refresh_token: Option<String>,
    /// Life of the access token in seconds.
    pub expires_in: u32,
}

impl From<TokenSet> for Granted {
    fn from(tokens: TokenSet) -> Self {
        Self {
            access_token: tokens.access_token,
            id_token: tokens.has_id_token.then_some(tokens.id_token),
            refresh_token: tokens.refresh_token,
            expires_in: tokens.expires_in,
        }
    }
}

impl From<ClientToken> for Granted {
    fn from(ClientToken { access_token, expires_in }: ClientToken) -> Self {
        Self { access_token, id_token: None, refresh_token: None, expires_in }
    }
}

/// A function that has failed, and a service that cannot answer, say nothing of what the client brings, which it keeps.
pub(super) fn not_granted(fault: Fault) -> Refused {
    match fault.kind {
        Kind::InternalError
        | Kind::InvalidLambdaResponse
        | Kind::NotImplemented
        | Kind::TooManyRequests
        | Kind::UnexpectedLambda
        | Kind::UserLambdaValidation => fault.into(),
        _ => ErrorCode::InvalidGrant.into(),
    }
}
