//! Whether the service lives, and whether it can serve.

use actix_web::HttpResponse;
use app::App;
use domain::LedgerId;

/// The process answers.
pub(crate) fn live() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "live" }))
}

/// The log answers, and this node has caught up with it. Alarms are listed and do not make it unready: to take every node away would be a
/// second harm.
pub(crate) async fn ready(app: &App, alarms: Vec<String>) -> HttpResponse {
    match app.core.ledger.barrier(&LedgerId::account()).await {
        Ok(_) => HttpResponse::Ok().json(serde_json::json!({ "status": "ready", "alarms": alarms })),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            not_ready()
        }
    }
}

/// No request should be sent to this node now.
pub(crate) fn not_ready() -> HttpResponse {
    HttpResponse::ServiceUnavailable().json(serde_json::json!({ "status": "not ready" }))
}
