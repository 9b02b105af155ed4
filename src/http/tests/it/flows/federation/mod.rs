//! Signing in at another provider. The providers are doubles; what their protocols prove is tested at their adapter.

mod answers;
mod domains;
pub(super) mod functions;
mod held;
mod links;
mod offers;
mod profiles;

use std::collections::BTreeMap;

use app::testing::federation::{ForeignUser, ProviderFault};
use serde_json::{Map, Value, json};

use super::{
    CALLBACK, authorize,
    browser::{Browser, SITE, told},
    people, token,
};
use crate::{
    desk::{Sheet, text, with},
    user_pools::People,
};

const MAPPING: &[(&str, &str)] = &[("email", "mail"), ("name", "full_name"), ("email_verified", "verified")];

/// A pool with the provider `Work`, and the id of a client that has it and the pool's own users.
pub(crate) async fn federated(sheet: &Sheet, pool: Value) -> (People<'_>, String) {
    let naming = json!({ "UsernameConfiguration": { "CaseSensitive": false } });
    let people = people(sheet, with(&naming, pool), json!({})).await;
    let mapping: Map<String, Value> =
        MAPPING.iter().map(|(name, claim)| ((*name).into(), (*claim).into())).collect();
    provider(sheet, &people, json!({ "AttributeMapping": mapping, "IdpIdentifiers": ["work.example"] }))
        .await;
    let client = client(&people, &["COGNITO", "Work"]).await;
    (people, client)
}

async fn provider(sheet: &Sheet, people: &People<'_>, settings: Value) {
    let usual = json!({
        "UserPoolId": people.pool,
        "ProviderName": "Work",
        "ProviderType": "OIDC",
        "ProviderDetails": {
            "client_id": "app", "client_secret": "s", "oidc_issuer": "https://id.example.com",
            "attributes_request_method": "GET", "authorize_scopes": "openid",
        },
    });
    sheet.ask("cognito-idp:CreateIdentityProvider", with(&usual, settings)).await;
}

pub(crate) async fn client(people: &People<'_>, providers: &[&str]) -> String {
    let settings = json!({
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
        "CallbackURLs": [CALLBACK],
        "SupportedIdentityProviders": providers,
    });
    text(&people.client_with(settings).await["ClientId"])
}

/// A user as the provider tells of it.
pub(crate) fn foreign(subject: &str, said: &[(&str, &str)]) -> ForeignUser {
    let claims = said.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    ForeignUser { subject: subject.to_owned(), claims, acr: None, parts: Map::new() }
}

/// Has the provider answer with a code that is worth this.
pub(crate) fn worth(sheet: &Sheet, code: &str, worth: Result<ForeignUser, ProviderFault>) {
    sheet.desk.house.providers.answer(code, worth);
}

/// Sends a browser to the provider. Gives the state that it comes back with.
pub(crate) async fn away(browser: &mut Browser<'_>, client: &str, parameters: &[(&str, &str)]) -> String {
    let named = [&[("identity_provider", "Work"), ("scope", "openid")], parameters].concat();
    let to = browser.open(&authorize(client, &named)).await;
    let to = to.unwrap_or_else(|| panic!("{}", browser.page.body));
    assert!(to.starts_with("https://work.example/authorize?"), "{to}");
    told(&to)["state"].clone()
}

pub(crate) fn back(state: &str, parameters: &[(&str, &str)]) -> String {
    let all = [("state", state)].into_iter().chain(parameters.iter().copied());
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
    format!("{SITE}/oauth2/idpresponse?{query}")
}

/// What a client is told of a whole sign-in.
pub(crate) async fn sign_in(sheet: &Sheet, client: &str, user: ForeignUser) -> BTreeMap<String, String> {
    worth(sheet, "c", Ok(user));
    let mut browser = Browser::new(sheet);
    let state = away(&mut browser, client, &[]).await;
    let to = browser.open(&back(&state, &[("code", "c")])).await;
    told(&to.unwrap_or_else(|| panic!("{}", browser.page.body)))
}

/// The tokens of a whole sign-in.
pub(crate) async fn tokens(sheet: &Sheet, client: &str, user: ForeignUser) -> Value {
    let told = sign_in(sheet, client, user).await;
    let code = told.get("code").unwrap_or_else(|| panic!("{told:?}"));
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", client),
        ("code", code),
        ("redirect_uri", CALLBACK),
    ];
    let answer = token(sheet, &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

async fn user(sheet: &Sheet, people: &People<'_>, name: &str) -> Value {
    sheet.ask("cognito-idp:AdminGetUser", people.user(name)).await
}

fn attribute(user: &Value, name: &str) -> Option<String> {
    let attributes = user["UserAttributes"].as_array().unwrap();
    attributes.iter().find(|one| one["Name"] == name).map(|one| text(&one["Value"]))
}
