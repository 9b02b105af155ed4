//! `/confirmUser`: the link of a mail that confirms a sign-up. It shows a page with a button, and the button confirms: programs that look
//! at the links of mails before their readers do confirm nothing.
//!
//! The link leads to the service's own address, where there is no pool's domain, so that it is answered with and without one. Nothing but
//! the link proves anything: a form of another site that has its code could as well open it.

use std::{collections::BTreeMap, sync::Arc};

use actix_web::{
    HttpResponse,
    http::{Method, StatusCode},
    web::Query,
};
use app::{Answer, Fault, Kind, Rate};
use domain::{Moment, values::rate_category::RateCategory};

use super::{problems::problem, respond, styles, turn::Turn};
use crate::{
    doors::visit::Visit,
    oauth::{call::Call, site::Site},
    pages::{
        Body, Chrome, ConfirmLink, Confirmed, Failed, Failure, Language, Look, Notice, Page, PageError,
        Problem,
    },
};

/// Parameters that only the link has, beside those of an authorize request, which templates of functions may add.
const OF_LINK: [&str; 2] = ["user_name", "confirmation_code"];

/// What a link says.
struct Link {
    client_id: String,
    /// A name of the user: the `sub`.
    username: String,
    code: String,
}

/// Answers a request by the link, at a domain of a pool or at the service's own address.
pub(crate) async fn answer(visit: &Visit<'_>, site: Option<&Site>) -> HttpResponse {
    let Some(link) = Link::of(visit.http.query_string()) else {
        let failed = Failed { failure: Failure::BadRequest, sign_in: false };
        return respond::html(
            StatusCode::BAD_REQUEST,
            &Page { chrome: plain(visit), body: Body::Failed(failed) },
            &[],
        );
    };
    let chrome = chrome(visit, site, &link).await;
    if *visit.http.method() != Method::POST {
        return asks(StatusCode::OK, chrome);
    }
    match confirm(visit, &link).await {
        Ok(()) => confirmed(site, chrome),
        Err(fault) => {
            let error = PageError::of_form(wrong(&fault));
            asks(status(&fault), Chrome { errors: vec![error], ..chrome })
        }
    }
}

impl Link {
    fn of(query: &str) -> Option<Self> {
        let mut values = Query::<BTreeMap<String, String>>::from_query(query).ok()?.into_inner();
        Some(Self {
            client_id: values.remove("client_id")?,
            username: values.remove("user_name")?,
            code: values.remove("confirmation_code")?,
        })
    }
}

async fn confirm(visit: &Visit<'_>, link: &Link) -> Answer<()> {
    let app = &visit.front.app;
    let rate = Rate { category: RateCategory::UserCreation, is_answer: false };
    if !app.core.rates.takes_from(visit.network, rate) {
        return Err(Fault::busy());
    }
    let call = Call { visit, request_id: app::ids::uuid().to_string() };
    let moment = Moment { operation: "confirmUser".to_owned(), ..call.moment("confirmUser") };
    let confirmed = app.user_pools.confirm_by_link(&link.client_id, &link.username, &link.code, &moment);
    app::counting_as(Some(rate), confirmed).await
}

/// The page with the button.
fn asks(status: StatusCode, chrome: Chrome) -> HttpResponse {
    respond::html(status, &Page { chrome, body: Body::ConfirmLink(ConfirmLink) }, &[])
}

/// What follows on the button. Where the link says for which request the user has signed up, the way to the sign-in is shown.
fn confirmed(site: Option<&Site>, chrome: Chrome) -> HttpResponse {
    let is_of_link = |part: &&str| OF_LINK.contains(&part.split('=').next().unwrap_or_default());
    let query = chrome.query.split('&').filter(|part| !is_of_link(part)).collect::<Vec<_>>().join("&");
    let names = |name: &str| form_urlencoded::parse(query.as_bytes()).any(|(known, _)| known == name);
    let sign_in = site.is_some() && names("redirect_uri") && names("response_type");
    let notice = Some(Notice::AccountConfirmed);
    let chrome = Chrome { query, offers_languages: false, notice, ..chrome };
    respond::html(StatusCode::OK, &Page { chrome, body: Body::Confirmed(Confirmed { sign_in }) }, &[])
}

/// What is around the page: in the style of the client where it has one at this address.
async fn chrome(visit: &Visit<'_>, site: Option<&Site>, link: &Link) -> Chrome {
    let Some(site) = site else { return plain(visit) };
    let turn = Turn::new(visit, site);
    let client = turn.app().oauth.client_of_pages(&site.pool, &link.client_id).await.ok();
    let look = match &client {
        // A link in a mail is answered all the same where a style is missing, or cannot be read now.
        Some(client) => styles::look(&turn, client).await.ok().flatten(),
        None => None,
    };
    let client = client.filter(|_| look.is_some());
    Chrome {
        application: client.as_ref().map(|client| client.config.name.clone()),
        client: client.map(|client| client.id),
        prefix: site.path_prefix.clone(),
        ..of(turn.language(), look.unwrap_or_else(styles::plain), visit)
    }
}

fn plain(visit: &Visit<'_>) -> Chrome {
    let query = |name: &str| {
        let mut parts = form_urlencoded::parse(visit.http.query_string().as_bytes());
        parts.find(|(key, _)| key == name).map(|(_, value)| value)
    };
    let accepted = visit.http.headers().get("accept-language").and_then(|value| value.to_str().ok());
    let language = Language::choose(query("lang").as_deref(), None, query("ui_locales").as_deref(), accepted);
    of(language, styles::plain(), visit)
}

fn of(language: Language, look: Arc<Look>, visit: &Visit<'_>) -> Chrome {
    Chrome { query: visit.http.query_string().to_owned(), ..Chrome::new(language, look, "") }
}

/// What the page says of a refusal. There is no code to type again: one that is wrong or too old is a link that is of no use any more.
fn wrong(fault: &Fault) -> Problem {
    match fault.kind {
        Kind::CodeMismatch | Kind::ExpiredCode | Kind::UserNotFound | Kind::ResourceNotFound => {
            Problem::LinkEnded
        }
        _ => problem(fault).problem,
    }
}

const fn status(fault: &Fault) -> StatusCode {
    match fault.kind {
        Kind::InternalError => StatusCode::INTERNAL_SERVER_ERROR,
        Kind::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::BAD_REQUEST,
    }
}
