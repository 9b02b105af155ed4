//! Identity providers.

use domain::LedgerId;
use serde_json::{Value, json};

use super::{People, no_pool};
use crate::desk::{Sheet, of, of_part, with};

/// A secret of the service and a provider.
const SECRET: &str = "what only the two know";

fn oidc_details() -> Value {
    json!({
        "client_id": "app",
        "client_secret": SECRET,
        "authorize_scopes": "openid email",
        "oidc_issuer": "https://login.example.com",
        "attributes_request_method": "GET",
    })
}

fn social_details() -> Value {
    json!({ "client_id": "app", "client_secret": SECRET, "authorize_scopes": "email" })
}

/// The input that makes an OIDC provider.
fn work(pool: &str) -> Value {
    json!({
        "UserPoolId": pool,
        "ProviderName": "Work",
        "ProviderType": "OIDC",
        "ProviderDetails": oidc_details(),
        "AttributeMapping": { "email": "mail" },
        "IdpIdentifiers": ["example.com"],
    })
}

/// A pool with a provider, and how that is named.
async fn provider(sheet: &Sheet) -> Value {
    let people = People::new(sheet).await;
    sheet.ask("cognito-idp:CreateIdentityProvider", work(&people.pool)).await;
    json!({ "UserPoolId": people.pool, "ProviderName": "Work" })
}

/// One more of another type, with the details that a type needs.
#[expect(clippy::needless_pass_by_value, reason = "a call reads best with its details where they are made")]
fn of_type(provider: &Value, provider_type: &str, name: &str, details: Value) -> Value {
    with(provider, json!({ "ProviderName": name, "ProviderType": provider_type, "ProviderDetails": details }))
}

/// What is refused of the settings of a provider that is made or changed.
fn refused_settings() -> Vec<(&'static str, Value)> {
    let details = |changes: Value| json!({ "ProviderDetails": with(&oidc_details(), changes) });
    vec![
        (
            "an issuer that anybody can listen to",
            details(json!({ "oidc_issuer": "http://login.example.com" })),
        ),
        ("no client id", details(json!({ "client_id": null }))),
        ("a detail that the type does not have", details(json!({ "colour": "red" }))),
        ("attributes that the pool does not have", json!({ "AttributeMapping": { "custom:shoe": "size" } })),
        ("an identifier twice", json!({ "IdpIdentifiers": ["a", "a"] })),
        ("an identifier of another provider", json!({ "IdpIdentifiers": ["school.example.com"] })),
    ]
}

async fn make_school(sheet: &Sheet, named: &Value) {
    let details = json!({ "MetadataURL": "https://school.example.com/metadata" });
    let school = of_type(named, "SAML", "School", details);
    let identifiers = json!({ "IdpIdentifiers": ["school.example.com"] });
    sheet.ask("cognito-idp:CreateIdentityProvider", with(&school, identifiers)).await;
}

#[test]
fn create_identity_provider() {
    of("cognito-idp:CreateIdentityProvider", async |sheet: &Sheet| {
        let named = provider(sheet).await;
        make_school(sheet, &named).await;
        let google = of_type(&named, "Google", "Google", social_details());
        sheet.refused_as_signed(&google).await;
        sheet.good("of a type that is known", google).await;
        for social in ["Facebook", "LoginWithAmazon"] {
            sheet.good("another one", of_type(&named, social, social, social_details())).await;
        }
        let apple = json!({ "client_id": "app", "private_key": "PEM", "team_id": "t1", "key_id": "k1" });
        sheet
            .good(
                "with a key that nobody sees again",
                of_type(&named, "SignInWithApple", "SignInWithApple", apple),
            )
            .await;
        let saml = json!({ "MetadataFile": "<EntityDescriptor/>", "IDPSignout": "true" });
        sheet.good("of SAML", of_type(&named, "SAML", "Club", saml)).await;
        let levels = json!({ "AcrMapping": { "Level1": "urn:one" }, "IdpIdentifiers": ["other"] });
        let other = with(&of_type(&named, "OIDC", "Other", oidc_details()), levels.clone());
        sheet.good("with everything", other).await;
        sheet.refused("the name is taken", work(named["UserPoolId"].as_str().unwrap())).await;
        sheet
            .refused("a name that is not its type's", of_type(&named, "Google", "Search", social_details()))
            .await;
        let club = json!({ "MetadataURL": "https://club.example.com" });
        let saml = with(&of_type(&named, "SAML", "Team", club), levels);
        sheet.refused("levels, and not OIDC", saml).await;
        let third = of_type(&named, "OIDC", "Third", oidc_details());
        for (title, settings) in refused_settings() {
            sheet.refused(title, with(&third, settings)).await;
        }
        sheet.refused("no type", with(&third, json!({ "ProviderType": "LDAP" }))).await;
        no_pool(sheet, &third).await;
    });
}

#[test]
fn describe_identity_provider() {
    of("cognito-idp:DescribeIdentityProvider", async |sheet: &Sheet| {
        let named = provider(sheet).await;
        sheet.refused_as_signed(&named).await;
        sheet.good("a provider", named.clone()).await;
        sheet.refused("it is not there", with(&named, json!({ "ProviderName": "Other" }))).await;
        no_pool(sheet, &named).await;
    });
}

#[test]
fn get_identity_provider_by_identifier() {
    of("cognito-idp:GetIdentityProviderByIdentifier", async |sheet: &Sheet| {
        let named = provider(sheet).await;
        let chosen = json!({ "UserPoolId": named["UserPoolId"], "IdpIdentifier": "example.com" });
        sheet.refused_as_signed(&chosen).await;
        sheet.good("a provider", chosen.clone()).await;
        sheet.refused("a name is no identifier", with(&chosen, json!({ "IdpIdentifier": "Work" }))).await;
        let another = with(&named, json!({ "IdpIdentifiers": ["example.org"] }));
        sheet.ask("cognito-idp:UpdateIdentityProvider", another).await;
        sheet.refused("it has another one now", chosen.clone()).await;
        sheet.good("by that one", with(&chosen, json!({ "IdpIdentifier": "example.org" }))).await;
        no_pool(sheet, &chosen).await;
    });
}

#[test]
fn update_identity_provider() {
    of("cognito-idp:UpdateIdentityProvider", async |sheet: &Sheet| {
        let named = provider(sheet).await;
        make_school(sheet, &named).await;
        sheet.refused_as_signed(&named).await;
        sheet.desk.pass(60);
        sheet.good("what is left out stays", named.clone()).await;
        sheet.good("another mapping", with(&named, json!({ "AttributeMapping": { "name": "who" } }))).await;
        sheet.good("no identifiers", with(&named, json!({ "IdpIdentifiers": [] }))).await;
        let details = with(&oidc_details(), json!({ "client_secret": null, "client_id": "new" }));
        sheet.good("other details", with(&named, json!({ "ProviderDetails": details }))).await;
        for (title, settings) in refused_settings() {
            sheet.refused(title, with(&named, settings)).await;
        }
        sheet.refused("it is not there", with(&named, json!({ "ProviderName": "Other" }))).await;
        no_pool(sheet, &named).await;
    });
}

#[test]
fn delete_identity_provider() {
    of("cognito-idp:DeleteIdentityProvider", async |sheet: &Sheet| {
        let named = provider(sheet).await;
        sheet.refused_as_signed(&named).await;
        sheet.good("a provider is deleted", named.clone()).await;
        sheet.refused("again", named.clone()).await;
        sheet.ask("cognito-idp:CreateIdentityProvider", work(named["UserPoolId"].as_str().unwrap())).await;
        no_pool(sheet, &named).await;
    });
}

#[test]
fn list_identity_providers() {
    of("cognito-idp:ListIdentityProviders", async |sheet: &Sheet| {
        let named = provider(sheet).await;
        make_school(sheet, &named).await;
        let list = json!({ "UserPoolId": named["UserPoolId"] });
        sheet.refused_as_signed(&list).await;
        sheet.good("all", list.clone()).await;
        let first = sheet.good("the first", with(&list, json!({ "MaxResults": 1 }))).await;
        let next = json!({ "MaxResults": 1, "NextToken": first["NextToken"] });
        sheet.good("the second", with(&list, next)).await;
        sheet.refused("no page", with(&list, json!({ "NextToken": "garbage" }))).await;
        sheet.refused("too many at a time", with(&list, json!({ "MaxResults": 61 }))).await;
        no_pool(sheet, &list).await;
    });
}

#[test]
fn no_event_holds_the_secret_of_a_provider_in_the_clear() {
    of_part("cognito-idp:DescribeIdentityProvider", "sealed", async |sheet: &Sheet| {
        let named = provider(sheet).await;
        sheet.good("it is shown to those who may see it", named.clone()).await;
        let pool = LedgerId::new(named["UserPoolId"].as_str().unwrap());
        let events = sheet.desk.house.app.core.ledger.page(&pool, 0, 100).await.unwrap();
        let written: Vec<_> =
            events.iter().map(|event| String::from_utf8_lossy(&event.record.data)).collect();
        assert!(written.iter().any(|data| data.contains("https://login.example.com")));
        assert!(!written.iter().any(|data| data.contains(SECRET)), "{written:?}");
    });
}

#[test]
fn a_client_names_providers_that_are_there() {
    of_part("cognito-idp:UpdateUserPoolClient", "providers", async |sheet: &Sheet| {
        let named = provider(sheet).await;
        let web = json!({ "UserPoolId": named["UserPoolId"], "ClientName": "web" });
        let made = sheet.ask("cognito-idp:CreateUserPoolClient", web).await;
        let client =
            json!({ "UserPoolId": named["UserPoolId"], "ClientId": made["UserPoolClient"]["ClientId"] });
        let providers = with(&client, json!({ "SupportedIdentityProviders": ["COGNITO", "Work"] }));
        sheet.good("a provider of the pool", providers.clone()).await;
        sheet.ask("cognito-idp:DeleteIdentityProvider", named).await;
        let described = sheet.ask("cognito-idp:DescribeUserPoolClient", client).await;
        assert_eq!(described["UserPoolClient"]["SupportedIdentityProviders"], json!(["COGNITO", "Work"]));
        sheet.refused("it was deleted", providers).await;
    });
}

#[test]
fn a_pool_with_providers_has_an_attribute_for_them() {
    of_part("cognito-idp:DescribeUserPool", "providers", async |sheet: &Sheet| {
        let named = provider(sheet).await;
        let pool = json!({ "UserPoolId": named["UserPoolId"] });
        let shown = sheet.good("with a provider", pool.clone()).await;
        let has = |shown: &Value| {
            let attributes = shown["UserPool"]["SchemaAttributes"].as_array().unwrap();
            attributes.iter().any(|attribute| attribute["Name"] == "identities")
        };
        assert!(has(&shown));
        sheet.ask("cognito-idp:DeleteIdentityProvider", named).await;
        assert!(!has(&sheet.ask("cognito-idp:DescribeUserPool", pool).await));
    });
}
