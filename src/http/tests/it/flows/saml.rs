//! Signing in and out at SAML providers, as a browser goes through it. The double of SAML reads JSON in the place of XML.

use serde_json::{Value, json};

use super::{
    CALLBACK, authorize,
    browser::{Browser, SITE, told},
    claims,
    federation::functions::functions,
    people, token,
};
use crate::{
    desk::{Answer, Sheet, unwritten},
    user_pools::People,
};

const BYE: &str = "https://app.example/bye";
const BAD_ANSWER: &str = "Invalid samlResponse or relayState from identity provider";

/// A pool with the SAML provider `School`, and a client that has nothing else.
pub(crate) async fn school(sheet: &Sheet, details: Value) -> People<'_> {
    school_of(sheet, json!({}), details).await
}

/// The same of a pool with these settings.
async fn school_of(sheet: &Sheet, pool: Value, details: Value) -> People<'_> {
    let people = people(sheet, pool, json!({ "SupportedIdentityProviders": [] })).await;
    add(sheet, &people, "School", details).await;
    serve(sheet, &people, json!(["School"])).await;
    people
}

async fn add(sheet: &Sheet, people: &People<'_>, name: &str, details: Value) {
    let mut all = json!({ "MetadataFile": "<EntityDescriptor/>" });
    all.as_object_mut().unwrap().extend(details.as_object().unwrap().clone());
    let provider = json!({ "UserPoolId": people.pool, "ProviderName": name, "ProviderType": "SAML",
        "ProviderDetails": all, "AttributeMapping": { "email": "mail" } });
    sheet.ask("cognito-idp:CreateIdentityProvider", provider).await;
}

/// The client offers these providers.
pub(super) async fn serve(sheet: &Sheet, people: &People<'_>, providers: Value) {
    let client = json!({ "UserPoolId": people.pool, "ClientId": people.client, "SupportedIdentityProviders": providers,
        "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "email"],
        "CallbackURLs": [CALLBACK], "LogoutURLs": [BYE] });
    sheet.ask("cognito-idp:UpdateUserPoolClient", client).await;
}

/// The id and the relay state of what the provider is asked.
pub(super) async fn asked(browser: &mut Browser<'_>, people: &People<'_>) -> (String, String) {
    let to = browser
        .open(&authorize(&people.client, &[("scope", "openid")]))
        .await
        .expect("the provider's address");
    assert!(to.starts_with("https://idp.example.com/sso?SAMLRequest=_"), "{to}");
    let told = told(&to);
    (told["SAMLRequest"].clone(), told["RelayState"].clone())
}

fn form(response: &Value, relay_state: &str) -> String {
    let fields = [("SAMLResponse", response.to_string()), ("RelayState", relay_state.to_owned())];
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// A provider's page posts: no cookie comes with it.
async fn post(sheet: &Sheet, path: &str, form: &str) -> Answer {
    Browser::new(sheet).send("POST", &format!("{SITE}{path}"), form).await
}

pub(super) async fn answer(sheet: &Sheet, response: &Value, relay_state: &str) -> Answer {
    post(sheet, "/saml2/idpresponse", &form(response, relay_state)).await
}

pub(super) fn ada(request: &str) -> Value {
    json!({ "user": "ada", "claims": { "mail": "ada@example.com" }, "answers": request, "id": "_a1" })
}

/// What an answer tells the client.
pub(super) fn refused(answer: &Answer) -> (String, String) {
    let to = answer.header("location").expect("a redirect");
    assert!(to.starts_with("https://app.example/callback"), "{to}");
    let told = told(to);
    (told["error"].clone(), told["error_description"].clone())
}

async fn tokens(sheet: &Sheet, people: &People<'_>, back: &str) -> Value {
    let code = told(back)["code"].clone();
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", &people.client),
        ("redirect_uri", CALLBACK),
        ("code", &code),
    ];
    serde_json::from_str(&token(sheet, &fields).await.body).unwrap()
}

/// Signs in, and gives the address of the client that the browser comes back to.
pub(crate) async fn sign_in(
    sheet: &Sheet,
    people: &People<'_>,
    browser: &mut Browser<'_>,
    id: &str,
) -> String {
    let (request, state) = asked(browser, people).await;
    let mut response = ada(&request);
    response["id"] = json!(id);
    let to = answer(sheet, &response, &state).await.header("location").unwrap().to_owned();
    browser.open(&to).await.expect("the client's address")
}

#[test]
fn an_answer_signs_in_the_browser_that_had_asked() {
    unwritten(async |sheet: &Sheet| {
        let people = school(sheet, json!({})).await;
        let mut browser = Browser::new(sheet);
        let (request, state) = asked(&mut browser, &people).await;
        let posted = answer(sheet, &ada(&request), &state).await;
        assert_eq!(posted.status, 303);
        let to = posted.header("location").unwrap().to_owned();
        assert!(Browser::new(sheet).open(&to).await.is_none(), "another browser has another cookie");
        let back = browser.open(&to).await.expect("the client's address");
        let told = claims(&tokens(sheet, &people, &back).await["id_token"]);
        assert_eq!(
            (&told["cognito:username"], &told["email"]),
            (&json!("School_ada"), &json!("ada@example.com"))
        );
        assert_eq!(told["identities"][0]["providerType"], "SAML");
    });
}

#[test]
fn an_answer_and_an_assertion_are_good_once() {
    unwritten(async |sheet: &Sheet| {
        let people = school(sheet, json!({})).await;
        let mut browser = Browser::new(sheet);
        let (request, state) = asked(&mut browser, &people).await;
        assert_eq!(answer(sheet, &ada(&request), &state).await.status, 303);
        let mut again = ada(&request);
        again["id"] = json!("_a2");
        assert_eq!(
            refused(&answer(sheet, &again, &state).await).0,
            "invalid_request",
            "the request is answered"
        );
        let unread = refused(&answer(sheet, &json!({ "refused": true }), &state).await);
        assert_eq!(unread.1, "The answer of the identity provider was used before.", "no other is read");
        let (request, state) = asked(&mut browser, &people).await;
        assert_eq!(
            refused(&answer(sheet, &ada(&request), &state).await).0,
            "invalid_request",
            "the assertion is used"
        );
        let mut new = ada(&request);
        new["id"] = json!("_a3");
        assert_eq!(answer(sheet, &new, &state).await.status, 303);
    });
}

#[test]
fn what_is_refused_is_told_to_the_client_and_what_belongs_to_no_request_on_a_page() {
    unwritten(async |sheet: &Sheet| {
        let people = school(sheet, json!({})).await;
        let mut browser = Browser::new(sheet);
        let (request, state) = asked(&mut browser, &people).await;
        let invalid =
            |why: &str| ("server_error".to_owned(), format!("Invalid SAML response received: {why}."));
        let other = answer(sheet, &ada("_other"), &state).await;
        assert_eq!(refused(&other), invalid("InResponseTo does not match the request"));
        let bad = answer(sheet, &json!({ "refused": "Signature" }), &state).await;
        assert_eq!(refused(&bad), invalid("SAML Assertion signature is invalid"));
        for no_state in ["", "x", &state[1..]] {
            let page = answer(sheet, &ada(&request), no_state).await;
            assert_eq!(page.status, 400);
            assert!(page.body.contains(BAD_ANSWER), "{}", page.body);
        }
        sheet.desk.pass(301);
        assert_eq!(answer(sheet, &ada(&request), &state).await.status, 400, "five minutes are over");
    });
}

#[test]
fn a_function_that_refuses_a_user_is_told_of_as_a_refused_response_in_awss_words() {
    unwritten(async |sheet: &Sheet| {
        let people = school_of(sheet, functions(sheet), json!({})).await;
        let throw = |trigger: &str, text: &'static str| {
            let thrown = move || app::testing::triggers::TriggerFault::Threw(text.to_owned());
            sheet.desk.house.functions.on(trigger, move |_| Err(thrown()));
        };
        let mut browser = Browser::new(sheet);
        throw("PreSignUp", "Not today");
        let (request, state) = asked(&mut browser, &people).await;
        let told = refused(&answer(sheet, &ada(&request), &state).await);
        let text = "Invalid SAML response received: PreSignUp failed with error Not today.";
        assert_eq!(told, ("server_error".to_owned(), text.to_owned()));
        throw("InboundFederation", "Not that way");
        let told = refused(&answer(sheet, &ada(&request), &state).await);
        let text = "Invalid SAML response received: InboundFederation failed with error Not that way.";
        assert_eq!(told, ("server_error".to_owned(), text.to_owned()));
    });
}

#[test]
fn a_request_is_signed_where_the_provider_wants_it() {
    unwritten(async |sheet: &Sheet| {
        let people = school(sheet, json!({ "RequestSigningAlgorithm": "rsa-sha256" })).await;
        let to = Browser::new(sheet).open(&authorize(&people.client, &[])).await.unwrap();
        assert_eq!(told(&to)["Signature"], "yes");
    });
}

pub(super) fn unasked(people: &People<'_>, provider: &str) -> String {
    let fields = [
        ("identity_provider", provider),
        ("client_id", &people.client),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid email"),
    ];
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

#[test]
fn a_sign_in_begins_at_a_provider_that_may_begin() {
    unwritten(async |sheet: &Sheet| {
        let people = school(sheet, json!({ "IDPInit": "true" })).await;
        let mut response =
            json!({ "user": "ada", "claims": { "mail": "a@example.com" }, "id": "_a1", "age": 360 });
        let state = unasked(&people, "School");
        let arrived = answer(sheet, &response, &state).await;
        let back = arrived.header("location").unwrap();
        assert_eq!(claims(&tokens(sheet, &people, back).await["id_token"])["cognito:username"], "School_ada");
        assert_eq!(refused(&answer(sheet, &response, &state).await).0, "invalid_request", "good once");
        response["id"] = json!("_a2");
        response["age"] = json!(361);
        let late = refused(&answer(sheet, &response, &state).await);
        assert_eq!(late.1, "Invalid SAML response received: SAML Assertion has expired.");
        let answering = answer(sheet, &ada("_r1"), &state).await;
        assert_eq!(refused(&answering).0, "server_error", "it answers a request that nobody made");
    });
}

#[test]
fn a_sign_in_begins_at_no_other_provider_and_for_no_client_with_other_users() {
    unwritten(async |sheet: &Sheet| {
        let people = school(sheet, json!({ "IDPInit": "true" })).await;
        add(sheet, &people, "Club", json!({})).await;
        let response = |id: &str| json!({ "user": "ada", "id": id });
        serve(sheet, &people, json!(["School", "Club"])).await;
        assert_eq!(
            answer(sheet, &response("_1"), &unasked(&people, "Club")).await.status,
            400,
            "it may not begin"
        );
        assert_eq!(answer(sheet, &response("_2"), &unasked(&people, "School")).await.status, 302);
        serve(sheet, &people, json!(["School", "COGNITO"])).await;
        assert_eq!(
            answer(sheet, &response("_3"), &unasked(&people, "School")).await.status,
            400,
            "it has own users"
        );
    });
}

#[test]
fn signing_out_ends_the_session_at_a_provider_that_wants_it() {
    unwritten(async |sheet: &Sheet| {
        let people = school(sheet, json!({ "IDPSignout": "true" })).await;
        let mut browser = Browser::new(sheet);
        sign_in(sheet, &people, &mut browser, "_a1").await;
        let logout = format!("{SITE}/logout?client_id={}&logout_uri={BYE}", people.client);
        let to = browser.open(&logout).await.unwrap();
        assert!(to.starts_with("https://idp.example.com/slo?SAMLRequest=_"), "{to}");
        let told = told(&to);
        assert_eq!(told["Signature"], "yes");
        let farewell = |request: &str| form(&json!({ "answers": request }), &told["RelayState"]);
        let other = post(sheet, "/saml2/logout", &farewell("_other")).await;
        assert_eq!((other.status, other.body.contains(BAD_ANSWER)), (400, true));
        let done = post(sheet, "/saml2/logout", &farewell(&told["SAMLRequest"])).await;
        assert_eq!((done.status, done.header("location")), (302, Some(BYE)));
        assert_eq!(post(sheet, "/saml2/logout", &form(&json!({}), "x")).await.status, 400);
        assert_eq!(browser.open(&logout).await.as_deref(), Some(BYE), "there is no session any more");
    });
}

#[test]
fn signing_out_here_is_enough_for_a_provider_that_does_not_want_it() {
    unwritten(async |sheet: &Sheet| {
        let people = school(sheet, json!({})).await;
        let mut browser = Browser::new(sheet);
        sign_in(sheet, &people, &mut browser, "_a1").await;
        let logout = format!("{SITE}/logout?client_id={}&logout_uri={BYE}", people.client);
        assert_eq!(browser.open(&logout).await.as_deref(), Some(BYE));
    });
}

#[test]
fn metadata_at_an_address_are_read_again_after_six_hours_and_kept_when_they_are_gone() {
    unwritten(async |sheet: &Sheet| {
        let url = "https://idp.example.com/metadata";
        let people = people(sheet, json!({}), json!({ "SupportedIdentityProviders": [] })).await;
        let provider = json!({ "UserPoolId": people.pool, "ProviderName": "School", "ProviderType": "SAML",
            "ProviderDetails": { "MetadataURL": url } });
        let metadata = &sheet.desk.house.saml_metadata;
        sheet.ask("cognito-idp:CreateIdentityProvider", provider).await;
        let kept = sheet.desk.house.events_of(&people.pool, "saml_peer").await;
        assert_eq!(
            (kept.len(), &kept[0].1["source"]),
            (1, &json!(url)),
            "what they said is recorded with it"
        );
        serve(sheet, &people, json!(["School"])).await;
        let mut browser = Browser::new(sheet);
        let before = metadata.fetched();
        asked(&mut browser, &people).await;
        asked(&mut browser, &people).await;
        assert_eq!(metadata.fetched() - before, 1, "once, and then remembered");
        metadata.lose(url);
        sheet.desk.pass(6 * 3_600);
        asked(&mut browser, &people).await;
        asked(&mut browser, &people).await;
        assert_eq!(metadata.fetched() - before, 2, "asked again, and not at every sign-in");
    });
}

#[test]
fn metadata_must_be_there_and_right_when_a_provider_is_configured() {
    unwritten(async |sheet: &Sheet| {
        let gone = "https://gone.example.com/metadata";
        let people = school(sheet, json!({})).await;
        sheet.desk.house.saml_metadata.lose(gone);
        for (details, why) in [
            (json!({ "MetadataURL": gone }), format!("Error retrieving metadata from {gone}")),
            (json!({ "MetadataFile": "<x/>" }), "Invalid SAML metadata: no EntityDescriptor".to_owned()),
        ] {
            let named = json!({ "UserPoolId": people.pool, "ProviderName": "Club", "ProviderType": "SAML",
                "ProviderDetails": details });
            let answer = sheet.desk.answer("cognito-idp:CreateIdentityProvider", &named).await;
            assert_eq!((answer.status, &answer.json()["message"]), (400, &json!(why)));
            let named =
                json!({ "UserPoolId": people.pool, "ProviderName": "School", "ProviderDetails": details });
            let answer = sheet.desk.answer("cognito-idp:UpdateIdentityProvider", &named).await;
            assert_eq!((answer.status, &answer.json()["message"]), (400, &json!(why)));
        }
    });
}

#[test]
fn a_provider_that_must_encrypt_is_given_a_certificate_of_its_own() {
    unwritten(async |sheet: &Sheet| {
        let people = school(sheet, json!({ "EncryptedResponses": "true" })).await;
        add(sheet, &people, "Club", json!({ "EncryptedResponses": "true" })).await;
        let shown = async |name: &str| {
            let named = json!({ "UserPoolId": people.pool, "ProviderName": name });
            let told = sheet.ask("cognito-idp:DescribeIdentityProvider", named).await;
            told["IdentityProvider"]["ProviderDetails"].clone()
        };
        let (school, club) = (shown("School").await, shown("Club").await);
        let certificate =
            |details: &Value| details["ActiveEncryptionCertificate"].as_str().unwrap().to_owned();
        assert_eq!(certificate(&school), certificate(&shown("School").await), "the same for ever");
        assert_ne!(certificate(&school), certificate(&club));
        let pool = json!({ "UserPoolId": people.pool });
        let signing = sheet.ask("cognito-idp:GetSigningCertificate", pool).await;
        assert_ne!(signing["Certificate"], school["ActiveEncryptionCertificate"]);
    });
}
