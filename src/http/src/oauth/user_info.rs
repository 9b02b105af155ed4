//! `GET` and `POST /oauth2/userInfo`

use actix_web::{
    HttpResponse,
    http::{StatusCode, header::WWW_AUTHENTICATE},
};
use app::oauth::user_info::NotTold;
use serde_json::json;

use super::{answers, call::Call, claim, form::Form, site::Site};

pub(super) async fn answer(call: &Call<'_>, site: &Site, form: &Form) -> HttpResponse {
    let token = claim::token(call.visit.http, form);
    match call.visit.front.app.oauth.user_info(&site.pool, token).await {
        Ok(told) => answers::json(StatusCode::OK, &json!(told)),
        Err(NotTold::Failed(fault)) => answers::failed(&fault),
        Err(why) => not_told(call, site, &why),
    }
}

fn not_told(call: &Call<'_>, site: &Site, why: &NotTold) -> HttpResponse {
    let pool = call.visit.front.app.core.settings.provider_name(site.pool.id.as_str());
    let challenge = match why {
        NotTold::NotAToken => "Bearer error=INVALID_TOKEN".to_owned(),
        _ => format!("Bearer realm=https://{pool}, error=INVALID_TOKEN"),
    };
    let body = json!({ "error": "invalid_token", "error_description": why.to_string() });
    answers::with_body(HttpResponse::Unauthorized().insert_header((WWW_AUTHENTICATE, challenge)), &body)
}
