//! The door of the links in mails about risky sign-ins. A link shows a page with a button, and the button records the answer: programs that
//! look at links in mails before their readers do change nothing.

use actix_web::{
    HttpResponse,
    http::{Method, StatusCode, header},
    rt::time::timeout,
};
use app::{Answer, Kind, ids, user_pools::risk_notices::FEEDBACK_PATH};
use domain::{Moment, Personal};

use crate::doors::{limits, visit::Visit};

/// The page loads nothing and is shown in no other page.
const POLICY: &str = "default-src 'none'; form-action 'self'; frame-ancestors 'none'";

/// What a link says.
struct Link<'a> {
    pool: &'a str,
    token: &'a str,
    /// Whether it was the user.
    is_valid: bool,
}

/// Answers a request by a link.
pub(crate) async fn answer(visit: &Visit<'_>) -> HttpResponse {
    if let Err(why) = visit.enter() {
        return page(why.status(), &why.to_string(), "");
    }
    let Some(link) = Link::of(visit.http.path(), visit.http.query_string()) else {
        return page(StatusCode::NOT_FOUND, "This link is not complete.", "");
    };
    match *visit.http.method() {
        Method::GET => ask(&link),
        Method::POST => {
            let recorded = app::on_account_of(Some(visit.network), record(visit, &link));
            timeout(limits::ANSWER_MAX, recorded)
                .await
                .map_or_else(|_| HttpResponse::ServiceUnavailable().finish(), respond)
        }
        _ => HttpResponse::MethodNotAllowed().finish(),
    }
}

impl<'a> Link<'a> {
    fn of(path: &'a str, query: &'a str) -> Option<Self> {
        let given =
            |name: &str| query.split('&').find_map(|part| part.split_once('=').filter(|p| p.0 == name));
        let is_valid = match given("answer")?.1 {
            "valid" => true,
            "invalid" => false,
            _ => return None,
        };
        Some(Self { pool: path.strip_prefix(FEEDBACK_PATH)?, token: given("token")?.1, is_valid })
    }
}

fn ask(link: &Link<'_>) -> HttpResponse {
    let question = if link.is_valid { "Was this sign-in by you?" } else { "Was this sign-in not by you?" };
    // The form goes back to the link itself.
    page(StatusCode::OK, question, "<form method=\"post\"><button>Yes</button></form>")
}

async fn record(visit: &Visit<'_>, link: &Link<'_>) -> Answer<bool> {
    let app = &visit.front.app;
    let moment = Moment {
        principal: "anonymous".to_owned(),
        source_ip: Personal::Known(visit.origin.address.to_string()),
        ..Moment::system("feedback", app.core.clock().now(), ids::uuid().to_string())
    };
    app.user_pools.give_feedback_by_link(link.pool, link.token, link.is_valid, &moment).await
}

fn respond(recorded: Answer<bool>) -> HttpResponse {
    match recorded {
        Ok(true) => page(StatusCode::OK, "Thank you. Your answer was recorded.", ""),
        Err(fault) if fault.kind == Kind::InternalError => HttpResponse::InternalServerError().finish(),
        Err(fault) if fault.kind == Kind::TooManyRequests => HttpResponse::TooManyRequests().finish(),
        Ok(false) | Err(_) => page(StatusCode::NOT_FOUND, "This link has ended.", ""),
    }
}

fn page(status: StatusCode, text: &str, rest: &str) -> HttpResponse {
    let body = format!(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>{text}</title><p>{text}</p>{rest}</html>"
    );
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body)
}
