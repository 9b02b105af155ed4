//! Which claims scopes bring.

use serde_json::{Value, json};

use super::{Plan, module};

/// What is told of ada by these scopes, but for who she is.
async fn claims(plan: &Plan<'_>, scope: &str) -> Value {
    let tokens = plan.tokens(&[("scope", scope)]).await;
    let mut info = plan.user_info(&tokens).await;
    let members = info.as_object_mut().unwrap();
    assert_eq!(members.remove("sub"), Some(tokens.claims()["sub"].clone()));
    // Cognito's own.
    assert_eq!(members.remove("username"), Some(json!("ada")));
    info
}

fn profile() -> Value {
    json!({
        "name": "Ada Lovelace", "family_name": "Lovelace", "given_name": "Ada", "middle_name": "Byron", "nickname": "Countess",
        "preferred_username": "countess", "profile": "https://ada.example/about", "picture": "https://ada.example/ada.png",
        "website": "https://ada.example", "gender": "female", "birthdate": "1815-12-10", "zoneinfo": "Europe/London",
        "locale": "en-GB",
    })
}

/// The claims of one scope are among those that are told, each in the type that `OpenID` Connect gives it.
async fn brings(plan: &Plan<'_>, scope: &str, expected: &Value) {
    let told = claims(plan, scope).await;
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&told[name], value, "{name} by {scope}: {told}");
    }
}

/// `oidcc-scope-profile`
#[test]
fn oidcc_scope_profile() {
    module(async |plan| brings(plan, "openid profile", &profile()).await);
}

/// `oidcc-scope-email`
#[test]
fn oidcc_scope_email() {
    module(async |plan| {
        let expected = json!({ "email": "ada@example.com", "email_verified": true });
        assert_eq!(claims(plan, "openid email").await, expected);
    });
}

/// `oidcc-scope-address`: the scope is not advertised, so that the plan skips it. A request with it is served as without it; and `openid` alone
/// brings the address too.
#[test]
fn oidcc_scope_address() {
    module(async |plan| {
        let path = format!("/{}/.well-known/openid-configuration", plan.people.pool);
        let document = plan.send(super::Request::plain("GET", &path, "")).await.json();
        assert_eq!(document["scopes_supported"], json!(["openid", "email", "phone", "profile"]));
        let address = json!({ "formatted": "12 St James's Square, London" });
        assert_eq!(claims(plan, "openid address").await["address"], address);
        assert!(claims(plan, "openid email address").await.get("address").is_none());
    });
}

/// `oidcc-scope-phone`
#[test]
fn oidcc_scope_phone() {
    module(async |plan| {
        let expected = json!({ "phone_number": "+12025550100", "phone_number_verified": true });
        assert_eq!(claims(plan, "openid phone").await, expected);
    });
}

/// `oidcc-scope-all`: all that are advertised.
#[test]
fn oidcc_scope_all() {
    module(async |plan| {
        let scope = "openid profile email phone";
        brings(plan, scope, &profile()).await;
        let verified =
            json!({ "email": "ada@example.com", "email_verified": true, "phone_number_verified": true });
        brings(plan, scope, &verified).await;
    });
}

/// `oidcc-ensure-other-scope-order-succeeds`
#[test]
fn oidcc_ensure_other_scope_order_succeeds() {
    module(async |plan| {
        assert_eq!(claims(plan, "email openid").await["email"], "ada@example.com");
    });
}

/// `oidcc-claims-essential`: `name` is asked for by `claims` alone. The parameter is not advertised and has no effect; `openid` alone brings all
/// that the client may read.
#[test]
fn oidcc_claims_essential() {
    module(async |plan| {
        let asked = r#"{"userinfo":{"name":{"essential":true}}}"#;
        let tokens = plan.tokens(&[("scope", "openid"), ("claims", asked)]).await;
        assert_eq!(plan.user_info(&tokens).await["name"], "Ada Lovelace");
    });
}

/// Without the tag the booleans are texts, as at AWS.
#[test]
fn claims_are_texts_where_the_pool_has_not_the_tag() {
    module(async |plan| {
        let arn = format!("arn:aws:cognito-idp:us-east-1:123456789012:userpool/{}", plan.people.pool);
        let untag = json!({ "ResourceArn": arn, "TagKeys": ["recognito:oidc"] });
        plan.sheet.ask("cognito-idp:UntagResource", untag).await;
        let expected = json!({ "email": "ada@example.com", "email_verified": "true" });
        assert_eq!(claims(plan, "openid email").await, expected);
    });
}
