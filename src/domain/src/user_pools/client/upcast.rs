//! Upcasts what older versions wrote about clients. Their `client.created` of shape 1 kept much of the request as it came.

use serde_json::{Value, json};

/// The payload in today's shape.
pub(super) fn upcast(kind: &str, shape: u16, mut data: Value) -> Value {
    if let ("client.created", 1, Some(config)) = (kind, shape, data.get_mut("config")) {
        *config = config_of_1(config);
    }
    data
}

fn config_of_1(old: &Value) -> Value {
    let request = &old["verbatim"];
    let list = |name: &str| request.get(name).cloned().unwrap_or_else(|| json!([]));
    let switch = |name: &str| request[name] == true;
    json!({
        "name": old["name"],
        "secret": old["secret"],
        "flows": flows_of_1(&old["explicit_auth_flows"]),
        "auth_session_validity_minutes": old["auth_session_validity_minutes"],
        "existence_errors": match (&old["prevent_user_existence_errors"], request["PreventUserExistenceErrors"].as_str()) {
            (Value::Bool(true), _) => Some("hidden"),
            (_, Some(_)) => Some("shown"),
            (_, None) => None,
        },
        "propagates_user_context": switch("EnablePropagateAdditionalUserContextData"),
        "enable_token_revocation": old["enable_token_revocation"],
        "lifetimes": lifetimes_of_1(&old["lifetimes"], request),
        "refresh_rotation": rotation_of_1(&old["refresh_rotation"], &request["RefreshTokenRotation"]),
        "attributes": { "read": old["read_attributes"], "write": old["write_attributes"] },
        "oauth": {
            "is_on": switch("AllowedOAuthFlowsUserPoolClient"),
            "flows": list("AllowedOAuthFlows"),
            "scopes": list("AllowedOAuthScopes"),
        },
        "redirects": {
            "callbacks": list("CallbackURLs"),
            "logouts": list("LogoutURLs"),
            "default": request["DefaultRedirectURI"],
        },
        "providers": list("SupportedIdentityProviders"),
        "analytics": analytics_of_1(&request["AnalyticsConfiguration"]),
    })
}

/// Names of `ExplicitAuthFlows`.
fn flows_of_1(names: &Value) -> Value {
    let names: Vec<&str> = names.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let flows: Vec<Value> = names.iter().map(|name| flow_of_1(name)).collect();
    match names.first() {
        None => json!("unset"),
        Some(name) if name.starts_with("ALLOW_") => json!({ "allow": flows }),
        Some(_) => json!({ "legacy": flows }),
    }
}

fn flow_of_1(name: &str) -> Value {
    match name {
        "ALLOW_USER_SRP_AUTH" => json!("user_srp"),
        "ALLOW_USER_PASSWORD_AUTH" | "USER_PASSWORD_AUTH" => json!("user_password"),
        "ALLOW_ADMIN_USER_PASSWORD_AUTH" | "ADMIN_NO_SRP_AUTH" => json!("admin_user_password"),
        "ALLOW_CUSTOM_AUTH" | "CUSTOM_AUTH_FLOW_ONLY" => json!("custom"),
        "ALLOW_USER_AUTH" => json!("user"),
        "ALLOW_REFRESH_TOKEN_AUTH" => json!("refresh_token"),
        // No version ever wrote another name: it is left as it is, and cannot be read.
        other => json!(other),
    }
}

/// Shape 1 kept the effective lifetimes in seconds, and beside them what the request had said.
fn lifetimes_of_1(seconds: &Value, request: &Value) -> Value {
    let units = &request["TokenValidityUnits"];
    let unit = |name: &str, usual: &str| units[name].as_str().unwrap_or(usual).to_owned();
    let (access, id) = (unit("AccessToken", "hours"), unit("IdToken", "hours"));
    let refresh = unit("RefreshToken", "days");
    let count = |member: &str, seconds: &Value, unit: &str| {
        let is_said = request[member].as_u64().is_some_and(|said| said != 0);
        is_said.then(|| seconds.as_u64().map(|seconds| seconds / seconds_of(unit)))
    };
    let are_said = units.as_object().is_some_and(|units| !units.is_empty());
    json!({
        "access": count("AccessTokenValidity", &seconds["access_seconds"], &access),
        "id": count("IdTokenValidity", &seconds["id_seconds"], &id),
        "refresh": count("RefreshTokenValidity", &seconds["refresh_seconds"], &refresh),
        "units": are_said.then(|| json!({ "access": access, "id": id, "refresh": refresh })),
    })
}

fn seconds_of(unit: &str) -> u64 {
    match unit {
        "minutes" => 60,
        "hours" => 3_600,
        "days" => 86_400,
        _ => 1,
    }
}

/// Shape 1 had a field for a rotation that is on; one that is off was kept only as the request said it.
fn rotation_of_1(on: &Value, said: &Value) -> Value {
    if on.is_object() {
        return json!({ "is_on": true, "grace_seconds": on["grace_seconds"] });
    }
    if said.is_null() {
        return Value::Null;
    }
    json!({ "is_on": false, "grace_seconds": said["RetryGracePeriodSeconds"] })
}

fn analytics_of_1(said: &Value) -> Value {
    if said.is_null() {
        return Value::Null;
    }
    json!({
        "application_arn": said["ApplicationArn"],
        "application_id": said["ApplicationId"],
        "external_id": said["ExternalId"],
        "role_arn": said["RoleArn"],
        "user_data_shared": said["UserDataShared"],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Event, Timestamp,
        user_pools::client::{
            Analytics, AttributeAccess, AuthFlow, AuthFlows, ClientConfig, ClientEvent, Created,
            ExistenceErrors, OAuthFlow, OAuthGrants, Redirects, RefreshRotation, TimeUnit, TokenLifetimes,
            TokenUnits,
        },
    };

    fn lifted(verbatim: &Value, explicit: &Value, lifetimes: &Value) -> ClientConfig {
        let old = json!({
            "name": "web", "secret": null, "explicit_auth_flows": explicit, "allowed_flows": [],
            "lifetimes": lifetimes, "auth_session_validity_minutes": 5,
            "prevent_user_existence_errors": false, "read_attributes": ["email"], "write_attributes": null,
            "enable_token_revocation": false, "refresh_rotation": null, "verbatim": verbatim,
        });
        let data = ClientEvent::upcast("client.created", 1, json!({ "config": old, "at": 7 }));
        let created: Created = serde_json::from_value(data).unwrap();
        assert_eq!(created.at, Timestamp::from_ms(7));
        *created.config
    }

    #[test]
    fn what_the_first_shape_kept_as_it_came_is_read_into_its_groups() {
        let verbatim = json!({
            "PreventUserExistenceErrors": "LEGACY", "EnablePropagateAdditionalUserContextData": true,
            "AccessTokenValidity": 30, "RefreshTokenValidity": 0,
            "TokenValidityUnits": { "AccessToken": "minutes" },
            "RefreshTokenRotation": { "Feature": "DISABLED", "RetryGracePeriodSeconds": 9 },
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"], "CallbackURLs": ["https://example.com/in"],
            "LogoutURLs": ["https://example.com/out"], "DefaultRedirectURI": "https://example.com/in",
            "SupportedIdentityProviders": ["COGNITO"], "AnalyticsConfiguration": { "ApplicationId": "a1" },
        });
        let lifetimes = json!({ "access_seconds": 1_800, "id_seconds": 3_600, "refresh_seconds": 2_592_000 });
        let explicit = json!(["ADMIN_NO_SRP_AUTH"]);
        let units = TokenUnits { access: TimeUnit::Minutes, ..TokenUnits::default() };
        let expected = ClientConfig {
            flows: AuthFlows::Legacy(vec![AuthFlow::AdminUserPassword]),
            auth_session_validity_minutes: 5,
            existence_errors: Some(ExistenceErrors::Shown),
            propagates_user_context: true,
            enable_token_revocation: false,
            lifetimes: TokenLifetimes { access: Some(30), id: None, refresh: None, units: Some(units) },
            refresh_rotation: Some(RefreshRotation { is_on: false, grace_seconds: Some(9) }),
            attributes: AttributeAccess { read: Some(["email".to_owned()].into()), write: None },
            oauth: OAuthGrants {
                is_on: true,
                flows: vec![OAuthFlow::Code],
                scopes: vec!["openid".to_owned()],
            },
            redirects: Redirects {
                callbacks: vec!["https://example.com/in".to_owned()],
                logouts: vec!["https://example.com/out".to_owned()],
                default: Some("https://example.com/in".to_owned()),
            },
            providers: vec!["COGNITO".to_owned()],
            analytics: Some(Analytics { application_id: Some("a1".to_owned()), ..Analytics::default() }),
            ..ClientConfig::named("web")
        };
        assert_eq!(lifted(&verbatim, &explicit, &lifetimes), expected);
    }

    #[test]
    fn what_the_first_shape_did_not_say_is_unset() {
        let lifetimes = json!({ "access_seconds": 3_600, "id_seconds": 3_600, "refresh_seconds": 2_592_000 });
        let expected = ClientConfig {
            auth_session_validity_minutes: 5,
            enable_token_revocation: false,
            attributes: AttributeAccess { read: Some(["email".to_owned()].into()), write: None },
            ..ClientConfig::named("web")
        };
        for explicit in [Value::Null, json!([])] {
            assert_eq!(lifted(&json!({}), &explicit, &lifetimes), expected);
        }
    }
}
