//! The door of the pages, and of the OAuth endpoints that browsers are sent to.

use actix_web::{HttpResponse, dev::Payload, http::header, rt::time::timeout};
use app::{Answer, Kind};

use crate::{
    doors::{limits, visit::Visit},
    flows,
    oauth::site::Site,
};

/// Answers a request at a pool's domain.
pub(crate) async fn answer(visit: &Visit<'_>, payload: Payload) -> HttpResponse {
    if let Err(why) = visit.enter() {
        return HttpResponse::build(why.status()).body(why.to_string());
    }
    // Boxed, because the future of a whole sign-in is large.
    let answered = app::at_one_moment(Box::pin(at_site(visit, payload)));
    let calls_functions = visit.front.app.user_pools.calls_functions();
    let max = if calls_functions { limits::ANSWER_WITH_FUNCTIONS_MAX } else { limits::ANSWER_MAX };
    match timeout(max, app::on_account_of(Some(visit.network), answered)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(fault)) if fault.kind == Kind::TooManyRequests => HttpResponse::TooManyRequests().finish(),
        Ok(Err(_)) => HttpResponse::InternalServerError().finish(),
        Err(_) => HttpResponse::ServiceUnavailable().finish(),
    }
}

async fn at_site(visit: &Visit<'_>, payload: Payload) -> Answer<HttpResponse> {
    match Site::find(visit).await? {
        Some(site) => Ok(flows::answer(visit, &site, payload).await),
        // Pages at the service's own address have the same files.
        None => Ok(flows::own_file(visit.http.path())
            .unwrap_or_else(|| not_found("There are no sign-in pages at this address."))),
    }
}

fn not_found(text: &'static str) -> HttpResponse {
    HttpResponse::NotFound()
        .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text)
}
