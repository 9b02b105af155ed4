//! `POST /oauth2/revoke`

use actix_web::{HttpResponse, http::StatusCode};
use app::oauth::refused::{ErrorCode, Refused};

use super::{answers, call::Call, claim, form::Form, site::Site};

/// A client that does not prove who it is is answered with another status than at the token endpoint.
pub(super) async fn answer(call: &Call<'_>, site: &Site, form: &Form) -> Result<HttpResponse, Refused> {
    let (oauth, claim) = (&call.visit.front.app.oauth, claim::client(call.visit.http, form));
    let token = form.get("token").unwrap_or_default();
    match oauth.revoke(&site.pool, claim, token, &call.moment("revoke")).await {
        Ok(()) => Ok(HttpResponse::Ok().finish()),
        Err(Refused::Because { code: code @ ErrorCode::InvalidClient, .. }) => {
            Ok(answers::error(StatusCode::UNAUTHORIZED, code.as_str(), None))
        }
        Err(refused) => Err(refused),
    }
}
