//! Between the configuration of an app client and its shapes. Requests to create and to update a client are read by the same code.

mod analytics;
mod flows;
mod lifetimes;
mod members;
mod oauth;

use std::collections::BTreeSet;

use app::{
    Answer, ids,
    user_pools::{client_secrets::SecretShown, clients::OpenClient},
};
use domain::{
    Secret,
    user_pools::client::{AttributeAccess, ClientConfig, ExistenceErrors, rules},
};
use wire::cognito_idp::{
    ClientSecretDescriptorType, CreateUserPoolClientRequest, UpdateUserPoolClientRequest, UserPoolClientType,
};

use self::members::Members;
use super::{
    named::{Names, listed},
    shapes,
};

const EXISTENCE_ERRORS: Names<ExistenceErrors> =
    Names(&[(ExistenceErrors::Shown, "LEGACY"), (ExistenceErrors::Hidden, "ENABLED")]);

/// The configuration that a request to create a client asks for, held to AWS's rules.
pub(super) fn created(request: CreateUserPoolClientRequest) -> Answer<ClientConfig> {
    let makes_secret = request.generate_secret == Some(true);
    rules::check_secret(request.client_secret.is_some(), makes_secret)?;
    let secret = request.client_secret.clone().or_else(|| makes_secret.then(ids::client_secret));
    let base = ClientConfig {
        secret: secret.map(Secret::Known),
        ..ClientConfig::named(request.client_name.clone())
    };
    let config = read(request.into(), &base)?;
    rules::check(&config)?;
    Ok(config)
}

/// The configuration that a request to update a client leads to, held to AWS's rules.
pub(super) fn updated(request: UpdateUserPoolClientRequest, client: &OpenClient) -> Answer<ClientConfig> {
    let config = read(request.into(), &client.config)?;
    rules::check(&config)?;
    Ok(config)
}

/// The name, the secret, the life of a challenge and the units of tokens' lives are kept where they are left out; everything else is
/// reset.
fn read(members: Members, kept: &ClientConfig) -> Answer<ClientConfig> {
    let minutes = members.auth_session_validity.and_then(|minutes| u32::try_from(minutes).ok());
    let existence_errors = members.prevent_user_existence_errors.as_deref();
    Ok(ClientConfig {
        secret: kept.secret.clone(),
        flows: flows::read(members.explicit_auth_flows.as_deref().unwrap_or_default())?,
        auth_session_validity_minutes: minutes.unwrap_or(kept.auth_session_validity_minutes),
        existence_errors: existence_errors.and_then(|name| EXISTENCE_ERRORS.value(name)),
        propagates_user_context: members.enable_propagate_additional_user_context_data == Some(true),
        enable_token_revocation: members.enable_token_revocation.unwrap_or(true),
        lifetimes: lifetimes::read(&members, &kept.lifetimes),
        refresh_rotation: members.refresh_token_rotation.as_ref().map(lifetimes::rotation),
        oauth: oauth::grants(&members),
        redirects: oauth::redirects(&members),
        attributes: AttributeAccess {
            read: members.read_attributes.and_then(named_attributes),
            write: members.write_attributes.and_then(named_attributes),
        },
        providers: members.supported_identity_providers.unwrap_or_default(),
        analytics: members.analytics_configuration.map(analytics::read),
        name: members.client_name.unwrap_or_else(|| kept.name.clone()),
    })
}

/// A secret by its id, without its value.
pub(super) fn secret_shown(secret: SecretShown) -> ClientSecretDescriptorType {
    ClientSecretDescriptorType {
        client_secret_create_date: Some(shapes::at(secret.made_at)),
        client_secret_id: Some(secret.id),
        client_secret_value: None,
    }
}

/// The client as it is described, its older secret included.
pub(super) fn shown(client: &OpenClient) -> UserPoolClientType {
    let mut shown = config_shown(&client.config);
    shown.client_id = Some(client.id.clone());
    shown.user_pool_id = Some(client.pool.id.to_string());
    shown.creation_date = Some(shapes::at(client.created_at));
    shown.last_modified_date = Some(shapes::at(client.modified_at));
    shown
}

/// An empty list is left out like one that was never given. Lists of attributes are not: an empty one lets nothing through.
fn config_shown(config: &ClientConfig) -> UserPoolClientType {
    let names = |names: &std::collections::BTreeSet<String>| names.iter().cloned().collect();
    let mut shown = UserPoolClientType {
        client_name: Some(config.name.clone()),
        client_secret: config.secret.as_ref().and_then(|secret| secret.known().cloned()),
        explicit_auth_flows: flows::shown(&config.flows),
        auth_session_validity: i32::try_from(config.auth_session_validity_minutes).ok(),
        prevent_user_existence_errors: config.existence_errors.map(|value| EXISTENCE_ERRORS.name(value)),
        enable_propagate_additional_user_context_data: Some(config.propagates_user_context),
        enable_token_revocation: Some(config.enable_token_revocation),
        refresh_token_rotation: config.refresh_rotation.map(lifetimes::rotation_shown),
        read_attributes: config.attributes.read.as_ref().map(names),
        write_attributes: config.attributes.write.as_ref().map(names),
        supported_identity_providers: listed(config.providers.clone()),
        analytics_configuration: config.analytics.clone().map(analytics::shown),
        ..UserPoolClientType::default()
    };
    lifetimes::show(&config.lifetimes, &mut shown);
    oauth::show(&config.oauth, &config.redirects, &mut shown);
    shown
}

/// Terraform sends an empty list in the place of none.
fn named_attributes(attributes: Vec<String>) -> Option<BTreeSet<String>> {
    (!attributes.is_empty()).then(|| attributes.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use domain::user_pools::client::TokenLifetimes;
    use serde_json::{Value, json};

    use super::*;

    fn request(members: &Value) -> CreateUserPoolClientRequest {
        let mut request = members.clone();
        request["UserPoolId"] = json!("eu-west-1_a");
        request["ClientName"] = json!("web");
        serde_json::from_value(request).unwrap()
    }

    fn said(members: &Value) -> String {
        created(request(members)).err().map_or_else(String::new, |fault| fault.to_string())
    }

    /// One request for each rule: it shows that the rule is applied to the values that it checks. What the rule says is tested beside it.
    #[test]
    fn every_rule_between_members_is_asked_at_creation() {
        let units = |unit: &str| json!({ "AccessToken": unit, "IdToken": unit, "RefreshToken": unit });
        let cases = [
            (json!({ "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "USER_PASSWORD_AUTH"] }), "prefix 'ALLOW'"),
            (json!({ "EnablePropagateAdditionalUserContextData": true }), "Client Secret is required"),
            (
                json!({ "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"], "RefreshTokenRotation": { "Feature": "ENABLED" } }),
                "together with refresh token rotation",
            ),
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
            (json!({ "AllowedOAuthFlowsUserPoolClient": true }), "InvalidOAuthFlow: AllowedOAuthFlows and"),
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

    fn everything() -> Value {
        json!({
            "ClientName": "web", "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH"],
            "AuthSessionValidity": 15, "PreventUserExistenceErrors": "LEGACY",
            "EnablePropagateAdditionalUserContextData": true, "EnableTokenRevocation": false,
            "AccessTokenValidity": 30, "IdTokenValidity": 1800, "RefreshTokenValidity": 12,
            "TokenValidityUnits": { "AccessToken": "minutes", "IdToken": "seconds", "RefreshToken": "hours" },
            "RefreshTokenRotation": { "Feature": "DISABLED", "RetryGracePeriodSeconds": 7 },
            "ReadAttributes": ["email", "name"], "WriteAttributes": ["name"],
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code", "implicit"],
            "AllowedOAuthScopes": ["openid"], "CallbackURLs": ["https://example.com/in"],
            "LogoutURLs": ["https://example.com/out"], "DefaultRedirectURI": "https://example.com/in",
            "SupportedIdentityProviders": ["COGNITO"],
            "AnalyticsConfiguration": { "ApplicationId": "a1", "ExternalId": "e", "RoleArn": "r", "UserDataShared": true },
        })
    }

    fn with(members: &Value, kept: &ClientConfig) -> ClientConfig {
        let mut request = members.clone();
        request["UserPoolId"] = json!("eu-west-1_a");
        request["ClientId"] = json!("1example23456789");
        let request: UpdateUserPoolClientRequest = serde_json::from_value(request).unwrap();
        read(request.into(), kept).unwrap()
    }

    fn shown_of(config: &ClientConfig) -> Value {
        serde_json::to_value(config_shown(config)).unwrap()
    }

    #[test]
    fn all_that_a_request_says_is_shown_as_it_was_said() {
        let mut request = everything();
        request["ClientSecret"] = json!("1example2secret3example4");
        request["UserPoolId"] = json!("eu-west-1_a");
        let config = created(serde_json::from_value(request.clone()).unwrap()).unwrap();
        request.as_object_mut().unwrap().remove("UserPoolId");
        assert_eq!(shown_of(&config), request);
    }

    #[test]
    fn lists_without_attributes_are_none() {
        let terraform = json!({ "ReadAttributes": [], "WriteAttributes": [] });
        assert_eq!(with(&terraform, &ClientConfig::named("web")), ClientConfig::named("web"));
    }

    #[test]
    fn an_update_resets_what_it_leaves_out_but_for_name_secret_session_and_units() {
        let secret = Some(Secret::Known("1example2secret3example4".to_owned()));
        let before =
            ClientConfig { secret: secret.clone(), ..with(&everything(), &ClientConfig::named("old")) };
        let after = with(&json!({}), &before);
        let untouched = ClientConfig {
            secret,
            auth_session_validity_minutes: 15,
            lifetimes: TokenLifetimes { units: before.lifetimes.units, ..TokenLifetimes::default() },
            ..ClientConfig::named("web")
        };
        assert_eq!(after, untouched);
    }
}
