//! The door of the pages, and of the OAuth endpoints that browsers are sent to.

use actix_web::{
    HttpResponse,
    dev::Payload,
    http::{StatusCode, header},
    rt::time::timeout,
};
use app::{Answer, Kind};

use crate::{
    doors::{
        limits,
        visit::{Unwelcome, Visit},
    },
    oauth::site::Site,
};

/// Answers a request at a pool's domain.
pub(crate) async fn answer(visit: &Visit<'_>, payload: Payload) -> HttpResponse {
    if let Err(why) = visit.enter() {
        return unwelcome(&why);
    }
    let answered = app::on_account_of(Some(visit.network), app::at_one_moment(at_site(visit, payload)));
    match timeout(limits::ANSWER_MAX, answered).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(fault)) if fault.kind == Kind::TooManyRequests => HttpResponse::TooManyRequests().finish(),
        Ok(Err(_)) => HttpResponse::InternalServerError().finish(),
        Err(_) => HttpResponse::ServiceUnavailable().finish(),
    }
}

async fn at_site(visit: &Visit<'_>, payload: Payload) -> Answer<HttpResponse> {
    match Site::find(visit).await? {
        Some(site) => Ok(page(&site, visit, payload)),
        None => Ok(not_found("There are no sign-in pages at this address.")),
    }
}

/// The page of a domain. None is built yet.
fn page(_: &Site, _: &Visit<'_>, _: Payload) -> HttpResponse {
    not_found("There is no such page.")
}

fn not_found(text: &'static str) -> HttpResponse {
    HttpResponse::NotFound()
        .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text)
}

fn unwelcome(why: &Unwelcome) -> HttpResponse {
    let status = match why {
        Unwelcome::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Unwelcome::LongUri => StatusCode::URI_TOO_LONG,
        Unwelcome::LongHeaders => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
    };
    HttpResponse::build(status).body(why.to_string())
}
