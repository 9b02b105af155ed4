//! The door of figures, for the operator alone: a figure that moves with a stranger's request may tell him what its answer does not.

use actix_web::{HttpResponse, http::header};

use crate::doors::{
    proxies::FORWARDED_FOR,
    visit::{Metrics, Visit},
};

/// The text form of Prometheus.
const FORM: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Answers a request for figures.
pub(crate) fn answer(visit: &Visit<'_>) -> HttpResponse {
    match visit.front.metrics.as_ref().filter(|metrics| may_read(visit, metrics)) {
        Some(metrics) => {
            HttpResponse::Ok().insert_header((header::CONTENT_TYPE, FORM)).body((metrics.figures)())
        }
        None => HttpResponse::Forbidden().finish(),
    }
}

/// What a proxy forwards that the operator has not named is for somebody else than the proxy, at an address that nobody knows.
fn may_read(visit: &Visit<'_>, metrics: &Metrics) -> bool {
    let is_named = |peer: std::net::SocketAddr| visit.front.proxies.contains(peer.ip());
    let is_forwarded = visit.http.headers().contains_key(FORWARDED_FOR);
    let is_known = !is_forwarded || visit.http.peer_addr().is_some_and(is_named);
    is_known && metrics.readers.iter().any(|range| range.contains(visit.origin.address))
}
