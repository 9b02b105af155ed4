//! Public keys and discovery documents: what verifiers of tokens fetch.

use actix_web::{HttpResponse, http::header};
use app::{Answer, App, Kind};
use serde_json::Value;

/// How long a verifier may keep a key set. Keys are published before they sign.
const CACHE: &str = "public, max-age=3600";

/// The document at a path under `/.well-known/`.
pub(crate) async fn answer(app: &App, path: &str) -> HttpResponse {
    let found = match path.split_once("/.well-known/") {
        Some((pool, "jwks.json")) => app.user_pools.pool_jwks(pool.trim_start_matches('/')).await,
        Some((pool, "openid-configuration")) if !pool.is_empty() => {
            app.user_pools.pool_discovery(pool.trim_start_matches('/')).await
        }
        // Identity pools share one issuer, which has no pool in its path.
        Some(("", "jwks_uri")) => app.sts.identity_jwks().await,
        Some(("", "openid-configuration")) => Ok(app.sts.identity_discovery()),
        _ => return not_found(),
    };
    document(found)
}

fn document(found: Answer<Value>) -> HttpResponse {
    match found {
        Ok(document) => HttpResponse::Ok().insert_header((header::CACHE_CONTROL, CACHE)).json(document),
        Err(fault) if fault.kind == Kind::InternalError => HttpResponse::InternalServerError().finish(),
        Err(_) => not_found(),
    }
}

fn not_found() -> HttpResponse {
    HttpResponse::NotFound().json(serde_json::json!({ "message": "Not found" }))
}
