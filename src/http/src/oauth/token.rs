//! `POST /oauth2/token`

use std::collections::BTreeMap;

use actix_web::{HttpResponse, http::StatusCode};
use app::oauth::{
    codes::Redemption,
    granted::Granted,
    grants::Grant,
    refused::{ErrorCode, Refused},
};
use serde_json::{Map, Value};

use super::{answers, call::Call, claim, form::Form, site::Site};

const CODE: &str = "authorization_code";
const REFRESH: &str = "refresh_token";
/// The grant of a client's own token.
pub(super) const OWN: &str = "client_credentials";

/// What is wrong with a client is told first.
pub(super) async fn answer(call: &Call<'_>, site: &Site, form: &Form) -> Result<HttpResponse, Refused> {
    let oauth = &call.visit.front.app.oauth;
    let client = oauth.client(&site.pool, claim::client(call.visit.http, form)).await?;
    let granted = oauth.tokens(&client, grant(form)?, &call.moment("token")).await?;
    Ok(answers::json(StatusCode::OK, &body(granted)))
}

fn grant(form: &Form) -> Result<Grant, Refused> {
    match form.filled("grant_type").as_deref() {
        Some(CODE) => {
            let needed = |name| form.filled(name).ok_or(ErrorCode::InvalidRequest);
            let (code, redirect_uri) = (needed("code")?, needed("redirect_uri")?);
            let (verifier, metadata) = (form.filled("code_verifier"), metadata(form)?);
            Ok(Grant::Code(Redemption { code, redirect_uri, verifier, metadata }))
        }
        Some(REFRESH) => {
            let missing = || Refused::described(ErrorCode::InvalidRequest, "invalid_refresh_token");
            Ok(Grant::Refresh { token: form.filled(REFRESH).ok_or_else(missing)? })
        }
        // A resource names the audience of a user's token.
        Some(OWN) if form.get("resource").is_some() => Err(ErrorCode::InvalidRequest.into()),
        Some(OWN) => {
            let scopes =
                form.get("scope").map(|text| text.split_whitespace().map(ToOwned::to_owned).collect());
            Ok(Grant::Own { scopes, metadata: metadata(form)? })
        }
        Some(_) => Err(ErrorCode::UnsupportedGrantType.into()),
        None => Err(ErrorCode::InvalidRequest.into()),
    }
}

/// `aws_client_metadata`: a JSON object of texts.
fn metadata(form: &Form) -> Result<Option<BTreeMap<String, String>>, Refused> {
    let given = form.filled("aws_client_metadata");
    let read = given.map(|text| serde_json::from_str(&text)).transpose();
    read.map_err(|_| Refused::described(ErrorCode::InvalidRequest, "Invalid aws_client_metadata"))
}

fn body(granted: Granted) -> Value {
    let Granted { access_token, id_token, refresh_token, expires_in } = granted;
    let members = [
        ("access_token", Some(access_token.into())),
        ("expires_in", Some(expires_in.into())),
        ("id_token", id_token.map(Value::from)),
        ("refresh_token", refresh_token.map(Value::from)),
        ("token_type", Some("Bearer".into())),
    ];
    let members = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(members.collect::<Map<_, _>>())
}
