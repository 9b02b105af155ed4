//! The authorize request: what a client asks the pages for. What is wrong with the client or its address is told on a page, everything else
//! to the client.

use crypto::seal::Mac;
use domain::user_pools::client::{OAuthFlow, rules::is_standard};

use super::OAuth;
use crate::{
    Fault, Kind,
    user_pools::{clients::OpenClient, pools::OpenPool, sign_in::Authorization},
};

/// Bytes that `state` and `nonce` may have each: they come back in an address.
const ECHOED_MAX: usize = 2_048;
/// Characters of a code challenge: a SHA-256 digest, base64url.
const CHALLENGE_LENGTH: usize = 43;
/// What a client names to have its users sign in with the pool itself.
const OWN_PROVIDER: &str = "COGNITO";

/// A redirect to a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// A callback address of the client.
    pub to: String,
    /// What is told there, in this order.
    pub parameters: Vec<(&'static str, String)>,
    /// Whether it is told in the fragment, which no server sees.
    pub is_fragment: bool,
}

/// Why a request is refused.
#[derive(Clone, Debug)]
pub enum AuthorizeRefused {
    /// The address to send the browser to is not the client's: `redirect_mismatch`.
    Mismatch,
    /// There is no client to tell: `invalid_request`.
    Page,
    /// The client is told.
    Redirect(Redirect),
    /// The service fails.
    Fault(Fault),
}

impl From<Fault> for AuthorizeRefused {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// The parameters of a request, as they came; one that is empty counts as absent.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "they are the parameters of the protocol, by their names")]
pub struct Parameters {
    pub client_id: Option<String>,
    pub redirect_uri: Option<String>,
    pub response_type: Option<String>,
    pub scope: Option<String>,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub code_challenge: Option<String>,
    pub code_challenge_method: Option<String>,
    pub prompt: Option<String>,
    pub max_age: Option<String>,
    pub login_hint: Option<String>,
    pub resource: Option<String>,
    pub identity_provider: Option<String>,
    pub idp_identifier: Option<String>,
    pub response_mode: Option<String>,
    pub request: Option<String>,
    pub request_uri: Option<String>,
}

/// What the client gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseType {
    /// `code`
    Code,
    /// `token`
    Token,
}

/// Whether the user is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Where no session of the browser is good.
    IfNeeded,
    /// `none`: in no case.
    Never,
    /// `login`: in any case.
    Login,
    /// `select_account`: whether to go on as the user who is known.
    SelectAccount,
}

/// A valid request.
#[derive(Clone)]
pub struct Asked {
    /// The client.
    pub client: OpenClient,
    /// Where the browser is sent in the end.
    pub redirect_uri: String,
    /// What the client gets.
    pub response_type: ResponseType,
    /// Whether the user is asked.
    pub prompt: Prompt,
    /// So many seconds ago at most the user has signed in.
    pub max_age_seconds: Option<i64>,
    /// A name of the user, which the client knows.
    pub login_hint: Option<String>,
    /// What the tokens are for, with the digest of this request.
    pub authorization: Authorization,
    pub(super) state: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) challenge: Option<String>,
}

/// A client and its address, of which all else can be told to it.
struct Told<'a> {
    to: &'a str,
    state: Option<&'a String>,
    is_fragment: bool,
}

impl Told<'_> {
    fn redirect(&self, error: &str, description: &str) -> Redirect {
        let description = Some(("error_description", description)).filter(|(_, text)| !text.is_empty());
        let said = [("error", error)].into_iter().chain(description);
        let mut parameters: Vec<_> = said.map(|(name, text)| (name, text.to_owned())).collect();
        parameters.extend(self.state.map(|state| ("state", state.clone())));
        Redirect { to: self.to.to_owned(), parameters, is_fragment: self.is_fragment }
    }

    fn refuse(&self, error: &str, description: &str) -> AuthorizeRefused {
        AuthorizeRefused::Redirect(self.redirect(error, description))
    }

    fn invalid(&self, description: &str) -> AuthorizeRefused {
        self.refuse("invalid_request", description)
    }
}

impl Asked {
    /// A refusal that the client is told.
    pub fn refuse(&self, error: &str, description: &str) -> Redirect {
        let is_fragment = self.response_type == ResponseType::Token;
        Told { to: &self.redirect_uri, state: self.state.as_ref(), is_fragment }.redirect(error, description)
    }
}

impl OAuth {
    /// Checks a request to the pages of a pool.
    pub async fn asked(&self, pool: &OpenPool, parameters: Parameters) -> Result<Asked, AuthorizeRefused> {
        let client_id = parameters.client_id.as_deref().ok_or(AuthorizeRefused::Page)?;
        let client = self.client_of_pages(pool, client_id).await?;
        let redirect_uri = parameters.redirect_uri.clone().ok_or(AuthorizeRefused::Mismatch)?;
        if !client.config.redirects.callbacks.contains(&redirect_uri) {
            return Err(AuthorizeRefused::Mismatch);
        }
        let response_type = parameters.response_type.as_deref();
        let is_fragment = response_type == Some("token");
        let told = Told { to: &redirect_uri, state: parameters.state.as_ref(), is_fragment };
        check_form(&told, &parameters)?;
        let response_type = response_type_of(&told, &client, response_type)?;
        let challenge = challenge(&told, &parameters)?;
        let (prompt, max_age_seconds) = (prompt(&told, &parameters)?, max_age(&told, &parameters)?);
        check_provider(&told, &client, &parameters)?;
        let scopes = self.scopes(&told, &client, parameters.scope.as_deref()).await?;
        let audience = audience(&told, parameters.resource)?;
        let digest = self.digest(
            &client,
            &[
                &redirect_uri,
                if response_type == ResponseType::Code { "code" } else { "token" },
                &scopes.join(" "),
                parameters.state.as_deref().unwrap_or_default(),
                parameters.nonce.as_deref().unwrap_or_default(),
                challenge.as_deref().unwrap_or_default(),
                audience.as_deref().unwrap_or_default(),
            ],
        );
        let authorization = Authorization { digest, scopes, audience };
        let Parameters { state, nonce, login_hint, .. } = parameters;
        Ok(Asked {
            client,
            redirect_uri,
            response_type,
            prompt,
            max_age_seconds,
            login_hint,
            authorization,
            state,
            nonce,
            challenge,
        })
    }

    /// A client that sends its users to the pages of the pool.
    pub async fn client_of_pages(
        &self,
        pool: &OpenPool,
        client_id: &str,
    ) -> Result<OpenClient, AuthorizeRefused> {
        match self.user_pools.client_of(pool.id.as_str(), client_id).await {
            Ok(client) => Ok(client),
            Err(fault) if fault.kind == Kind::ResourceNotFound => Err(AuthorizeRefused::Page),
            Err(fault) => Err(fault.into()),
        }
    }

    async fn scopes(
        &self,
        told: &Told<'_>,
        client: &OpenClient,
        given: Option<&str>,
    ) -> Result<Vec<String>, AuthorizeRefused> {
        let wanted: Vec<String> = given.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
        let oauth = &client.config.oauth;
        let named = if wanted.is_empty() { &oauth.scopes } else { &wanted };
        let mut known = self.user_pools.defined_scopes(&client.pool, named).await?;
        known.extend(named.iter().filter(|scope| is_standard(scope)).cloned());
        // The API's twin knows why; here each reason is told alike.
        oauth.scopes_among(&wanted, &known).map_err(|_| told.invalid("invalid_scope"))
    }

    /// Binds a sign-in to the request that it serves.
    fn digest(&self, client: &OpenClient, parts: &[&str]) -> [u8; 32] {
        let mac = Mac::new(&self.core.derived("authorize request", client.pool.id.as_str()));
        let parts: Vec<&[u8]> = [&*client.id].iter().chain(parts).map(|part| part.as_bytes()).collect();
        mac.of(&parts)
    }
}

/// What the client gets, if it may ask for that.
fn response_type_of(
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
fn check_form(told: &Told<'_>, parameters: &Parameters) -> Result<(), AuthorizeRefused> {
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

fn challenge(told: &Told<'_>, parameters: &Parameters) -> Result<Option<String>, AuthorizeRefused> {
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

fn prompt(told: &Told<'_>, parameters: &Parameters) -> Result<Prompt, AuthorizeRefused> {
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

fn max_age(told: &Told<'_>, parameters: &Parameters) -> Result<Option<i64>, AuthorizeRefused> {
    let Some(given) = &parameters.max_age else { return Ok(None) };
    match given.parse::<u32>() {
        Ok(seconds) => Ok(Some(seconds.into())),
        Err(_) => Err(told.invalid("max_age must be a number of seconds")),
    }
}

/// Users sign in with the pool itself; a client that lists providers without it has no users here.
fn check_provider(
    told: &Told<'_>,
    client: &OpenClient,
    parameters: &Parameters,
) -> Result<(), AuthorizeRefused> {
    let named = parameters.identity_provider.as_deref();
    if parameters.idp_identifier.is_some() || named.is_some_and(|named| named != OWN_PROVIDER) {
        return Err(told.invalid("Signing in through identity providers is not implemented yet."));
    }
    let providers = &client.config.providers;
    if providers.is_empty() || providers.iter().any(|provider| provider == OWN_PROVIDER) {
        return Ok(());
    }
    Err(told.invalid("Signing in through identity providers is not implemented yet."))
}

/// `resource`: one address of a resource server (RFC 8707).
fn audience(told: &Told<'_>, resource: Option<String>) -> Result<Option<String>, AuthorizeRefused> {
    let Some(resource) = resource else { return Ok(None) };
    let is_address = resource.split_once("://").is_some_and(|(scheme, rest)| {
        !rest.is_empty() && (scheme != "http" || rest.starts_with("localhost"))
    });
    if is_address && !resource.contains(['#', ' ']) && resource.len() <= ECHOED_MAX {
        Ok(Some(resource))
    } else {
        Err(told.refuse("invalid_target", ""))
    }
}
