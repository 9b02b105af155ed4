//! What a provider's endpoints are asked, and how their answers are read.

use ports::federation::{CodeAnswer, CodeProvider, CodeProviderKind, Endpoint, ProviderFault};
use reqwest::{
    Method, Request, Url,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use serde_json::{Map, Value};

use super::{apple, endpoints::Endpoints, fault, social};
use crate::guarded::Guarded;

/// Bytes of an answer.
const ANSWER_MAX: usize = 512 << 10;
/// Characters of a code of OAuth.
const ERROR_MAX: usize = 64;

/// Redeems a code: `client_secret_post`, as AWS does; Facebook is asked by GET.
pub(super) async fn redeem(
    guard: &Guarded,
    provider: &CodeProvider,
    endpoints: &Endpoints,
    answer: &CodeAnswer,
) -> Result<Map<String, Value>, ProviderFault> {
    let mut url = address(Endpoint::Token, &endpoints.token)?;
    let secret = client_secret(provider, answer.now_seconds)?;
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", answer.code.as_str()),
        ("redirect_uri", answer.redirect_uri.as_str()),
        ("client_id", provider.client_id.as_str()),
        ("code_verifier", answer.verifier.as_str()),
    ];
    form.extend(secret.as_deref().map(|secret| ("client_secret", secret)));
    if matches!(provider.kind, CodeProviderKind::Facebook { .. }) {
        url.query_pairs_mut().extend_pairs(form);
        return object(guard, Endpoint::Token, Request::new(Method::GET, url)).await;
    }
    object(guard, Endpoint::Token, post(url, &form)).await
}

/// What a provider says of the user of an access token.
pub(super) async fn user_info(
    guard: &Guarded,
    provider: &CodeProvider,
    at: &str,
    token: &str,
) -> Result<Map<String, Value>, ProviderFault> {
    let mut url = address(Endpoint::UserInfo, at)?;
    social::name_claims(provider, &mut url);
    let posts = matches!(provider.kind, CodeProviderKind::Oidc { posts_user_info: true, .. });
    let mut request = Request::new(if posts { Method::POST } else { Method::GET }, url);
    let bearer = HeaderValue::from_str(&format!("Bearer {token}"));
    let mut bearer = bearer.map_err(|_| ProviderFault::Unreadable(Endpoint::Token))?;
    bearer.set_sensitive(true);
    request.headers_mut().insert(AUTHORIZATION, bearer);
    object(guard, Endpoint::UserInfo, request).await
}

/// An address of a provider's. Whether it may be called is seen when it is.
pub(super) fn address(endpoint: Endpoint, text: &str) -> Result<Url, ProviderFault> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or(ProviderFault::Address(endpoint))
}

/// The answer to a request, which must be an object of JSON.
pub(super) async fn object(
    guard: &Guarded,
    endpoint: Endpoint,
    mut request: Request,
) -> Result<Map<String, Value>, ProviderFault> {
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    let answered = guard.send(request, ANSWER_MAX).await.map_err(|why| fault(endpoint, why))?;
    let read = serde_json::from_slice::<Map<String, Value>>(&answered.body).ok();
    if !(200..300).contains(&answered.status) {
        let error = read.as_ref().and_then(error_code);
        return Err(ProviderFault::Status { endpoint, status: answered.status, error });
    }
    read.ok_or(ProviderFault::Unreadable(endpoint))
}

fn error_code(object: &Map<String, Value>) -> Option<String> {
    let error = object.get("error")?.as_str()?;
    let is_code = error.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    (is_code && !error.is_empty() && error.len() <= ERROR_MAX).then(|| error.to_owned())
}

fn client_secret(provider: &CodeProvider, now_seconds: i64) -> Result<Option<String>, ProviderFault> {
    Ok(match &provider.kind {
        CodeProviderKind::Oidc { client_secret, .. } => client_secret.clone(),
        CodeProviderKind::Google { client_secret }
        | CodeProviderKind::Facebook { client_secret, .. }
        | CodeProviderKind::Amazon { client_secret } => Some(client_secret.clone()),
        CodeProviderKind::Apple { team_id, key_id, private_key } => {
            Some(apple::client_secret((team_id, key_id, private_key), &provider.client_id, now_seconds)?)
        }
    })
}

fn post(url: Url, form: &[(&str, &str)]) -> Request {
    // The writer of forms that addresses have.
    let mut body = Url::clone(&url);
    body.set_query(None);
    body.query_pairs_mut().extend_pairs(form);
    let body = body.query().unwrap_or_default().to_owned();
    let mut request = Request::new(Method::POST, url);
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(CONTENT_TYPE, form);
    *request.body_mut() = Some(body.into());
    request
}
