//! The sign-in pages, from a client's authorize request to its tokens.

pub(crate) mod browser;
mod conformance;
pub(crate) mod federation;
mod forms;
mod guards;
mod life;
mod passkeys;
mod refused_at_providers;
mod requests;
pub(crate) mod saml;
mod sign_out;
mod tokens;

use serde_json::{Value, json};

use crate::{
    desk::{Answer, Caller, Request, Sheet, with},
    user_pools::People,
};
use browser::SITE;

/// Where the client is sent back to.
pub(crate) const CALLBACK: &str = "https://app.example/callback?from=pages";

/// The settings of a client that sends its users to the pages.
fn redirecting() -> Value {
    json!({
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["code", "implicit"],
        "AllowedOAuthScopes": ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
        "CallbackURLs": [CALLBACK, "myapp://callback"],
        "LogoutURLs": ["https://app.example/bye"],
        "SupportedIdentityProviders": ["COGNITO"],
    })
}

/// A pool with a domain, and a client that sends its users to the pages.
pub(crate) async fn people(sheet: &Sheet, pool: Value, client: Value) -> People<'_> {
    people_at(sheet, pool, client, 1).await
}

/// The same with classic (1) or managed pages (2).
async fn people_at(sheet: &Sheet, pool: Value, client: Value, version: u8) -> People<'_> {
    let people = People::with(sheet, pool, with(&redirecting(), client)).await;
    let domain = json!({ "UserPoolId": people.pool, "Domain": "people", "ManagedLoginVersion": version });
    sheet.ask("cognito-idp:CreateUserPoolDomain", domain).await;
    if version == 2 {
        let style =
            json!({ "UserPoolId": people.pool, "ClientId": people.client, "UseCognitoProvidedValues": true });
        sheet.ask("cognito-idp:CreateManagedLoginBranding", style).await;
    }
    people
}

/// The address of an authorize request; parameters in place of the usual ones, or beside them.
pub(crate) fn authorize(client: &str, parameters: &[(&str, &str)]) -> String {
    let usual = [
        ("client_id", client),
        ("response_type", "code"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid email"),
        ("state", "a b+c&d=ä"),
        ("nonce", "n-1"),
    ];
    let is_usual = |(name, _): &&(&str, &str)| !parameters.iter().any(|(other, _)| other == name);
    let all = usual.iter().filter(is_usual).chain(parameters).filter(|(_, value)| !value.is_empty());
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
    format!("{SITE}/oauth2/authorize?{query}")
}

/// A call of the token endpoint.
pub(crate) async fn token(sheet: &Sheet, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = Request::plain("POST", &format!("{SITE}/oauth2/token"), &body)
        .with("content-type", "application/x-www-form-urlencoded");
    sheet.desk.send_as(request, "", &Caller::Nobody).await
}

/// The claims of a token, unverified.
fn claims(token: &Value) -> Value {
    let token = token.as_str().unwrap_or_else(|| panic!("no token: {token}"));
    crypto::jwt::peek::<Value>(token).unwrap().1
}
