//! Which providers a request may name and the pages offer, and what goes on to them.

use serde_json::{Value, json};

use super::{away, federated, provider};
use crate::{
    desk::{Sheet, unwritten},
    flows::{
        authorize,
        browser::{Browser, told},
        people_at,
    },
};

#[test]
fn a_request_names_a_provider_of_the_client_by_name_or_identifier_and_no_other() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, json!({})).await;
        let own_only = super::client(&people, &["COGNITO"]).await;
        let mut browser = Browser::new(sheet);
        let by_identifier = browser.open(&authorize(&client, &[("idp_identifier", "work.example")])).await;
        assert!(by_identifier.expect("the provider").starts_with("https://work.example/"));
        for (client, parameter) in [
            (&client, ("identity_provider", "Nowhere")),
            (&client, ("idp_identifier", "nowhere.example")),
            (&own_only, ("identity_provider", "Work")),
        ] {
            let told = told(&browser.open(&authorize(client, &[parameter])).await.expect("the client"));
            assert_eq!(told["error"], "invalid_request", "{parameter:?}");
        }
        assert_eq!(browser.open(&authorize(&client, &[("identity_provider", "COGNITO")])).await, None);
        assert_eq!(browser.path(), "/login");
    });
}

#[test]
fn the_pages_offer_the_clients_providers_and_the_only_one_is_gone_to_at_once() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, json!({})).await;
        let mut browser = Browser::new(sheet);
        for path in ["/login", "/signup"] {
            browser.open(&authorize(&client, &[]).replace("/oauth2/authorize", path)).await;
            assert!(
                browser.page.body.contains("/oauth2/authorize?identity_provider=Work"),
                "{}",
                browser.page.body
            );
            assert!(browser.page.body.contains("name=\"password\""), "{path}");
        }
        let only = super::client(&people, &["Work"]).await;
        let to = browser.open(&authorize(&only, &[])).await.expect("the provider");
        assert!(to.starts_with("https://work.example/authorize?"), "{to}");
        let to = browser.open(&authorize(&only, &[]).replace("/oauth2/authorize", "/login")).await;
        assert!(to.expect("the provider").starts_with("https://work.example/authorize?"));
    });
}

#[test]
fn a_hint_and_wishes_go_on_to_the_provider() {
    unwritten(async |sheet: &Sheet| {
        let (_, client) = federated(sheet, json!({})).await;
        let mut browser = Browser::new(sheet);
        away(&mut browser, &client, &[("login_hint", "ada"), ("prompt", "login"), ("max_age", "60")]).await;
        let asked = sheet.desk.house.providers.last_asked().expect("it was asked");
        assert_eq!(asked.login_hint.as_deref(), Some("ada"));
        assert_eq!((asked.prompt.as_deref(), asked.max_age_seconds), (Some("login"), Some(60)));
        assert!(asked.redirect_uri.ends_with("/d/people/oauth2/idpresponse"), "{}", asked.redirect_uri);
    });
}

/// What a page offers, from the top down: providers by their names, and the form of the pool's own users as `COGNITO`.
async fn offered(sheet: &Sheet, client: &str, path: &str) -> Vec<&'static str> {
    let mut browser = Browser::new(sheet);
    browser.open(&authorize(client, &[]).replace("/oauth2/authorize", path)).await;
    let page = &browser.page.body;
    let place = |offer: &'static str| {
        let mark = if offer == "COGNITO" {
            "name=\"password\"".to_owned()
        } else {
            format!("identity_provider={offer}")
        };
        (page.find(&mark).unwrap_or_else(|| panic!("{offer} is not offered: {page}")), offer)
    };
    let mut places = ["COGNITO", "Club", "School", "Work"].map(place);
    places.sort_unstable();
    places.map(|(_, offer)| offer).to_vec()
}

#[test]
fn a_style_of_the_managed_pages_says_in_which_order_forms_and_providers_stand() {
    unwritten(async |sheet: &Sheet| {
        let people = people_at(sheet, json!({}), json!({}), 2).await;
        for name in ["Work", "School", "Club"] {
            provider(sheet, &people, json!({ "ProviderName": name })).await;
        }
        let client = super::client(&people, &["COGNITO", "Club", "School", "Work"]).await;
        let (by_form, by_provider) = (
            json!({ "display": "INPUT", "type": "USERNAME_PASSWORD" }),
            json!({ "display": "BUTTON", "type": "FEDERATED" }),
        );
        let auth = |methods: Value, providers: Value| {
            let auth = json!({ "authMethodOrder": [methods], "federation": { "order": providers } });
            json!({ "categories": { "auth": auth } })
        };
        let first = auth(json!([by_form, by_provider]), json!(["Work", "Club"]));
        let style = json!({ "UserPoolId": people.pool, "ClientId": client, "Settings": first });
        let made = sheet.ask("cognito-idp:CreateManagedLoginBranding", style).await;
        let id = &made["ManagedLoginBranding"]["ManagedLoginBrandingId"];
        for path in ["/login", "/signup"] {
            let expected = ["COGNITO", "Work", "Club", "School"];
            assert_eq!(offered(sheet, &client, path).await, expected, "{path}: one without a place is last");
        }
        let second = auth(json!([by_provider, by_form]), json!(["School", "Work", "Club"]));
        let style = json!({ "UserPoolId": people.pool, "ManagedLoginBrandingId": id, "Settings": second });
        sheet.ask("cognito-idp:UpdateManagedLoginBranding", style).await;
        for path in ["/login", "/signup"] {
            let expected = ["School", "Work", "Club", "COGNITO"];
            assert_eq!(offered(sheet, &client, path).await, expected, "{path}");
        }
    });
}
