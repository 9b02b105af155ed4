//! What the sign-in pages do: they lead a browser from a client's authorize request to the client's code, through the same ceremony as the
//! API. Every form is posted and answered by a redirect to the page that follows, so that no reload sends anything twice; what that page
//! has to know waits in a sealed cookie.
//!
//! How pages look is `pages`; what a request means, `app::oauth`.

mod authorize;
mod bounds;
mod challenge;
pub(crate) mod confirm_link;
mod cookies;
mod federation;
mod form;
mod login;
mod logout;
mod parameters;
mod passkeys;
mod problems;
mod questions;
mod recovery;
mod remembered;
mod respond;
mod saml;
mod sign_up;
mod styles;
mod turn;

pub(crate) use styles::own_file;

use actix_web::{HttpResponse, dev::Payload, http::Method};
use app::Rate;
use domain::values::rate_category::RateCategory;

use crate::{doors::visit::Visit, oauth::site::Site, pages::paths};
use form::Form;
use turn::{Answered, Turn};

/// What AWS's own examples call the authorize endpoint.
const AUTHORIZE: &str = "/authorize";
const ERROR: &str = "/error";
const LOGOUT: &str = "/logout";
/// What the answer of an identity provider counts as.
const FEDERATION: Rate = Rate { category: RateCategory::UserFederation, is_answer: false };

/// Answers a request to the pages of a pool.
pub(crate) async fn answer(visit: &Visit<'_>, site: &Site, payload: Payload) -> HttpResponse {
    let turn = Turn::new(visit, site);
    let path = turn.path();
    match *visit.http.method() {
        Method::GET => respond::answered(&turn, Box::pin(read(&turn, path)).await),
        Method::POST => respond::answered(&turn, Box::pin(posted(&turn, path, payload)).await),
        _ => respond::not_found(&turn),
    }
}

/// A page, or where a link leads. The answer of an identity provider counts.
async fn read(turn: &Turn<'_>, path: &str) -> Answered {
    let rate = (path == paths::CODE_ANSWER).then_some(FEDERATION);
    if rate.is_some_and(|rate| !turn.app().core.rates.takes_from(turn.visit.network, rate)) {
        return Ok(respond::too_many(turn));
    }
    app::counting_as(rate, Box::pin(shown(turn, path))).await
}

/// A page, or where a link leads.
async fn shown(turn: &Turn<'_>, path: &str) -> Answered {
    match path {
        paths::AUTHORIZE | AUTHORIZE => authorize::answer(turn).await,
        paths::LOGIN => login::show(turn).await,
        paths::CHALLENGE => challenge::show(turn).await,
        paths::SIGN_UP => sign_up::show(turn).await,
        paths::CONFIRM => sign_up::show_confirmation(turn).await,
        paths::FORGOT => recovery::show(turn).await,
        paths::RESET => recovery::show_reset(turn).await,
        paths::CODE_ANSWER => federation::brought(turn).await,
        paths::RESUME => federation::resume(turn).await,
        paths::ADD_PASSKEY => passkeys::show(turn).await,
        LOGOUT => logout::answer(turn).await,
        ERROR => Ok(respond::bad_request(turn)),
        _ => Ok(styles::file(turn, path).await?.unwrap_or_else(|| respond::not_found(turn))),
    }
}

/// A form, which counts as the operation of the API does that it stands for.
async fn posted(turn: &Turn<'_>, path: &str, payload: Payload) -> Answered {
    let form = turn.form(payload).await?;
    let rate = category(path, &form).map(|(category, is_answer)| Rate { category, is_answer });
    if rate.is_some_and(|rate| !turn.app().core.rates.takes_from(turn.visit.network, rate)) {
        return Ok(respond::too_many(turn));
    }
    app::counting_as(rate, Box::pin(sent(turn, path, &form))).await
}

/// The category of a form, and whether it answers a challenge.
fn category(path: &str, form: &Form) -> Option<(RateCategory, bool)> {
    match path {
        paths::LOGIN if form.field("action").is_none() => Some((RateCategory::UserAuthentication, false)),
        // Nothing else keeps a program from asking for one domain after the other.
        paths::LOGIN if form.field("action") == Some("provider") => {
            Some((FEDERATION.category, FEDERATION.is_answer))
        }
        paths::CHALLENGE => Some((RateCategory::UserAuthentication, true)),
        paths::CODE_ANSWER | paths::SAML_ANSWER | paths::SAML_SIGN_OUT => {
            Some((FEDERATION.category, FEDERATION.is_answer))
        }
        paths::SIGN_UP | paths::CONFIRM => Some((RateCategory::UserCreation, false)),
        paths::FORGOT | paths::RESET => Some((RateCategory::UserAccountRecovery, false)),
        paths::RESEND | paths::ADD_PASSKEY => Some((RateCategory::UserResourceUpdate, false)),
        _ => None,
    }
}

/// What follows on a form.
async fn sent(turn: &Turn<'_>, path: &str, form: &Form) -> Answered {
    match path {
        paths::AUTHORIZE | AUTHORIZE => authorize::answer_form(turn, form).await,
        paths::LOGIN => login::sign_in(turn, form).await,
        paths::CHALLENGE => challenge::answer(turn, form).await,
        paths::SIGN_UP => sign_up::sign_up(turn, form).await,
        paths::CONFIRM => sign_up::confirm(turn, form).await,
        paths::RESEND => sign_up::resend(turn, form).await,
        paths::FORGOT => recovery::send_code(turn, form).await,
        paths::RESET => recovery::reset(turn, form).await,
        paths::CODE_ANSWER => federation::posted(turn, form).await,
        paths::SAML_ANSWER => saml::posted(turn, form).await,
        paths::SAML_SIGN_OUT => saml::signed_out(turn, form).await,
        LOGOUT => Ok(logout::answer_form(turn, form)),
        paths::ADD_PASSKEY => passkeys::add(turn, form).await,
        _ => Ok(respond::not_found(turn)),
    }
}
