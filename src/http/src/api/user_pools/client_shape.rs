//! Between the configuration of an app client and its shapes. What the service does not act upon is kept and told as it came.

use app::{Answer, Fault, Kind, ids, user_pools::clients::OpenClient};
use domain::{
    Secret,
    user_pools::client::{
        AUTH_SESSION_VALIDITY_MINUTES_DEFAULT, AuthFlow, ClientConfig, TokenLifetimes,
        rules::{self, OAuth},
    },
};
use serde_json::{Map, Value};
use wire::cognito_idp::{CreateUserPoolClientRequest, TokenValidityUnitsType, UserPoolClientType};

use super::shapes;

const DAY_SECONDS: i64 = 86_400;
const HOUR_SECONDS: i64 = 3_600;

/// The configuration that a request asks for.
pub(super) fn config(request: CreateUserPoolClientRequest) -> Answer<ClientConfig> {
    let flows = request.explicit_auth_flows.clone().unwrap_or_default();
    // Flows that nobody may use yet are refused before, by name.
    let allowed_flows =
        AuthFlow::of_explicit(&flows).ok_or_else(|| Fault::not_implemented("ExplicitAuthFlows"))?;
    let minutes = request.auth_session_validity.and_then(|minutes| u32::try_from(minutes).ok());
    let secret = match (&request.client_secret, request.generate_secret) {
        (Some(secret), _) => Some(Secret::Known(secret.clone())),
        (None, Some(true)) => Some(Secret::Known(ids::client_secret())),
        (None, _) => None,
    };
    Ok(ClientConfig {
        secret,
        explicit_auth_flows: request.explicit_auth_flows.clone(),
        allowed_flows,
        lifetimes: lifetimes(&request),
        auth_session_validity_minutes: minutes.unwrap_or(AUTH_SESSION_VALIDITY_MINUTES_DEFAULT),
        prevent_user_existence_errors: request.prevent_user_existence_errors.as_deref() == Some("ENABLED"),
        read_attributes: request.read_attributes.clone().map(|names| names.into_iter().collect()),
        write_attributes: request.write_attributes.clone().map(|names| names.into_iter().collect()),
        enable_token_revocation: request.enable_token_revocation.unwrap_or(true),
        refresh_rotation: None,
        verbatim: verbatim(&request)?,
        name: request.client_name,
    })
}

/// Refuses what AWS refuses of the request by itself, before anything is said about what is not built here.
pub(super) fn check(request: &CreateUserPoolClientRequest) -> Answer<()> {
    let is_made = request.generate_secret == Some(true);
    let propagates = request.enable_propagate_additional_user_context_data == Some(true);
    rules::check_flow_names(request.explicit_auth_flows.as_deref().unwrap_or_default())?;
    rules::check_secret(request.client_secret.is_some(), is_made, propagates)?;
    rules::check_lifetimes(&lifetimes(request))?;
    let providers = request.supported_identity_providers.as_deref().unwrap_or_default();
    rules::check_providers(&request.user_pool_id, providers)?;
    Ok(rules::check_oauth(&OAuth {
        is_on: request.allowed_oauth_flows_user_pool_client == Some(true),
        flows: request.allowed_oauth_flows.as_deref().unwrap_or_default(),
        scopes: request.allowed_oauth_scopes.as_deref().unwrap_or_default(),
        callbacks: request.callback_urls.as_deref().unwrap_or_default(),
        logouts: request.logout_urls.as_deref().unwrap_or_default(),
        default_redirect: request.default_redirect_uri.as_deref(),
        has_secret: is_made || request.client_secret.is_some(),
    })?)
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

fn lifetimes(request: &CreateUserPoolClientRequest) -> TokenLifetimes {
    let units = request.token_validity_units.clone().unwrap_or_default();
    let own = TokenLifetimes::default();
    TokenLifetimes {
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
    }
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
    // Access and ID tokens are told only as they were given; 0 means what is usual.
    shown.token_validity_units = shown.token_validity_units.take().map(units_shown);
    let unit = shown.token_validity_units.as_ref().and_then(|units| units.refresh_token.as_deref());
    let usual = thirty_days(unit);
    shown.refresh_token_validity = shown.refresh_token_validity.filter(|given| *given != 0).or(Some(usual));
    shown.auth_session_validity = i32::try_from(config.auth_session_validity_minutes).ok();
    shown.enable_token_revocation = Some(config.enable_token_revocation);
    shown.enable_propagate_additional_user_context_data.get_or_insert(false);
    shown.allowed_oauth_flows_user_pool_client.get_or_insert(false);
    leave_out_empty(&mut shown);
    Ok(shown)
}

/// The usual life of a refresh token in the unit that is told with it.
fn thirty_days(unit: Option<&str>) -> i32 {
    let units_of_a_day = match unit {
        Some("seconds") => 86_400,
        Some("minutes") => 1_440,
        Some("hours") => 24,
        _ => 1,
    };
    30 * units_of_a_day
}

/// Where one unit was given, all are told.
fn units_shown(given: TokenValidityUnitsType) -> TokenValidityUnitsType {
    if given == TokenValidityUnitsType::default() {
        return given;
    }
    let or = |unit: Option<String>, usual: &str| Some(unit.unwrap_or_else(|| usual.to_owned()));
    TokenValidityUnitsType {
        access_token: or(given.access_token, "hours"),
        id_token: or(given.id_token, "hours"),
        refresh_token: or(given.refresh_token, "days"),
    }
}

/// An empty list is told like one that was not given. Lists of attributes are not among them: an empty one lets nothing through.
fn leave_out_empty(shown: &mut UserPoolClientType) {
    for list in [
        &mut shown.allowed_oauth_flows,
        &mut shown.allowed_oauth_scopes,
        &mut shown.callback_urls,
        &mut shown.explicit_auth_flows,
        &mut shown.logout_urls,
        &mut shown.supported_identity_providers,
    ] {
        *list = list.take().filter(|names| !names.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn request(members: &Value) -> CreateUserPoolClientRequest {
        let mut request = members.clone();
        request["UserPoolId"] = json!("eu-west-1_a");
        request["ClientName"] = json!("web");
        serde_json::from_value(request).unwrap()
    }

    fn said(members: &Value) -> String {
        check(&request(members)).err().map_or_else(String::new, |fault| fault.to_string())
    }

    /// One request a rule: that the rule is asked, with the values that it looks at. What the rule says is tested beside it.
    #[test]
    fn every_rule_between_members_is_asked_at_creation() {
        let units = |unit: &str| json!({ "AccessToken": unit, "IdToken": unit, "RefreshToken": unit });
        let cases = [
            (json!({ "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "USER_PASSWORD_AUTH"] }), "prefix 'ALLOW'"),
            (json!({ "EnablePropagateAdditionalUserContextData": true }), "Client Secret is required"),
            (json!({ "RefreshTokenValidity": 36500 }), "InvalidParameter: Invalid range"),
            (json!({ "RefreshTokenValidity": 59, "TokenValidityUnits": units("minutes") }), "Invalid range"),
            (json!({ "AccessTokenValidity": 25 }), "Invalid range"),
            (
                json!({ "IdTokenValidity": 299, "TokenValidityUnits": { "IdToken": "seconds" } }),
                "Invalid range",
            ),
            (
                json!({ "AccessTokenValidity": 2, "RefreshTokenValidity": 1,
                    "TokenValidityUnits": { "RefreshToken": "hours" } }),
                "Access and Id Token expiration times",
            ),
            (json!({ "SupportedIdentityProviders": ["Google"] }), "The provider Google does not exist"),
            (json!({ "AllowedOAuthFlowsUserPoolClient": true }), "InvalidOAuthFlow: AllowedOAuthFlows and"),
            (json!({ "AllowedOAuthScopes": ["pets/read"] }), "ScopeDoesNotExist: Invalid scope requested"),
            (json!({ "AllowedOAuthFlows": ["code"] }), "InvalidParameter: CallbackUrls can not be empty"),
            (json!({ "AllowedOAuthFlows": ["client_credentials"] }), "InvalidOAuthFlow: client_credentials"),
            (json!({ "CallbackURLs": ["http://example.com/"] }), "cannot use the HTTP protocol."),
            (json!({ "LogoutURLs": ["https://example.com/#out"] }), "cannot use fragment"),
            (json!({ "DefaultRedirectURI": "https://example.com/" }), "The default redirect URI"),
        ];
        for (members, expected) in cases {
            assert!(said(&members).contains(expected), "{members}: {}", said(&members));
        }
    }

    #[test]
    fn what_tools_always_send_breaks_no_rule() {
        let cdk = json!({
            "AllowedOAuthFlows": ["implicit", "code"], "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthScopes": ["profile", "phone", "email", "openid", "aws.cognito.signin.user.admin"],
            "CallbackURLs": ["https://example.com"], "SupportedIdentityProviders": ["COGNITO"],
            "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        });
        let terraform = json!({
            "AccessTokenValidity": 1, "IdTokenValidity": 1, "RefreshTokenValidity": 36500, "GenerateSecret": false,
            "TokenValidityUnits": { "AccessToken": "days", "IdToken": "days", "RefreshToken": "minutes" },
            "EnablePropagateAdditionalUserContextData": false,
        });
        assert_eq!([said(&json!({})), said(&cdk), said(&terraform)], [""; 3]);
    }

    #[test]
    fn the_usual_life_of_a_refresh_token_is_told_in_the_unit_that_is_told_with_it() {
        let told = [None, Some("days"), Some("hours"), Some("minutes"), Some("seconds")].map(thirty_days);
        assert_eq!(told, [30, 30, 720, 43_200, 2_592_000]);
    }

    #[test]
    fn one_unit_brings_the_others() {
        let given = TokenValidityUnitsType { refresh_token: Some("minutes".into()), ..Default::default() };
        let told = serde_json::to_value(units_shown(given)).unwrap();
        assert_eq!(told, json!({ "AccessToken": "hours", "IdToken": "hours", "RefreshToken": "minutes" }));
        assert_eq!(units_shown(TokenValidityUnitsType::default()), TokenValidityUnitsType::default());
    }
}
