//! Who sets up an authenticator app: a user who is signed in, or one whose sign-in asks for it.

use app::{Answer, Fault};

/// How the user is known.
pub(super) enum Holder {
    /// By an access token.
    Token(String),
    /// By the `Session` of `MFA_SETUP`.
    Session(String),
}

/// One of both is given.
pub(super) fn holder(access_token: Option<String>, session: Option<String>) -> Answer<Holder> {
    match (access_token, session) {
        (Some(token), None) => Ok(Holder::Token(token)),
        (None, Some(session)) => Ok(Holder::Session(session)),
        (None, None) | (Some(_), Some(_)) => {
            Err(Fault::invalid("Either AccessToken or Session must be provided."))
        }
    }
}
