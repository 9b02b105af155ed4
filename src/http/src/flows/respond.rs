//! The answers of the pages: redirects, pages, and what a page says when there is nothing else to show.

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
};
use app::oauth::authorize::{Asked, AuthorizeRefused, Redirect};
use app::{Fault, Kind, user_pools::sign_in::PageSession};
use domain::user_pools::terms::TermsName;

use super::{
    bounds,
    cookies::PageCookie,
    form::Form,
    problems,
    remembered::Remembered,
    styles,
    turn::{Answered, Stop, Turn},
};
use crate::{
    oauth::{redirects, site::Site},
    pages::{Body, Chrome, Failed, Failure, Page, PageError, Problem, Terms, paths, policy},
};

/// The link of a legal document for languages that have none of their own.
const DEFAULT_TERMS: &str = "cognito:default";

/// To a page of the same pool, with a query.
pub(super) fn see_other(site: &Site, path: &str, query: &str) -> HttpResponse {
    let question = if query.is_empty() { "" } else { "?" };
    redirect_to(StatusCode::SEE_OTHER, &format!("{}{path}{question}{query}", site.path_prefix))
}

/// To another page for the same request.
pub(super) fn to(turn: &Turn<'_>, path: &str) -> HttpResponse {
    see_other(turn.site, path, turn.query())
}

/// To the sign-in page, for another user than the one whom the browser knows.
pub(super) fn as_another(turn: &Turn<'_>) -> HttpResponse {
    let others = form_urlencoded::parse(turn.query().as_bytes()).filter(|(name, _)| name != "prompt");
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(others).append_pair("prompt", "login");
    see_other(turn.site, paths::LOGIN, &query.finish())
}

/// To an address of a client's.
pub(super) fn found(to: &str) -> HttpResponse {
    redirect_to(StatusCode::FOUND, to)
}

/// To a client, with what it is told.
pub(super) fn redirect(redirect: &Redirect) -> HttpResponse {
    found(&redirects::address(redirect))
}

fn redirect_to(status: StatusCode, to: &str) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"));
    // Addresses of clients were checked when they were configured; one that no header can hold leads nowhere.
    if let Ok(to) = HeaderValue::from_str(to) {
        response.insert_header((header::LOCATION, to));
    }
    response.finish()
}

/// To a page that knows what this one has found out.
pub(super) fn remember(turn: &Turn<'_>, asked: &Asked, remembered: Remembered, path: &str) -> Answered {
    let kept = turn.app().oauth.keep(asked, remembered.fitting())?;
    let mut response = to(turn, path);
    add_cookie(&mut response, &PageCookie::PageData.set(turn.site, &kept));
    Ok(response)
}

/// To the client, whose request is done.
pub(super) async fn complete(turn: &Turn<'_>, asked: &Asked, session: &PageSession) -> Answered {
    let oauth = &turn.app().oauth;
    let mut response = redirect(&oauth.complete(asked, session, &turn.moment).await?);
    let browser = match oauth.cookie(asked, session)? {
        Some(cookie) => PageCookie::Browser.set(turn.site, &cookie),
        None => PageCookie::Browser.remove(turn.site),
    };
    add_cookie(&mut response, &browser);
    add_cookie(&mut response, &PageCookie::PageData.remove(turn.site));
    forget_provider(turn, &mut response);
    Ok(response)
}

/// The browser keeps no session at a provider any more.
pub(super) fn forget_provider(turn: &Turn<'_>, response: &mut HttpResponse) {
    if PageCookie::AtProvider.read(turn.visit.http, turn.site).is_some() {
        add_cookie(response, &PageCookie::AtProvider.remove(turn.site));
    }
}

pub(super) fn add_cookie(response: &mut HttpResponse, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// A page for a client's request.
pub(super) async fn page(turn: &Turn<'_>, asked: &Asked, remembered: &Remembered, body: Body) -> Answered {
    let Some(look) = styles::look(turn, &asked.client).await? else {
        return Ok(failed(turn, StatusCode::FORBIDDEN, Failure::NoStyle));
    };
    let chrome = Chrome {
        application: Some(asked.client.config.name.clone()),
        client: Some(asked.client.id.clone()),
        notice: remembered.notice,
        errors: remembered.errors.clone(),
        query: turn.query().to_owned(),
        prefix: turn.site.path_prefix.clone(),
        ..Chrome::new(turn.language(), look, &*turn.csrf)
    };
    let mut response =
        html(StatusCode::OK, &Page { chrome, body }, &[&redirects::source(&asked.redirect_uri)]);
    if let Some(language) = turn.named_language() {
        add_cookie(&mut response, &PageCookie::Language.set(turn.site, language.tag()));
    }
    if remembered.tells() {
        let kept = turn.app().oauth.keep(asked, remembered.told())?;
        add_cookie(&mut response, &PageCookie::PageData.set(turn.site, &kept));
    }
    Ok(response)
}

/// A page as an answer.
pub(super) fn html(status: StatusCode, page: &Page, form_targets: &[&str]) -> HttpResponse {
    let Ok(text) = page.html() else { return HttpResponse::InternalServerError().finish() };
    let mut response = HttpResponse::build(status);
    for header in policy::PAGE_HEADERS {
        response.insert_header(header);
    }
    response
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy::content_security_policy(form_targets)))
        .body(text)
}

fn failed(turn: &Turn<'_>, status: StatusCode, failure: Failure) -> HttpResponse {
    let chrome = Chrome {
        prefix: turn.site.path_prefix.clone(),
        ..Chrome::new(turn.language(), styles::plain(), &*turn.csrf)
    };
    html(status, &Page { chrome, body: Body::Failed(Failed { failure, sign_in: false }) }, &[])
}

/// `/error`
pub(super) fn bad_request(turn: &Turn<'_>) -> HttpResponse {
    failed(turn, StatusCode::BAD_REQUEST, Failure::BadRequest)
}

/// What a SAML provider's page has posted belongs to no request.
pub(super) fn bad_saml(turn: &Turn<'_>) -> HttpResponse {
    failed(turn, StatusCode::BAD_REQUEST, Failure::BadSaml)
}

/// There is no such page.
pub(super) fn not_found(turn: &Turn<'_>) -> HttpResponse {
    failed(turn, StatusCode::NOT_FOUND, Failure::BadRequest)
}

/// The address asks for too much.
pub(super) fn too_many(turn: &Turn<'_>) -> HttpResponse {
    let mut response = failed(turn, StatusCode::TOO_MANY_REQUESTS, Failure::Of(Problem::TooMany(None)));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

/// The answer, with the cookie that a new browser gets.
pub(super) fn answered(turn: &Turn<'_>, answer: Answered) -> HttpResponse {
    let mut response = answer.unwrap_or_else(|stop| stopped(turn, stop));
    if let Some(cookie) = turn.new_csrf_cookie() {
        add_cookie(&mut response, &cookie);
    }
    response
}

/// Leads a form back to a page, and does nothing else, that none of our pages has sent from this browser or that holds what none can hold.
pub(super) fn check(turn: &Turn<'_>, asked: &Asked, form: &Form, back_to: &str) -> Answered<()> {
    let wrong = if turn.is_ours(form) {
        bounds::misfit(form, turn.path() == paths::LOGIN)
    } else {
        Some(PageError::of_form(Problem::FormExpired))
    };
    let Some(wrong) = wrong else { return Ok(()) };
    let remembered = turn.remembered(asked).with(wrong);
    Err(Stop::Answer(Box::new(remember(turn, asked, remembered, back_to)?)))
}

/// What a request gets that has no answer of its own.
fn stopped(turn: &Turn<'_>, stop: Stop) -> HttpResponse {
    match stop {
        Stop::Answer(answer) => *answer,
        Stop::Unreadable => bad_request(turn),
        Stop::Fault(fault) => unavailable(turn, &fault),
        Stop::Refused(refused) => match *refused {
            AuthorizeRefused::Redirect(to) => redirect(&to),
            AuthorizeRefused::Mismatch => error_page(turn, "redirect_mismatch"),
            AuthorizeRefused::Page => error_page(turn, "invalid_request"),
            AuthorizeRefused::Fault(fault) => unavailable(turn, &fault),
        },
    }
}

/// The service cannot answer.
fn unavailable(turn: &Turn<'_>, fault: &Fault) -> HttpResponse {
    tracing::warn!(kind = ?fault.kind, "a page fails");
    failed(turn, StatusCode::SERVICE_UNAVAILABLE, Failure::Of(problems::problem(fault).problem))
}

/// To `/error`, which names the client as it was named.
fn error_page(turn: &Turn<'_>, error: &str) -> HttpResponse {
    let client_id = form_urlencoded::parse(turn.query().as_bytes()).find(|(name, _)| name == "client_id");
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("error", error);
    query.extend_pairs(client_id);
    see_other(turn.site, super::ERROR, &query.finish())
}

/// The legal documents of a client, where it has both.
pub(super) async fn terms(turn: &Turn<'_>, asked: &Asked) -> Answered<Option<Terms>> {
    let documents = turn.app().user_pools.terms(asked.client.pool.id.as_str()).await?;
    let key = turn.language().terms_key();
    let link = async |name| match documents.terms_of(&asked.client.id, name).await {
        Ok(document) => {
            let links = document.config.links;
            Ok(links.get(key).or_else(|| links.get(DEFAULT_TERMS)).cloned())
        }
        Err(fault) if fault.kind == Kind::ResourceNotFound => Ok(None),
        Err(fault) => Err(fault),
    };
    let (terms_of_use, privacy_policy) =
        (link(TermsName::TermsOfUse).await?, link(TermsName::PrivacyPolicy).await?);
    let both = terms_of_use.zip(privacy_policy);
    Ok(both.map(|(terms_of_use, privacy_policy)| Terms { terms_of_use, privacy_policy }))
}
