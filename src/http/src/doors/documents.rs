//! The door of what verifiers of tokens fetch: public keys and discovery documents.

use actix_web::{HttpResponse, http::header, rt::time::timeout};
use app::{Answer, App, Kind};
use serde_json::{Value, json};

use crate::doors::{door::Door, limits, visit::Visit};

/// How long a verifier may keep a key set. Keys are published before they sign.
const CACHE: &str = "public, max-age=3600";

/// Answers a request for a document.
pub(crate) async fn answer(visit: &Visit<'_>) -> HttpResponse {
    if let Err(why) = visit.enter() {
        return HttpResponse::build(why.status()).json(json!({ "message": why.to_string() }));
    }
    if let Some(cors) = Door::Documents.preflight(visit.http) {
        return cors.preflight();
    }
    let found = app::on_account_of(Some(visit.network), find(&visit.front.app, visit.http.path()));
    timeout(limits::ANSWER_MAX, found)
        .await
        .map_or_else(|_| HttpResponse::ServiceUnavailable().finish(), respond)
}

/// The document at a path under `/.well-known/`; `None` where there is none.
async fn find(app: &App, path: &str) -> Option<Answer<Value>> {
    let (pool, document) = path.split_once("/.well-known/")?;
    let pool = pool.trim_start_matches('/');
    match document {
        "jwks.json" => Some(app.user_pools.pool_jwks(pool).await),
        "openid-configuration" if !pool.is_empty() => Some(app.user_pools.pool_discovery(pool).await),
        // Identity pools share one issuer, which has no pool in its path.
        "openid-configuration" => Some(Ok(app.sts.identity_discovery())),
        "jwks_uri" if pool.is_empty() => Some(app.sts.identity_jwks().await),
        _ => None,
    }
}

fn respond(found: Option<Answer<Value>>) -> HttpResponse {
    match found {
        Some(Ok(document)) => HttpResponse::Ok().insert_header((header::CACHE_CONTROL, CACHE)).json(document),
        Some(Err(fault)) if fault.kind == Kind::InternalError => HttpResponse::InternalServerError().finish(),
        Some(Err(_)) | None => HttpResponse::NotFound().json(json!({ "message": "Not found" })),
    }
}
