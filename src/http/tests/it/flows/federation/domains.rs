//! Providers that are found by the domain of a mail address, and not by a button.

use serde_json::{Value, json};

use super::client;
use crate::{
    desk::{Sheet, unwritten},
    flows::{
        authorize,
        browser::{Browser, SITE},
        people_at,
    },
    user_pools::People,
};

/// What a page has that asks for an address.
const ASKS: &str = "name=\"work_address\"";

async fn saml(sheet: &Sheet, people: &People<'_>, name: &str, identifiers: Value) {
    let provider = json!({ "UserPoolId": people.pool, "ProviderName": name, "ProviderType": "SAML",
        "ProviderDetails": { "MetadataFile": "<EntityDescriptor/>" }, "IdpIdentifiers": identifiers });
    sheet.ask("cognito-idp:CreateIdentityProvider", provider).await;
}

/// A pool with classic (1) or managed pages (2), and a client with its own users, `Okta` with two identifiers, and `Work` of another kind.
async fn okta(sheet: &Sheet, version: u8) -> (People<'_>, String) {
    let people = people_at(sheet, json!({}), json!({}), version).await;
    saml(sheet, &people, "Okta", json!(["okta.example", "staff"])).await;
    super::provider(sheet, &people, json!({ "IdpIdentifiers": ["work.example"] })).await;
    let client = client(&people, &["COGNITO", "Okta", "Work"]).await;
    (people, client)
}

fn has_button(browser: &Browser<'_>, name: &str) -> bool {
    browser.page.body.contains(&format!("href=\"{SITE}/oauth2/authorize?identity_provider={name}"))
}

async fn look_up(browser: &mut Browser<'_>, address: &str) {
    let fields = [("work_address", address), ("action", "provider")];
    assert_eq!(browser.send_form("/login", &fields).await, None, "{address}");
    assert_eq!((browser.path(), browser.page.status), ("/login", 200), "{address}");
}

#[test]
fn classic_pages_ask_for_an_address_where_it_finds_every_saml_provider() {
    unwritten(async |sheet: &Sheet| {
        let (people, some) = okta(sheet, 1).await;
        let mut browser = Browser::new(sheet);
        for path in ["/login", "/signup"] {
            browser.open(&authorize(&some, &[]).replace("/oauth2/authorize", path)).await;
            assert!(browser.page.body.contains(ASKS) && browser.page.body.contains("name=\"password\""));
            assert!(!has_button(&browser, "Okta") && has_button(&browser, "Work"), "{path}");
        }
        saml(sheet, &people, "Entra", json!([])).await;
        let all = client(&people, &["COGNITO", "Okta", "Entra", "Work"]).await;
        browser.open(&authorize(&all, &[])).await;
        assert!(!browser.page.body.contains(ASKS));
        assert!(has_button(&browser, "Okta") && has_button(&browser, "Entra"));
        let none = client(&people, &["COGNITO", "Work"]).await;
        browser.open(&authorize(&none, &[])).await;
        assert!(!browser.page.body.contains(ASKS), "there is none to find");
    });
}

#[test]
fn managed_pages_ask_for_an_address_where_their_style_says_so() {
    unwritten(async |sheet: &Sheet| {
        let (people, some) = okta(sheet, 2).await;
        saml(sheet, &people, "Entra", json!([])).await;
        let all = client(&people, &["COGNITO", "Okta", "Entra"]).await;
        for client in [&some, &all] {
            let federation = json!({ "interfaceStyle": "DOMAIN_SEARCH" });
            let settings = json!({ "categories": { "auth": { "federation": federation } } });
            let style = json!({ "UserPoolId": people.pool, "ClientId": client, "Settings": settings });
            let made = sheet.ask("cognito-idp:CreateManagedLoginBranding", style).await;
            let mut browser = Browser::new(sheet);
            browser.open(&authorize(client, &[])).await;
            assert!(browser.page.body.contains(ASKS) && !has_button(&browser, "Okta"));
            assert_eq!(
                has_button(&browser, "Entra"),
                *client == all,
                "what no domain finds keeps its button"
            );
            let buttons = json!({ "UserPoolId": people.pool, "UseCognitoProvidedValues": true,
                "ManagedLoginBrandingId": made["ManagedLoginBranding"]["ManagedLoginBrandingId"] });
            sheet.ask("cognito-idp:UpdateManagedLoginBranding", buttons).await;
            browser.open(&authorize(client, &[])).await;
            assert!(!browser.page.body.contains(ASKS) && has_button(&browser, "Okta"));
        }
    });
}

#[test]
fn the_domain_of_an_address_leads_to_its_provider_and_to_no_other_clients() {
    unwritten(async |sheet: &Sheet| {
        let (people, app) = okta(sheet, 1).await;
        saml(sheet, &people, "Entra", json!(["entra.example"])).await;
        let on = format!("url={SITE}/oauth2/authorize?identity_provider=Okta");
        for address in ["ada@okta.example", " \"a@b\"@OKTA.example ", "okta.example", "staff"] {
            let mut browser = Browser::new(sheet);
            browser.open(&authorize(&app, &[])).await;
            look_up(&mut browser, address).await;
            assert!(browser.page.body.contains(&on), "{address}: {}", browser.page.body);
            assert!(!browser.page.body.contains(ASKS));
            let (_, rest) = browser.page.body.split_once("content=\"0;url=").unwrap();
            let to = rest.split('"').next().unwrap().replace("&#38;", "&");
            let to = browser.open(&to).await.expect("the provider's address");
            assert!(to.starts_with("https://idp.example.com/sso?SAMLRequest=_"), "{to}");
            browser.open(&authorize(&app, &[])).await;
            assert!(browser.page.body.contains(ASKS), "who comes back is not sent away again");
        }
        let mut browser = Browser::new(sheet);
        browser.open(&authorize(&app, &[])).await;
        for address in ["ada@nowhere.example", "ada@entra.example", "ada@", "@"] {
            look_up(&mut browser, address).await;
            assert!(browser.page.body.contains("No organization with this domain"), "{address}");
            assert!(browser.page.body.contains(&format!("value=\"{address}\"")), "what was typed stays");
        }
        look_up(&mut browser, "").await;
        assert!(browser.page.body.contains("href=\"#work_address\""));
    });
}

#[test]
fn an_address_that_another_site_posts_leads_nowhere() {
    unwritten(async |sheet: &Sheet| {
        let (_, app) = okta(sheet, 1).await;
        let mut browser = Browser::new(sheet);
        browser.open(&authorize(&app, &[])).await;
        let address = browser.at.clone();
        let answer = browser.send("POST", &address, "work_address=staff&action=provider&_csrf=x").await;
        browser.open(answer.header("location").unwrap()).await;
        assert!(browser.page.body.contains(ASKS) && !browser.page.body.contains("http-equiv"));
    });
}
