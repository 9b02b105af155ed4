//! Signing in at another provider: who becomes of it, what its later answers change, and what of them is refused. The providers are doubles;
//! what their protocols prove is tested at their adapter.

use app::testing::federation::{Endpoint, ForeignUser, ProviderFault, Untrue};
use serde_json::{Map, Value, json};

use super::{
    CALLBACK, authorize,
    browser::{Browser, SITE, told},
    claims, people, token,
};
use crate::{
    desk::{Request, Sheet, text, unwritten, with},
    user_pools::{PASSWORD, People},
};

const MAPPING: &[(&str, &str)] = &[("email", "mail"), ("name", "full_name"), ("email_verified", "verified")];

/// A pool with the provider `Work`, and the id of a client that has it and the pool's own users.
pub(super) async fn federated(sheet: &Sheet, pool: Value) -> (People<'_>, String) {
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

pub(super) async fn client(people: &People<'_>, providers: &[&str]) -> String {
    let settings = json!({
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
        "CallbackURLs": [CALLBACK],
        "SupportedIdentityProviders": providers,
    });
    text(&people.client_with(settings).await["ClientId"])
}

pub(super) fn foreign(subject: &str, said: &[(&str, &str)]) -> ForeignUser {
    let claims = said.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    ForeignUser { subject: subject.to_owned(), claims, acr: None, parts: Map::new() }
}

/// Has the provider answer with a code that is worth this.
pub(super) fn worth(sheet: &Sheet, code: &str, worth: Result<ForeignUser, ProviderFault>) {
    sheet.desk.house.providers.answer(code, worth);
}

/// Sends a browser to the provider. Gives the state that it comes back with.
pub(super) async fn away(browser: &mut Browser<'_>, client: &str, parameters: &[(&str, &str)]) -> String {
    let named = [&[("identity_provider", "Work"), ("scope", "openid")], parameters].concat();
    let to = browser.open(&authorize(client, &named)).await;
    let to = to.unwrap_or_else(|| panic!("{}", browser.page.body));
    assert!(to.starts_with("https://work.example/authorize?"), "{to}");
    told(&to)["state"].clone()
}

pub(super) fn back(state: &str, parameters: &[(&str, &str)]) -> String {
    let all = [("state", state)].into_iter().chain(parameters.iter().copied());
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
    format!("{SITE}/oauth2/idpresponse?{query}")
}

/// What a client is told of a whole sign-in.
pub(super) async fn sign_in(
    sheet: &Sheet,
    client: &str,
    user: ForeignUser,
) -> std::collections::BTreeMap<String, String> {
    worth(sheet, "c", Ok(user));
    let mut browser = Browser::new(sheet);
    let state = away(&mut browser, client, &[]).await;
    let to = browser.open(&back(&state, &[("code", "c")])).await;
    told(&to.unwrap_or_else(|| panic!("{}", browser.page.body)))
}

/// The tokens of a whole sign-in.
pub(super) async fn tokens(sheet: &Sheet, client: &str, user: ForeignUser) -> Value {
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

#[test]
fn a_first_sign_in_makes_a_user_of_the_provider_and_a_later_one_finds_it() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, json!({})).await;
        let ada = foreign("Ada-1", &[("mail", "ada@work.example"), ("full_name", "Ada"), ("other", "x")]);
        let first = tokens(sheet, &client, ada.clone()).await;
        let id = claims(&first["id_token"]);
        assert_eq!(id["cognito:username"], json!("work_ada-1"), "lower case, as the pool minds none");
        assert_eq!((&id["email"], &id["email_verified"]), (&json!("ada@work.example"), &json!(false)));
        let identity = &id["identities"][0];
        assert_eq!((&identity["userId"], &identity["primary"]), (&json!("Ada-1"), &json!("true")));
        assert_eq!((&identity["providerName"], &identity["providerType"]), (&json!("Work"), &json!("OIDC")));
        assert_eq!(id["cognito:groups"], json!([format!("{}_Work", people.pool)]));
        let shown = user(sheet, &people, "work_ada-1").await;
        assert_eq!(shown["UserStatus"], "EXTERNAL_PROVIDER");
        let later = tokens(sheet, &client, ada).await;
        assert_eq!(claims(&later["id_token"])["sub"], id["sub"]);
    });
}

#[test]
fn later_answers_change_what_has_changed_and_a_blank_takes_away() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, json!({})).await;
        let said = [("mail", "ada@work.example"), ("full_name", "Ada"), ("verified", "true")];
        tokens(sheet, &client, foreign("1", &said)).await;
        let first = user(sheet, &people, "work_1").await;
        assert_eq!(attribute(&first, "email_verified").as_deref(), Some("true"));
        tokens(sheet, &client, foreign("1", &[("mail", "countess@work.example")])).await;
        let second = user(sheet, &people, "work_1").await;
        assert_eq!(attribute(&second, "email").as_deref(), Some("countess@work.example"));
        assert_eq!(attribute(&second, "email_verified").as_deref(), Some("false"), "no one has said so");
        assert_eq!(attribute(&second, "name").as_deref(), Some("Ada"), "what is not said stays");
        tokens(sheet, &client, foreign("1", &[("full_name", "")])).await;
        assert_eq!(attribute(&user(sheet, &people, "work_1").await, "name"), None);
    });
}

#[test]
fn an_attribute_that_cannot_change_ends_a_later_sign_in_in_awss_words() {
    unwritten(async |sheet: &Sheet| {
        let schema = json!([{ "Name": "email", "Mutable": false, "AttributeDataType": "String" }]);
        let (_, client) = federated(sheet, json!({ "Schema": schema })).await;
        tokens(sheet, &client, foreign("1", &[("mail", "ada@work.example")])).await;
        let same = sign_in(sheet, &client, foreign("1", &[("mail", "ada@work.example")])).await;
        assert!(same.contains_key("code"), "{same:?}");
        let told = sign_in(sheet, &client, foreign("1", &[("mail", "eve@work.example")])).await;
        assert_eq!(told["error"], "invalid_request");
        assert_eq!(told["error_description"], "user.email: Attribute cannot be updated.\n");
        assert_eq!(told["state"], "a b+c&d=ä");
    });
}

#[test]
fn a_required_attribute_that_the_provider_does_not_say_ends_the_sign_in() {
    unwritten(async |sheet: &Sheet| {
        let schema =
            json!([{ "Name": "email", "Mutable": true, "Required": true, "AttributeDataType": "String" }]);
        let (people, client) = federated(sheet, json!({ "Schema": schema })).await;
        let told = sign_in(sheet, &client, foreign("1", &[])).await;
        assert_eq!(told["error"], "invalid_request", "{told:?}");
        assert!(told["error_description"].contains("email"), "{told:?}");
        let missing = sheet.desk.answer("cognito-idp:AdminGetUser", &people.user("work_1")).await;
        assert_eq!(missing.status, 400);
    });
}

#[test]
fn a_linked_account_signs_the_users_own_profile_in() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, json!({})).await;
        people.join("ada").await;
        let link = json!({
            "UserPoolId": people.pool,
            "DestinationUser": { "ProviderName": "Cognito", "ProviderAttributeValue": "ada" },
            "SourceUser": {
                "ProviderName": "Work", "ProviderAttributeName": "mail", "ProviderAttributeValue": "ada@work.example",
            },
        });
        sheet.ask("cognito-idp:AdminLinkProviderForUser", link).await;
        let said = [("mail", "ada@work.example"), ("full_name", "Ada Lovelace")];
        let id = claims(&tokens(sheet, &client, foreign("7", &said)).await["id_token"]);
        assert_eq!((&id["cognito:username"], &id["email"]), (&json!("ada"), &json!("ada@work.example")));
        assert_eq!(
            (&id["identities"][0]["userId"], &id["identities"][0]["primary"]),
            (&json!("7"), &json!("false"))
        );
        let again = tokens(sheet, &client, foreign("7", &[("mail", "changed@work.example")])).await;
        assert_eq!(claims(&again["id_token"])["sub"], id["sub"], "known by the provider's own id since");
    });
}

#[test]
fn the_account_of_a_federated_user_is_linked_to_no_other_and_disabled_signs_no_one_in() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, json!({})).await;
        people.join("ada").await;
        tokens(sheet, &client, foreign("1", &[])).await;
        let account = |value: &str| json!({ "ProviderName": "Work", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": value });
        let link = json!({
            "UserPoolId": people.pool,
            "DestinationUser": { "ProviderName": "Cognito", "ProviderAttributeValue": "ada" },
            "SourceUser": account("1"),
        });
        let refused = sheet.desk.answer("cognito-idp:AdminLinkProviderForUser", &link).await;
        assert_eq!(
            (refused.status, &refused.json()["__type"]),
            (400, &json!("AliasExistsException")),
            "{}",
            refused.body
        );
        let more = with(&link, json!({ "DestinationUser": account("1"), "SourceUser": account("2") }));
        sheet.ask("cognito-idp:AdminLinkProviderForUser", more).await;
        let by_second = tokens(sheet, &client, foreign("2", &[])).await;
        assert_eq!(claims(&by_second["id_token"])["cognito:username"], json!("work_1"));
        let disable = json!({ "UserPoolId": people.pool, "User": account("1") });
        sheet.ask("cognito-idp:AdminDisableProviderForUser", disable).await;
        let told = sign_in(sheet, &client, foreign("1", &[])).await;
        assert_eq!(told["error_description"], "Already found an entry for username work_1");
    });
}

#[test]
fn a_password_makes_such_a_user_one_of_the_pools_own_too() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, json!({})).await;
        tokens(sheet, &client, foreign("1", &[])).await;
        let set = json!({ "UserPoolId": people.pool, "Username": "work_1", "Password": PASSWORD, "Permanent": true });
        sheet.ask("cognito-idp:AdminSetUserPassword", set).await;
        assert_eq!(user(sheet, &people, "work_1").await["UserStatus"], "CONFIRMED");
        let mut browser = Browser::new(sheet);
        browser.open(&authorize(&client, &[])).await;
        let to = browser.send_form("/login", &[("username", "work_1"), ("password", PASSWORD)]).await;
        assert!(told(&to.expect("the client")).contains_key("code"));
        assert!(sign_in(sheet, &client, foreign("1", &[])).await.contains_key("code"));
    });
}

#[test]
fn a_user_who_is_switched_off_is_refused_and_that_is_recorded() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, json!({})).await;
        tokens(sheet, &client, foreign("1", &[])).await;
        sheet.ask("cognito-idp:AdminDisableUser", people.user("work_1")).await;
        let told = sign_in(sheet, &client, foreign("1", &[("full_name", "Eve")])).await;
        assert_eq!((&*told["error"], &*told["error_description"]), ("invalid_request", "User is disabled."));
        assert_eq!(attribute(&user(sheet, &people, "work_1").await, "name"), None, "nothing is written");
        let events = sheet.desk.house.events_of(&people.pool, "user").await;
        let kinds: Vec<&str> = events.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds.last(), Some(&"user.federation_refused"), "{kinds:?}");
        let answered =
            events.iter().find(|(kind, _)| kind == "user.provider_answered").expect("it is recorded");
        assert_eq!(answered.1["provider"], "Work");
    });
}

#[test]
fn an_answer_counts_in_the_browser_that_began_and_once() {
    unwritten(async |sheet: &Sheet| {
        let (_, client) = federated(sheet, json!({})).await;
        worth(sheet, "c", Ok(foreign("1", &[])));
        let (mut browser, mut stranger) = (Browser::new(sheet), Browser::new(sheet));
        let state = away(&mut browser, &client, &[]).await;
        let answer = back(&state, &[("code", "c")]);
        assert_eq!(stranger.open(&answer).await, None);
        assert_eq!((stranger.path(), stranger.page.status), ("/error", 400));
        away(&mut stranger, &client, &[]).await;
        assert_eq!(stranger.open(&answer).await, None, "nor with a cookie of its own");
        assert!(told(&browser.open(&answer).await.expect("the client")).contains_key("code"));
        let again = told(&browser.open(&answer).await.expect("the client"));
        assert_eq!(again["error_description"], "The answer of the identity provider was used before.");
        sheet.desk.pass(0);
    });
}

#[test]
fn a_state_ends_and_an_altered_or_absent_one_is_none() {
    unwritten(async |sheet: &Sheet| {
        let (_, client) = federated(sheet, json!({})).await;
        worth(sheet, "c", Ok(foreign("1", &[])));
        let mut browser = Browser::new(sheet);
        let state = away(&mut browser, &client, &[]).await;
        for wrong in ["", "x", &state[1..]] {
            assert_eq!(browser.open(&back(wrong, &[("code", "c")])).await, None, "{wrong}");
            assert_eq!((browser.path(), browser.page.status), ("/error", 400), "{wrong}");
        }
        sheet.desk.pass(300);
        assert_eq!(browser.open(&back(&state, &[("code", "c")])).await, None);
        assert_eq!((browser.path(), browser.page.status), ("/error", 400));
    });
}

#[test]
fn a_posted_answer_opens_nothing_before_the_browser_has_shown_its_cookie() {
    unwritten(async |sheet: &Sheet| {
        let (_, client) = federated(sheet, json!({})).await;
        worth(sheet, "c", Ok(foreign("1", &[])));
        let (mut browser, mut stranger) = (Browser::new(sheet), Browser::new(sheet));
        let state = away(&mut browser, &client, &[]).await;
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("state", &*state), ("code", "c")])
            .finish();
        let posted = Request::plain("POST", &format!("{SITE}/oauth2/idpresponse"), &body)
            .with("content-type", "application/x-www-form-urlencoded")
            .with("origin", "https://work.example")
            .with("sec-fetch-site", "cross-site");
        let answer = sheet.desk.send_as(posted, "", &crate::desk::Caller::Nobody).await;
        let on = answer.header("location").expect("a way on").to_owned();
        assert_eq!(answer.status, 303);
        assert!(on.starts_with(&format!("{SITE}/oauth2/idpresponse/resume?t=")), "{on}");
        assert_eq!(stranger.open(&on).await, None);
        assert_eq!((stranger.path(), stranger.page.status), ("/error", 400));
        let told = told(&browser.open(&on).await.expect("the client"));
        assert!(told.contains_key("code"), "{told:?}");
        assert!(browser.has("cognito"));
        let again = super::browser::told(&browser.open(&on).await.expect("the client"));
        assert!(!again.contains_key("code"), "{again:?}");
    });
}

#[test]
fn what_a_provider_refuses_and_why_it_cannot_be_asked_are_told_in_awss_words() {
    unwritten(async |sheet: &Sheet| {
        let (_, client) = federated(sheet, json!({})).await;
        let mut browser = Browser::new(sheet);
        let state = away(&mut browser, &client, &[]).await;
        let denied = back(&state, &[("error", "access_denied"), ("error_description", "The user said no.")]);
        let passed = told(&browser.open(&denied).await.expect("the client"));
        assert_eq!(
            (&*passed["error"], &*passed["error_description"]),
            ("access_denied", "The user said no.")
        );
        let strange = back(&state, &[("error", "<b>"), ("error_description", "a\nb")]);
        let passed = told(&browser.open(&strange).await.expect("the client"));
        assert_eq!((&*passed["error"], passed.get("error_description")), ("<b>", None));
        for (fault, text) in [
            (ProviderFault::Timeout(Endpoint::Token), "Timeout occurred in calling IdP token endpoint"),
            (ProviderFault::Timeout(Endpoint::Keys), "Timeout in calling jwks uri"),
            (ProviderFault::Timeout(Endpoint::UserInfo), "Read timed out"),
            (ProviderFault::Broken(Endpoint::Token), "Connection reset"),
            (
                ProviderFault::Status { endpoint: Endpoint::Token, status: 400, error: None },
                "Work Error - 400 error getting token",
            ),
            (ProviderFault::Untrue(Untrue::Nonce), "Bad id_token nonce."),
        ] {
            worth(sheet, "c", Err(fault));
            let state = away(&mut browser, &client, &[]).await;
            let told = told(&browser.open(&back(&state, &[("code", "c")])).await.expect("the client"));
            assert_eq!((&*told["error"], &*told["error_description"]), ("invalid_request", text));
        }
    });
}

#[test]
fn a_request_names_a_provider_of_the_client_by_name_or_identifier_and_no_other() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, json!({})).await;
        let own_only = self::client(&people, &["COGNITO"]).await;
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
        let only = self::client(&people, &["Work"]).await;
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

/// `LambdaConfig` of functions around a sign-in by a provider, which change nothing.
pub(super) fn functions(sheet: &Sheet) -> Value {
    let arn = |name: &str| format!("arn:aws:lambda:us-east-1:123456789012:function:{name}");
    let mut config = Map::new();
    for name in ["PreSignUp", "PostConfirmation", "PreAuthentication", "PostAuthentication"] {
        sheet.desk.house.functions.on(name, |_| Ok(json!({})));
        config.insert(name.to_owned(), arn(name).into());
    }
    sheet.desk.house.functions.on("InboundFederation", |_| Ok(json!({ "userAttributesToMap": {} })));
    let inbound = json!({ "LambdaVersion": "V1_0", "LambdaArn": arn("InboundFederation") });
    config.insert("InboundFederation".to_owned(), inbound);
    json!({ "LambdaConfig": config })
}

fn called(sheet: &Sheet) -> Vec<String> {
    let asked = sheet.desk.house.functions.take_asked();
    asked.iter().map(|asked| asked.event.trigger_source.clone()).collect()
}

#[test]
fn functions_are_asked_in_awss_order_at_the_first_sign_in_and_at_later_ones() {
    unwritten(async |sheet: &Sheet| {
        let (_, client) = federated(sheet, functions(sheet)).await;
        sign_in(sheet, &client, foreign("1", &[])).await;
        let first = [
            "InboundFederation_ExternalProvider",
            "PreSignUp_ExternalProvider",
            "PostConfirmation_ConfirmSignUp",
            "PostAuthentication_Authentication",
        ];
        assert_eq!(called(sheet), first);
        sign_in(sheet, &client, foreign("1", &[])).await;
        let later = [
            "InboundFederation_ExternalProvider",
            "PreAuthentication_Authentication",
            "PostAuthentication_Authentication",
        ];
        assert_eq!(called(sheet), later);
    });
}

#[test]
fn a_function_gets_the_parts_of_the_answer_and_its_attributes_take_their_place() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, functions(sheet)).await;
        sheet.desk.house.functions.on("InboundFederation", |event| {
            assert_eq!(event.user_name, "1");
            assert_eq!(event.request["providerName"], "Work");
            assert_eq!(event.request["providerType"], "OIDC");
            let said = event.request["attributes"]["userInfo"]["mail"].as_str().unwrap_or_default();
            Ok(json!({ "userAttributesToMap": { "mail": said.to_uppercase() } }))
        });
        let parts = json!({ "userInfo": { "mail": "ada@work.example" } });
        let Value::Object(parts) = parts else { panic!("an object") };
        let ada =
            ForeignUser { parts, ..foreign("1", &[("mail", "ada@work.example"), ("full_name", "Ada")]) };
        tokens(sheet, &client, ada).await;
        let shown = user(sheet, &people, "work_1").await;
        assert_eq!(attribute(&shown, "email").as_deref(), Some("ADA@WORK.EXAMPLE"));
        assert_eq!(attribute(&shown, "name"), None, "what it does not give is not there");
    });
}

#[test]
fn a_function_that_fails_ends_the_sign_in_in_awss_words() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, functions(sheet)).await;
        let throw = |trigger| {
            let thrown = || app::testing::triggers::TriggerFault::Threw("Not today".to_owned());
            sheet.desk.house.functions.on(trigger, move |_| Err(thrown()));
        };
        throw("PreSignUp");
        let told = sign_in(sheet, &client, foreign("1", &[])).await;
        assert_eq!(
            (&*told["error"], &*told["error_description"]),
            ("invalid_request", "PreSignUp failed with error Not today.")
        );
        let missing = sheet.desk.answer("cognito-idp:AdminGetUser", &people.user("work_1")).await;
        assert_eq!(missing.status, 400, "no user is made");
        sheet.desk.house.functions.on("PreSignUp", |_| Ok(json!({})));
        tokens(sheet, &client, foreign("1", &[])).await;
        for trigger in ["InboundFederation", "PreAuthentication", "PostAuthentication"] {
            throw(trigger);
            let told = sign_in(sheet, &client, foreign("1", &[])).await;
            assert_eq!(told["error_description"], format!("{trigger} failed with error Not today."));
            sheet.desk.house.functions.on(trigger, |_| Ok(json!({})));
        }
    });
}
