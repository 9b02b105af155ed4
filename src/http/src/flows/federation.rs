//! Signing in at another provider: `/oauth2/idpresponse`, where providers send browsers back, and the way on from there.

use actix_web::HttpResponse;
use app::{
    oauth::{
        authorize::Asked,
        federation::{Arrived, CodeParameters, Visitor},
    },
    user_pools::identity_providers::Called,
};
use domain::{user_pools::identity_provider::ProviderConfig, values::provider::OWN_PROVIDER};

use super::{
    cookies::PageCookie,
    form::Form,
    remembered::Remembered,
    respond,
    turn::{Answered, Turn},
};
use crate::pages::{Body, Field, PageError, Problem, Provider, ToProvider, paths};

/// The parameter by which a browser shows what a posted answer was worth.
const RESUMED: &str = "t";

/// To the provider that a request names, if it names one.
pub(super) async fn begin(turn: &Turn<'_>, asked: &Asked) -> Answered<Option<HttpResponse>> {
    let Some(provider) = &asked.provider else { return Ok(None) };
    let address = turn.app().oauth.begin_at_provider(asked, provider, visitor(turn), &turn.moment).await?;
    Ok(Some(respond::found(&address)))
}

/// The browser brings the answer itself: it goes on to the client at once.
pub(super) async fn brought(turn: &Turn<'_>) -> Answered {
    let answer = parameters(form_urlencoded::parse(turn.query().as_bytes()));
    let oauth = &turn.app().oauth;
    let arrived = oauth.code_brought(&turn.site.pool, visitor(turn), answer, &turn.moment).await?;
    complete(turn, &arrived).await
}

/// The provider's page posts the answer, so that no cookie comes with it: the browser is sent to show it.
pub(super) async fn posted(turn: &Turn<'_>, form: &Form) -> Answered {
    let answer = parameters(form.fields());
    let base_url = &turn.site.base_url;
    let text = turn.app().oauth.code_posted(&turn.site.pool, base_url, answer, &turn.moment).await?;
    Ok(to_resume(turn, &text))
}

/// The browser shows its cookie.
pub(super) async fn resume(turn: &Turn<'_>) -> Answered {
    let text = form_urlencoded::parse(turn.query().as_bytes()).find(|(name, _)| name == RESUMED);
    let text = text.map(|(_, text)| text.into_owned()).unwrap_or_default();
    let arrived = turn.app().oauth.resume(&turn.site.pool, visitor(turn), &text, &turn.moment).await?;
    complete(turn, &arrived).await
}

/// The way on from an answer that was posted from another site.
pub(super) fn to_resume(turn: &Turn<'_>, text: &str) -> HttpResponse {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair(RESUMED, text);
    respond::see_other(turn.site, paths::RESUME, &query.finish())
}

/// Opens the session, and goes on to the client. Where the provider is to be told of a sign-out, the browser keeps what it must be told.
pub(super) async fn complete(turn: &Turn<'_>, arrived: &Arrived) -> Answered {
    let oauth = &turn.app().oauth;
    let session = oauth.admit(arrived, &turn.moment).await?;
    let mut response = respond::complete(turn, &arrived.asked, &session).await?;
    if let Some(kept) = oauth.keep_session_at_provider(arrived)? {
        respond::add_cookie(&mut response, &PageCookie::AtProvider.set(turn.site, &kept));
    }
    Ok(response)
}

/// The buttons of a client's pages, and whether users of the pool itself sign in there.
pub(super) async fn offered(turn: &Turn<'_>, asked: &Asked) -> Answered<(Vec<Provider>, bool)> {
    let names = &asked.client.config.providers;
    let own_users = names.is_empty() || names.iter().any(|name| name == OWN_PROVIDER);
    let providers = turn.app().user_pools.providers_of(&asked.client).await?;
    Ok((providers.into_iter().map(shown).collect(), own_users))
}

/// The form that asks for a mail address, whose domain is an identifier of a provider. The way there is a page of its own: browsers hold what
/// follows on a form to the addresses that the policy of its page names, and providers are not among them.
pub(super) async fn find(turn: &Turn<'_>, asked: &Asked, form: &Form) -> Answered {
    let typed = form.field("work_address").unwrap_or_default().trim();
    let remembered = Remembered::of_work_address(typed);
    let pools = &turn.app().user_pools;
    let found = if typed.is_empty() {
        Err(Problem::Missing)
    } else {
        pools.provider_of_address(&asked.client, typed).await?.ok_or(Problem::UnknownDomain)
    };
    let remembered = match found {
        Ok(provider) => Remembered { provider: Some(provider.name), ..Remembered::default() },
        Err(problem) => remembered.with(PageError::of_field(Field::WorkAddress, problem)),
    };
    respond::remember(turn, asked, remembered, paths::LOGIN)
}

/// The page that leads to the provider that was found.
pub(super) async fn found(
    turn: &Turn<'_>,
    asked: &Asked,
    remembered: &Remembered,
) -> Answered<Option<HttpResponse>> {
    let Some(name) = &remembered.provider else { return Ok(None) };
    let provider = turn.app().user_pools.provider_of(&asked.client, Called::Name(name)).await?;
    let Some(provider) = provider.map(shown) else { return Ok(None) };
    let body = Body::ToProvider(ToProvider { provider });
    respond::page(turn, asked, remembered, body).await.map(Some)
}

fn shown(provider: ProviderConfig) -> Provider {
    Provider {
        kind: provider.details.provider_type(),
        name: provider.name,
        has_identifiers: !provider.identifiers.is_empty(),
    }
}

fn visitor<'a>(turn: &'a Turn<'_>) -> Visitor<'a> {
    Visitor { base_url: &turn.site.base_url, cookie: &turn.csrf }
}

fn parameters<N: AsRef<str>, V: AsRef<str>>(fields: impl Iterator<Item = (N, V)>) -> CodeParameters {
    let mut parameters = CodeParameters::default();
    for (name, value) in fields {
        let parameter = match name.as_ref() {
            "state" => &mut parameters.state,
            "code" => &mut parameters.code,
            "iss" => &mut parameters.iss,
            "user" => &mut parameters.user,
            "error" => &mut parameters.error,
            "error_description" => &mut parameters.error_description,
            _ => continue,
        };
        // Of one that comes twice the first counts.
        let value = value.as_ref();
        if parameter.is_none() && !value.is_empty() {
            *parameter = Some(value.to_owned());
        }
    }
    parameters
}
