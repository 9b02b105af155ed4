//! The door of links that confirm a sign-up: a plain page says how it ended. A `HEAD` does not come here, so that a mail server that looks
//! whether a link is there confirms nothing.

use std::collections::BTreeMap;

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header},
    rt::time::timeout,
    web::Query,
};
use app::{Answer, Fault, Kind, ids};
use domain::{Moment, Personal};

use crate::doors::{
    limits,
    visit::{Unwelcome, Visit},
};

/// The page needs nothing from anywhere, and is nobody's frame.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const STYLE: &str = "body { font-family: sans-serif; margin: 4em auto; max-width: 30em; text-align: center }";
const CONFIRMED: &str = "Your registration has been confirmed!";
const LATER: &str = "The service cannot answer now. Please try again later.";

/// What a link says.
struct Link {
    client_id: String,
    username: String,
    code: String,
}

/// Answers a request for the link.
pub(crate) async fn answer(visit: &Visit<'_>) -> HttpResponse {
    if let Err(why) = visit.enter() {
        return page(unwelcome(&why), &why.to_string());
    }
    // Boxed, because the future of a whole confirmation is large.
    let confirmed = Box::pin(app::at_one_moment(confirm(visit)));
    match timeout(limits::ANSWER_MAX, app::on_account_of(Some(visit.network), confirmed)).await {
        Ok(Ok(())) => page(StatusCode::OK, CONFIRMED),
        Ok(Err(fault)) => refused(&fault),
        Err(_) => page(StatusCode::SERVICE_UNAVAILABLE, LATER),
    }
}

async fn confirm(visit: &Visit<'_>) -> Answer<()> {
    let app = &visit.front.app;
    let link = read(visit.http.query_string()).ok_or_else(|| Fault::invalid("The link is incomplete."))?;
    let moment = Moment {
        principal: "anonymous".to_owned(),
        source_ip: Personal::Known(visit.origin.address.to_string()),
        ..Moment::system("confirmUser", app.core.clock().now(), ids::uuid().to_string())
    };
    app.user_pools.confirm_by_link(&link.client_id, &link.username, &link.code, &moment).await
}

fn read(query: &str) -> Option<Link> {
    let mut values = Query::<BTreeMap<String, String>>::from_query(query).ok()?.into_inner();
    Some(Link {
        client_id: values.remove("client_id")?,
        username: values.remove("user_name")?,
        code: values.remove("confirmation_code")?,
    })
}

fn refused(fault: &Fault) -> HttpResponse {
    match fault.kind {
        Kind::InternalError => page(StatusCode::INTERNAL_SERVER_ERROR, LATER),
        Kind::TooManyRequests => page(StatusCode::TOO_MANY_REQUESTS, &fault.message),
        _ => page(StatusCode::BAD_REQUEST, &fault.message),
    }
}

const fn unwelcome(why: &Unwelcome) -> StatusCode {
    match why {
        Unwelcome::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Unwelcome::LongUri => StatusCode::URI_TOO_LONG,
        Unwelcome::LongHeaders => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
    }
}

fn page(status: StatusCode, text: &str) -> HttpResponse {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let body = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Confirmation</title><style>{STYLE}</style></head><body><p>{text}</p></body></html>\n"
    );
    headers(&mut HttpResponse::build(status)).body(body)
}

/// The address holds the code, so that no other site may learn it and no cache keep it.
fn headers(response: &mut HttpResponseBuilder) -> &mut HttpResponseBuilder {
    response
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
}
