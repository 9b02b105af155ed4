//! The pages behind a sign-in, and those in the place of one.

use crate::pages::{problem::Problem, texts::Texts};

/// A new passkey. The answer is `credential`, or `action` `skip`.
#[derive(Clone, Debug)]
pub struct AddPasskey {
    /// Who signed in.
    pub username: String,
    /// `publicKey` of `navigator.credentials.create`, as JSON.
    pub options: String,
    /// Whether the person may leave it.
    pub may_skip: bool,
}

/// The session has ended.
#[derive(Clone, Debug)]
pub struct SignedOut {
    /// Whether there is a page to sign in again: the query names an application.
    pub sign_in: bool,
}

/// There is no page to show.
#[derive(Clone, Debug)]
pub struct Failed {
    /// Why.
    pub failure: Failure,
    /// Whether the query is good enough to begin anew.
    pub sign_in: bool,
}

/// Why there is no page to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// What was asked for is not possible: `/error`.
    BadRequest,
    /// What a SAML provider's page has posted belongs to no request, or to none any more.
    BadSaml,
    /// A managed page of a client without a style.
    NoStyle,
    /// Something that could be wrong with a form too.
    Of(Problem),
}

impl Failed {
    pub(crate) fn text(&self, texts: &Texts) -> String {
        match &self.failure {
            Failure::BadRequest => texts.bad_request.to_owned(),
            Failure::BadSaml => texts.bad_saml.to_owned(),
            Failure::NoStyle => texts.no_pages.to_owned(),
            Failure::Of(problem) => problem.text(texts).into_owned(),
        }
    }
}
