//! `/passkeys/add`: a signed-in user registers a passkey. Clients lead here by a link; the pages offer it themselves once, to the user of an
//! account that was made on them. Knows managed pages alone: classic ones have no passkeys.

use actix_web::HttpResponse;
use app::{
    oauth::authorize::{Asked, AuthorizeRefused},
    user_pools::{passkeys::Registrant, sign_in::PageSession},
};
use domain::{Moment, user_pools::client::OAuthFlow};

use super::{
    cookies::PageCookie,
    form::Form,
    parameters::parameters,
    remembered::Remembered,
    respond,
    turn::{Answered, Turn},
};
use crate::{
    api::user_pools::passkey_shape::{creation_options, new_passkey},
    pages::{AddPasskey, Body, PageError, Problem, paths},
};

/// What a client has led its user here for.
struct Wanted {
    asked: Asked,
    /// Whether it wants a code or tokens too (`response_type`).
    wants_more: bool,
}

/// The page.
pub(super) async fn show(turn: &Turn<'_>) -> Answered {
    let Some(wanted) = wanted(turn).await? else { return Ok(respond::not_found(turn)) };
    let asked = &wanted.asked;
    let remembered = turn.remembered(asked);
    let Some(registrant) = registrant(turn, asked).await? else { return Ok(login_required(asked)) };
    if !turn.app().user_pools.passkeys_serve(&asked.client, turn.site.host()).await? {
        let why = "Passkeys cannot be used on these pages.";
        return Ok(respond::redirect(&asked.refuse("invalid_request", why)));
    }
    let options = match turn.app().user_pools.begin_passkey(&registrant, &turn.moment).await {
        Ok(options) => options,
        // The user has as many as one can have. One who has just signed in goes on.
        Err(_) if remembered.signed_in.is_some() => return finish(turn, &wanted, &remembered).await,
        Err(fault) => return Ok(respond::redirect(&asked.refuse("invalid_request", &fault.message))),
    };
    let body = AddPasskey {
        options: creation_options(&options).to_string(),
        username: options.username,
        may_skip: true,
    };
    respond::page(turn, asked, &remembered, Body::AddPasskey(body)).await
}

/// The passkey that the browser has made, or that none is wanted.
pub(super) async fn add(turn: &Turn<'_>, form: &Form) -> Answered {
    let Some(wanted) = wanted(turn).await? else { return Ok(respond::not_found(turn)) };
    let asked = &wanted.asked;
    respond::check(turn, asked, form, paths::ADD_PASSKEY)?;
    let remembered = turn.remembered(asked);
    if form.field("action") == Some("skip") {
        return finish(turn, &wanted, &remembered).await;
    }
    let Some(registrant) = registrant(turn, asked).await? else { return Ok(login_required(asked)) };
    let credential = serde_json::from_str(form.field("credential").unwrap_or_default()).unwrap_or_default();
    let moment = Moment { principal: registrant.principal(), ..turn.moment.clone() };
    let registered = match new_passkey(&credential) {
        Ok(new) => turn.app().user_pools.register_passkey(&registrant, new, &moment).await,
        Err(fault) => Err(fault),
    };
    if registered.is_ok() {
        return finish(turn, &wanted, &remembered).await;
    }
    let failed = remembered.with(PageError::of_form(Problem::PasskeyFailed));
    respond::remember(turn, asked, failed, paths::ADD_PASSKEY)
}

/// The end of a sign-in: at the client, or by way of this page where the account is new and a passkey can be made.
pub(super) async fn offer_or_complete(
    turn: &Turn<'_>,
    asked: &Asked,
    remembered: &Remembered,
    session: PageSession,
) -> Answered {
    let may_offer = remembered.is_new && turn.is_managed();
    // This page knows its user by the browser's session, which not every client lets begin.
    let cookie = if may_offer { turn.app().oauth.cookie(asked, &session)? } else { None };
    let Some(cookie) = cookie else { return respond::complete(turn, asked, &session).await };
    if !turn.app().user_pools.passkeys_serve(&asked.client, turn.site.host()).await? {
        return respond::complete(turn, asked, &session).await;
    }
    let waiting = Remembered { signed_in: Some(session), ..Remembered::of(&remembered.username) };
    let mut response = respond::remember(turn, asked, waiting, paths::ADD_PASSKEY)?;
    respond::add_cookie(&mut response, &PageCookie::Browser.set(turn.site, &cookie));
    Ok(response)
}

/// Back to the client: with the code of the sign-in that waits, with that of the browser's session where one is wanted, or with nothing.
async fn finish(turn: &Turn<'_>, wanted: &Wanted, remembered: &Remembered) -> Answered {
    let asked = &wanted.asked;
    if let Some(session) = &remembered.signed_in {
        return respond::complete(turn, asked, session).await;
    }
    if !wanted.wants_more {
        let mut response = respond::redirect(&asked.back());
        respond::add_cookie(&mut response, &PageCookie::PageData.remove(turn.site));
        return Ok(response);
    }
    let session = match turn.browser() {
        Some(browser) => turn.app().oauth.known(asked, &browser, &turn.moment).await?,
        None => None,
    };
    match session {
        Some(session) => respond::complete(turn, asked, &session).await,
        None => Ok(login_required(asked)),
    }
}

/// The client's request; none on classic pages. One that wants nothing beside the passkey names no `response_type`.
async fn wanted(turn: &Turn<'_>) -> Answered<Option<Wanted>> {
    if !turn.is_managed() {
        return Ok(None);
    }
    let mut parameters = parameters(turn.query().as_bytes()).ok_or(AuthorizeRefused::Page)?;
    let wants_more = parameters.response_type.is_some();
    if !wants_more {
        let client_id = parameters.client_id.as_deref().ok_or(AuthorizeRefused::Page)?;
        let client = turn.app().oauth.client_of_pages(&turn.site.pool, client_id).await?;
        let has_codes = client.config.oauth.flows.contains(&OAuthFlow::Code);
        parameters.response_type = Some(if has_codes { "code" } else { "token" }.to_owned());
    }
    let asked = turn.app().oauth.asked(&turn.site.pool, parameters).await?;
    Ok(Some(Wanted { asked, wants_more }))
}

/// The user whom the browser's session knows.
async fn registrant(turn: &Turn<'_>, asked: &Asked) -> Answered<Option<Registrant>> {
    let Some(browser) = turn.browser() else { return Ok(None) };
    Ok(turn.app().oauth.registrant(asked, &browser, &turn.moment).await?)
}

fn login_required(asked: &Asked) -> HttpResponse {
    respond::redirect(&asked.refuse("login_required", ""))
}
