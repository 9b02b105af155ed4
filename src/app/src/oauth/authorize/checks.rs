//! What each parameter of an authorize request must be like, and what the client is told where it is not.

use domain::user_pools::client::OAuthFlow;

use super::{AuthorizeRefused, Parameters, Prompt, Redirect, ResponseType};
use crate::user_pools::clients::OpenClient;

/// Bytes that `state` and `nonce` may have each: they come back in an address.
pub(crate) const ECHOED_MAX: usize = 2_048;
/// Characters of a code challenge: a SHA-256 digest, base64url.
const CHALLENGE_LENGTH: usize = 43;

/// A client and its address, of which all else can be told to it.
pub(super) struct Told<'a> {
    pub(super) to: &'a str,
    pub(super) state: Option<&'a String>,
    pub(super) is_fragment: bool,
}

impl Told<'_> {
    pub(super) fn redirect(&self, error: &str, description: &str) -> Redirect {
        let description = Some(("error_description", description)).filter(|(_, text)| !text.is_empty());
        let said = [("error", error)].into_iter().chain(description);
        let mut parameters: Vec<_> = said.map(|(name, text)| (name, text.to_owned())).collect();
        parameters.extend(self.state.map(|state| ("state", state.clone())));
        Redirect { to: self.to.to_owned(), parameters, is_fragment: self.is_fragment }
    }

    pub(super) fn refuse(&self, error: &str, description: &str) -> AuthorizeRefused {
        AuthorizeRefused::Redirect(self.redirect(error, description))
    }

    pub(super) fn invalid(&self, description: &str) -> AuthorizeRefused {
        self.refuse("invalid_request", description)
    }
}

/// What the client gets, if it may ask for that.
pub(super) fn response_type(
    told: &Told<'_>,
    client: &OpenClient,
    given: Option<&str>,
) -> Result<ResponseType, AuthorizeRefused> {
    let (response_type, flow) = match given {
        Some("code") => (ResponseType::Code, OAuthFlow::Code),
        Some("token") => (ResponseType::Token, OAuthFlow::Implicit),
        _ => return Err(told.invalid("response_type must be code or token")),
    };
    let oauth = &client.config.oauth;
    if oauth.is_on && oauth.flows.contains(&flow) {
        Ok(response_type)
    } else {
        Err(told.refuse("unauthorized_client", ""))
    }
}

/// What is refused before anything is looked up.
pub(super) fn form(told: &Told<'_>, parameters: &Parameters) -> Result<(), AuthorizeRefused> {
    let is_long = |text: &Option<String>| text.as_ref().is_some_and(|text| text.len() > ECHOED_MAX);
    if is_long(&parameters.state) {
        return Err(Told { state: None, ..*told }.invalid("state is too long"));
    }
    if is_long(&parameters.nonce) {
        return Err(told.invalid("nonce is too long"));
    }
    if parameters.request.is_some() {
        return Err(told.refuse("request_not_supported", ""));
    }
    if parameters.request_uri.is_some() {
        return Err(told.refuse("request_uri_not_supported", ""));
    }
    let own = if told.is_fragment { "fragment" } else { "query" };
    match parameters.response_mode.as_deref() {
        None => Ok(()),
        Some(mode) if mode == own => Ok(()),
        Some(_) => Err(told.invalid("response_mode is not supported")),
    }
}

/// `code_challenge` (RFC 7636), if one is given: by SHA-256 alone.
pub(super) fn challenge(
    told: &Told<'_>,
    parameters: &Parameters,
) -> Result<Option<String>, AuthorizeRefused> {
    match (&parameters.code_challenge, parameters.code_challenge_method.as_deref()) {
        (None, None) => Ok(None),
        (Some(challenge), Some("S256")) => {
            let is_digest = challenge.len() == CHALLENGE_LENGTH
                && challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
            if is_digest { Ok(Some(challenge.clone())) } else { Err(told.invalid("invalid_code_challenge")) }
        }
        _ => Err(told.invalid("code_challenge_method must be S256, beside a code_challenge")),
    }
}

/// `prompt`
pub(super) fn prompt(told: &Told<'_>, parameters: &Parameters) -> Result<Prompt, AuthorizeRefused> {
    let given: Vec<&str> = parameters.prompt.as_deref().unwrap_or_default().split_whitespace().collect();
    match given[..] {
        [] => return Ok(Prompt::IfNeeded),
        ["none"] => return Ok(Prompt::Never),
        _ => {}
    }
    let is_known = |prompt: &&str| matches!(*prompt, "login" | "select_account" | "consent");
    if !given.iter().all(is_known) {
        return Err(told.invalid("prompt is not supported"));
    }
    Ok(if given.contains(&"login") {
        Prompt::Login
    } else if given.contains(&"select_account") {
        Prompt::SelectAccount
    } else {
        Prompt::IfNeeded
    })
}

/// `max_age`
pub(super) fn max_age(told: &Told<'_>, parameters: &Parameters) -> Result<Option<i64>, AuthorizeRefused> {
    let Some(given) = &parameters.max_age else { return Ok(None) };
    match given.parse::<u32>() {
        Ok(seconds) => Ok(Some(seconds.into())),
        Err(_) => Err(told.invalid("max_age must be a number of seconds")),
    }
}

/// `resource`: one address of a resource server (RFC 8707).
pub(super) fn audience(told: &Told<'_>, resource: Option<&str>) -> Result<Option<String>, AuthorizeRefused> {
    let Some(resource) = resource else { return Ok(None) };
    let is_address = resource.split_once("://").is_some_and(|(scheme, rest)| {
        !rest.is_empty() && (scheme != "http" || rest.starts_with("localhost"))
    });
    if is_address && !resource.contains(['#', ' ']) && resource.len() <= ECHOED_MAX {
        Ok(Some(resource.to_owned()))
    } else {
        Err(told.refuse("invalid_target", ""))
    }
}
