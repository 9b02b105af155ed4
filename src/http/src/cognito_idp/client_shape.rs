//! Between the configuration of an app client and its shapes. What the service does not act upon is kept and told as it came.

use app::{Answer, Fault, Kind, clients::OpenClient, ids};
use domain::{
    Secret,
    client::{AuthFlow, ClientConfig, RefreshRotation, TokenLifetimes},
};
use serde_json::{Map, Value};
use wire::cognito_idp::{CreateUserPoolClientRequest, UserPoolClientType};

use super::shapes;

/// Shortest and longest life of the `Session` of a challenge, minutes.
const AUTH_SESSION_MINUTES: std::ops::RangeInclusive<i32> = 3..=15;
const DAY_SECONDS: i64 = 86_400;
const HOUR_SECONDS: i64 = 3_600;

/// The configuration that a request asks for.
pub(super) fn config(request: CreateUserPoolClientRequest) -> Answer<ClientConfig> {
    let flows = request.explicit_auth_flows.clone().unwrap_or_default();
    let allowed_flows = AuthFlow::of_explicit(&flows)
        .ok_or_else(|| Fault::invalid("ExplicitAuthFlows cannot mix ALLOW_ names with legacy ones."))?;
    let minutes = request.auth_session_validity.unwrap_or(*AUTH_SESSION_MINUTES.start());
    if !AUTH_SESSION_MINUTES.contains(&minutes) {
        return Err(Fault::invalid("AuthSessionValidity must be between 3 and 15 minutes."));
    }
    let secret = match (&request.client_secret, request.generate_secret) {
        (Some(secret), _) => Some(Secret::Known(secret.clone())),
        (None, Some(true)) => Some(Secret::Known(ids::client_secret())),
        (None, _) => None,
    };
    Ok(ClientConfig {
        secret,
        explicit_auth_flows: request.explicit_auth_flows.clone(),
        allowed_flows,
        lifetimes: lifetimes(&request)?,
        auth_session_validity_minutes: u32::try_from(minutes).unwrap_or(3),
        prevent_user_existence_errors: request.prevent_user_existence_errors.as_deref() == Some("ENABLED"),
        read_attributes: request.read_attributes.clone().map(|names| names.into_iter().collect()),
        write_attributes: request.write_attributes.clone().map(|names| names.into_iter().collect()),
        enable_token_revocation: request.enable_token_revocation.unwrap_or(true),
        refresh_rotation: rotation(&request)?,
        verbatim: verbatim(&request)?,
        name: request.client_name,
    })
}

fn rotation(request: &CreateUserPoolClientRequest) -> Answer<Option<RefreshRotation>> {
    match request.refresh_token_rotation.as_ref().map(|rotation| rotation.feature.as_str()) {
        Some("ENABLED") => Err(Fault::not_implemented("RefreshTokenRotation")),
        _ => Ok(None),
    }
}

/// All members as they came, but for the secret and what names the client.
fn verbatim(request: &CreateUserPoolClientRequest) -> Answer<Value> {
    let told = ["ClientName", "ClientSecret", "GenerateSecret", "UserPoolId"];
    let value = serde_json::to_value(request)
        .map_err(|_| Fault::new(Kind::InternalError, "The request cannot be kept."))?;
    let Value::Object(mut members) = value else { return Ok(Value::Object(Map::new())) };
    members.retain(|name, _| !told.contains(&name.as_str()));
    Ok(Value::Object(members))
}

fn lifetimes(request: &CreateUserPoolClientRequest) -> Answer<TokenLifetimes> {
    let units = request.token_validity_units.clone().unwrap_or_default();
    let own = TokenLifetimes::default();
    let lifetimes = TokenLifetimes {
        access_seconds: seconds(
            request.access_token_validity,
            units.access_token.as_deref(),
            HOUR_SECONDS,
            own.access_seconds,
        ),
        id_seconds: seconds(
            request.id_token_validity,
            units.id_token.as_deref(),
            HOUR_SECONDS,
            own.id_seconds,
        ),
        refresh_seconds: seconds(
            request.refresh_token_validity,
            units.refresh_token.as_deref(),
            DAY_SECONDS,
            own.refresh_seconds,
        ),
    };
    let invalid = || Fault::invalid("Invalid range for token validity.");
    if lifetimes.are_valid() { Ok(lifetimes) } else { Err(invalid()) }
}

/// 0 and nothing mean what is usual.
fn seconds(given: Option<i32>, unit: Option<&str>, usual_unit: i64, otherwise: u32) -> u32 {
    let unit = match unit {
        Some("seconds") => 1,
        Some("minutes") => 60,
        Some("hours") => HOUR_SECONDS,
        Some("days") => DAY_SECONDS,
        _ => usual_unit,
    };
    match given {
        None | Some(0) => otherwise,
        Some(given) => u32::try_from(i64::from(given) * unit).unwrap_or(u32::MAX),
    }
}

/// The client as it is described, its secret included.
pub(super) fn shown(client: &OpenClient) -> Answer<UserPoolClientType> {
    let unreadable = |_| Fault::new(Kind::InternalError, "The client's configuration cannot be shown.");
    let config = &client.config;
    let mut shown: UserPoolClientType =
        serde_json::from_value(config.verbatim.clone()).map_err(unreadable)?;
    shown.client_id = Some(client.id.clone());
    shown.client_name = Some(config.name.clone());
    shown.client_secret = config.secret.as_ref().and_then(|secret| secret.known().cloned());
    shown.user_pool_id = Some(client.pool.id.to_string());
    shown.creation_date = Some(shapes::at(client.created_at));
    shown.last_modified_date = Some(shapes::at(client.modified_at));
    shown.refresh_token_validity.get_or_insert(30);
    shown.token_validity_units.get_or_insert_default();
    shown.auth_session_validity = i32::try_from(config.auth_session_validity_minutes).ok();
    shown.enable_token_revocation = Some(config.enable_token_revocation);
    shown.enable_propagate_additional_user_context_data.get_or_insert(false);
    shown.allowed_oauth_flows_user_pool_client.get_or_insert(false);
    let prevent = if config.prevent_user_existence_errors { "ENABLED" } else { "LEGACY" };
    shown.prevent_user_existence_errors = Some(prevent.to_owned());
    Ok(shown)
}
