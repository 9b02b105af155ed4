//! Tokens that are exchanged for others.

use serde_json::{Value, json};

use super::{People, UNKNOWN_CLIENT, device_sign_in::claims, sign_in::flow};
use crate::desk::{Sheet, of, of_part, text, with};

/// A client that exchanges tokens in both ways; gives its id and secret as a request does.
async fn exchanger(people: &People<'_>) -> Value {
    let flows = ["ALLOW_TOKEN_EXCHANGE_DELEGATION", "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"];
    let client = people.client_with(json!({ "GenerateSecret": true, "ExplicitAuthFlows": flows })).await;
    json!({ "ClientId": client["ClientId"], "ClientSecret": client["ClientSecret"] })
}

/// What exchanges an access token.
fn of_access(by: &Value, token: &Value) -> Value {
    with(by, json!({ "SubjectToken": token, "SubjectTokenType": "ACCESS_TOKEN" }))
}

#[test]
fn get_derived_token() {
    of("cognito-idp:GetDerivedToken", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.api("api", &["read"]).await;
        let tokens = people.member("ada").await;
        let by = exchanger(&people).await;
        let exchange = of_access(&by, &tokens["AccessToken"]);
        sheet.desk.pass(600);
        let plain = sheet.good("an access token for an access token", exchange.clone()).await;
        let (old, new) = (claims(&tokens["AccessToken"]), claims(&plain["IssuedToken"]));
        for kept in ["sub", "username", "origin_jti", "auth_time", "scope", "exp"] {
            assert_eq!(new[kept], old[kept], "{kept}");
        }
        assert_eq!(new["client_id"], by["ClientId"]);
        let user = sheet.ask("cognito-idp:GetUser", json!({ "AccessToken": plain["IssuedToken"] })).await;
        assert_eq!(text(&user["Username"]), "ada");
        let id = with(&exchange, json!({ "RequestedTokenType": "ID_TOKEN", "Audiences": [people.client] }));
        let id = sheet.good("an ID token for another client", id).await;
        assert_eq!(claims(&id["IssuedToken"])["aud"], people.client.as_str());
        let by_id = json!({ "SubjectToken": tokens["IdToken"], "SubjectTokenType": "ID_TOKEN" });
        let resource = json!({ "Resources": ["api"] });
        let bound =
            sheet.good("for a resource server, by an ID token", with(&with(&by, by_id), resource)).await;
        assert_eq!(text(&claims(&bound["IssuedToken"])["aud"]), "api");
        let scopes = |scopes: &[&str]| with(&exchange, json!({ "Scopes": scopes }));
        sheet.good("a scope of the token", scopes(&["aws.cognito.signin.user.admin"])).await;
        sheet.refused("a scope that the token does not have", scopes(&["api/read"])).await;
        let wrong = json!({ "RequestedTokenType": "ID_TOKEN", "Scopes": ["openid"] });
        sheet.refused("an ID token with scopes", with(&exchange, wrong)).await;
        sheet.refused("for nobody that is known", with(&exchange, json!({ "Audiences": ["bob"] }))).await;
        sheet
            .refused("a resource server that is not there", with(&exchange, json!({ "Resources": ["bob"] })))
            .await;
        sheet.refused("a token of a provider", with(&exchange, json!({ "SubjectTokenType": "SAML2" }))).await;
        sheet.refused("nothing is given", json!({})).await;
    });
}

#[test]
fn what_cannot_be_exchanged() {
    of_part("cognito-idp:GetDerivedToken", "refused", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tokens = people.member("ada").await;
        let by = exchanger(&people).await;
        let exchange = of_access(&by, &tokens["AccessToken"]);
        let subject = |token: &Value| with(&exchange, json!({ "SubjectToken": token }));
        sheet.refused("an ID token that is called an access token", subject(&tokens["IdToken"])).await;
        sheet.refused("no token", subject(&json!("garbage"))).await;
        let other = People::new(sheet).await;
        let foreign = other.member("ada").await["AccessToken"].clone();
        sheet.refused("a token of another pool", subject(&foreign)).await;
        sheet
            .refused(
                "a wrong secret",
                with(&exchange, json!({ "ClientSecret": "0123456789abcdefghijklmnop" })),
            )
            .await;
        let plain = json!({ "ClientId": people.client, "ClientSecret": null });
        sheet.refused("a client that may not exchange", with(&exchange, plain)).await;
        sheet
            .refused("the client is not there", with(&exchange, json!({ "ClientId": UNKNOWN_CLIENT })))
            .await;
        sheet.desk.pass(3_600);
        sheet.refused("a token that has ended", exchange.clone()).await;
        let fresh = people.sign_in("ada").await["AccessToken"].clone();
        let derived = sheet.ask("cognito-idp:GetDerivedToken", subject(&fresh)).await["IssuedToken"].clone();
        sheet.ask("cognito-idp:AdminUserGlobalSignOut", people.user("ada")).await;
        sheet.refused("the user has signed out", subject(&fresh)).await;
        let user = sheet.desk.answer("cognito-idp:GetUser", &json!({ "AccessToken": derived })).await;
        assert_eq!(text(&user.json()["message"]), "Access Token has been revoked");
        let fresh = people.sign_in("ada").await["AccessToken"].clone();
        sheet.ask("cognito-idp:AdminDisableUser", people.user("ada")).await;
        sheet.refused("the user is switched off", subject(&fresh)).await;
        sheet.ask("cognito-idp:AdminDeleteUser", people.user("ada")).await;
        sheet.refused("the user was deleted", subject(&fresh)).await;
    });
}

#[test]
fn a_token_names_who_acts_for_its_user() {
    of_part("cognito-idp:GetDerivedToken", "actor", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.api("api", &["read"]).await;
        let user = people.member("ada").await["AccessToken"].clone();
        let by = exchanger(&people).await;
        let program = people.program(&["api/read"]).await;
        let token = sheet.ask("cognito-idp:GetClientToken", program.clone()).await;
        let token = token["ClientAuthenticationResult"]["AccessToken"].clone();
        let actor = json!({ "ActorToken": token, "ActorTokenType": "ACCESS_TOKEN" });
        let exchange = |subject: &Value| with(&of_access(&by, subject), actor.clone());
        let derived = sheet.good("a program acts for a user", exchange(&user)).await["IssuedToken"].clone();
        assert_eq!(claims(&derived)["act"], json!({ "sub": program["ClientId"] }));
        let again = sheet.good("and again, through itself", exchange(&derived)).await["IssuedToken"].clone();
        assert_eq!(claims(&again)["act"]["act"], claims(&derived)["act"]);
        let kept = sheet.good("nobody more", of_access(&by, &again)).await["IssuedToken"].clone();
        assert_eq!(claims(&kept)["act"], claims(&again)["act"]);
        let mut last = again;
        for _ in 0..3 {
            last = sheet.ask("cognito-idp:GetDerivedToken", exchange(&last)).await["IssuedToken"].clone();
        }
        sheet.refused("too many", exchange(&last)).await;
        let refused = |actor: Value| with(&exchange(&user), actor);
        sheet.refused("no actor's token", refused(json!({ "ActorToken": "garbage" }))).await;
        sheet.refused("no actor's type", refused(json!({ "ActorTokenType": null }))).await;
        sheet.refused("a type and no token", refused(json!({ "ActorToken": null }))).await;
        sheet.refused("an actor's token as the subject", exchange(&token)).await;
        let one = json!({ "ExplicitAuthFlows": ["ALLOW_TOKEN_EXCHANGE_IMPERSONATION"] });
        let one = json!({ "ClientId": people.client_with(one).await["ClientId"], "ClientSecret": null });
        sheet.refused("a client that may name no actor", refused(one)).await;
        let client = json!({ "UserPoolId": people.pool, "ClientId": program["ClientId"] });
        sheet.ask("cognito-idp:DeleteUserPoolClient", client).await;
        sheet.refused("the actor was deleted", exchange(&user)).await;
    });
}

#[test]
fn an_exchange_is_no_way_to_sign_in() {
    of_part("cognito-idp:InitiateAuth", "token_exchange", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let by = exchanger(&people).await;
        let start = flow(&text(&by["ClientId"]), "USER_AUTH", json!({ "USERNAME": "ada" }));
        sheet.refused("a client that only exchanges tokens", start).await;
    });
}
