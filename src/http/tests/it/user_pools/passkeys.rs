//! Passkeys: registered, listed, taken away, and signed in with.

use serde_json::{Value, json};

use super::{People, mfa_config::own_mail, no_token, no_user, sign_in::flow};
use crate::desk::{Sheet, of, of_part, passkeys::Authenticator, text, with};

const HOST: &str = "example.com";

/// A pool that takes passkeys for a relying party.
async fn pool(sheet: &Sheet) -> People<'_> {
    let people = pool_without_host(sheet).await;
    configure(sheet, &people, json!({ "RelyingPartyId": HOST })).await;
    people
}

/// A pool that takes passkeys, and has neither a relying party nor a domain.
async fn pool_without_host(sheet: &Sheet) -> People<'_> {
    let first = json!({ "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"] } });
    let flows = json!(["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
    let pool = json!({ "Policies": first, "EmailConfiguration": own_mail() });
    People::with(sheet, pool, json!({ "ExplicitAuthFlows": flows })).await
}

async fn configure(sheet: &Sheet, people: &People<'_>, passkeys: Value) {
    let set = json!({ "UserPoolId": people.pool, "WebAuthnConfiguration": passkeys });
    sheet.ask("cognito-idp:SetUserPoolMfaConfig", set).await;
}

/// Passkeys are no first factor of the pool any more.
async fn switch_off(sheet: &Sheet, people: &People<'_>) {
    let first = json!({ "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD"] } });
    let update = json!({ "UserPoolId": people.pool, "Policies": first, "EmailConfiguration": own_mail() });
    sheet.ask("cognito-idp:UpdateUserPool", update).await;
}

fn by(tokens: &Value) -> Value {
    json!({ "AccessToken": tokens["AccessToken"] })
}

/// The options of a registration that begins.
async fn begun(sheet: &Sheet, tokens: &Value) -> Value {
    let started = sheet.ask("cognito-idp:StartWebAuthnRegistration", by(tokens)).await;
    started["CredentialCreationOptions"].clone()
}

async fn register(sheet: &Sheet, tokens: &Value, passkey: &Authenticator<'_>) {
    let credential = passkey.make(&begun(sheet, tokens).await);
    let complete = with(&by(tokens), json!({ "Credential": credential }));
    sheet.ask("cognito-idp:CompleteWebAuthnRegistration", complete).await;
}

async fn sub(sheet: &Sheet, tokens: &Value) -> String {
    let user = sheet.ask("cognito-idp:GetUser", by(tokens)).await;
    text(&user["UserAttributes"][0]["Value"])
}

fn prefer(people: &People<'_>, name: &str) -> Value {
    flow(&people.client, "USER_AUTH", json!({ "USERNAME": name, "PREFERRED_CHALLENGE": "WEB_AUTHN" }))
}

/// The options of a sign-in, as the challenge holds them.
fn options(sheet: &Sheet, asked: &Value) -> Value {
    let options: Value =
        serde_json::from_str(&text(&asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])).unwrap();
    sheet.learn(&text(&options["challenge"]), "challenge");
    options
}

fn answer(people: &People<'_>, asked: &Value, credential: &Value) -> Value {
    let responses = json!({ "USERNAME": "ada", "CREDENTIAL": credential.to_string() });
    json!({ "ClientId": people.client, "ChallengeName": "WEB_AUTHN", "Session": asked["Session"], "ChallengeResponses": responses })
}

#[test]
fn start_web_authn_registration() {
    of("cognito-idp:StartWebAuthnRegistration", async |sheet: &Sheet| {
        let people = pool_without_host(sheet).await;
        let tokens = people.member("ada").await;
        let start = by(&tokens);
        let learn = |started: Value| {
            sheet.learn(&text(&started["CredentialCreationOptions"]["user"]["id"]), "user.id");
        };
        sheet.refused("neither a relying party nor a domain", start.clone()).await;
        let domain = json!({ "UserPoolId": people.pool, "Domain": "shop" });
        sheet.ask("cognito-idp:CreateUserPoolDomain", domain).await;
        learn(sheet.good("a domain", start.clone()).await);
        configure(sheet, &people, json!({ "RelyingPartyId": HOST, "UserVerification": "required" })).await;
        learn(sheet.good("a relying party whose users are verified", start.clone()).await);
        configure(sheet, &people, json!({ "RelyingPartyId": HOST })).await;
        register(sheet, &tokens, &Authenticator::new(sheet, "first")).await;
        sheet.good("a user who has a passkey", start.clone()).await;
        for n in 1..20 {
            register(sheet, &tokens, &Authenticator::new(sheet, &n.to_string())).await;
        }
        sheet.refused("a user who has twenty", start.clone()).await;
        switch_off(sheet, &people).await;
        sheet.refused("passkeys are no first factor", start.clone()).await;
        no_token(sheet, &people, "ada", &tokens, &start).await;
    });
}

#[test]
fn complete_web_authn_registration() {
    of("cognito-idp:CompleteWebAuthnRegistration", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let tokens = people.member("ada").await;
        let complete = |credential: Value| with(&by(&tokens), json!({ "Credential": credential }));
        let passkey = Authenticator::new(sheet, "first");
        let options = begun(sheet, &tokens).await;
        let made = passkey.make(&options);
        sheet.refused("no credential", complete(json!({ "id": "first" }))).await;
        sheet
            .refused("another id", complete(with(&made, json!({ "id": "b3RoZXI", "rawId": "b3RoZXI" }))))
            .await;
        let invented = passkey.make(&with(&options, json!({ "challenge": "A".repeat(43) })));
        sheet.refused("a challenge that was not asked", complete(invented)).await;
        let others = people.member("bob").await;
        let of_bob = passkey.make(&begun(sheet, &others).await);
        sheet.refused("another user's challenge", complete(of_bob)).await;
        let evil = Authenticator::new(sheet, "evil").on_page("https://evil.example");
        sheet.refused("made on another page", complete(evil.make(&options))).await;
        let foreign = Authenticator::new(sheet, "far").of_party("example.org");
        sheet.refused("made for another relying party", complete(foreign.make(&options))).await;
        let certified = Authenticator::new(sheet, "certified").attesting("tpm");
        sheet.refused("attested by a maker", complete(certified.make(&options))).await;
        configure(sheet, &people, json!({ "RelyingPartyId": HOST, "UserVerification": "required" })).await;
        sheet.refused("its user was not verified", complete(made.clone())).await;
        configure(sheet, &people, json!({ "RelyingPartyId": "shop.example.com" })).await;
        sheet.refused("the relying party has changed since", complete(made.clone())).await;
        configure(sheet, &people, json!({ "RelyingPartyId": HOST })).await;
        sheet.good("a passkey", complete(made.clone())).await;
        sheet.refused("again", complete(made.clone())).await;
        let by_bob = json!({ "AccessToken": others["AccessToken"] });
        let taken = passkey.make(&begun(sheet, &others).await);
        sheet.refused("by another user", with(&complete(taken), by_bob)).await;
        let second = Authenticator::new(sheet, "second");
        let made = second.make(&begun(sheet, &tokens).await);
        sheet.desk.pass(180);
        sheet.refused("three minutes later", complete(made)).await;
        let made = second.make(&begun(sheet, &tokens).await);
        switch_off(sheet, &people).await;
        sheet.refused("passkeys are no first factor", complete(made.clone())).await;
        no_token(sheet, &people, "ada", &tokens, &complete(made)).await;
    });
}

#[test]
fn complete_web_authn_registration_through_another_client() {
    of_part("cognito-idp:CompleteWebAuthnRegistration", "client", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let tokens = people.member("ada").await;
        let made = Authenticator::new(sheet, "first").make(&begun(sheet, &tokens).await);
        let other = people.client_with(json!({})).await;
        let other = People { sheet, pool: people.pool.clone(), client: text(&other["ClientId"]) };
        let tokens = other.sign_in("ada").await;
        sheet
            .refused("by a token of another client", with(&by(&tokens), json!({ "Credential": made })))
            .await;
    });
}

#[test]
fn complete_web_authn_registration_beyond_twenty() {
    of_part("cognito-idp:CompleteWebAuthnRegistration", "limit", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let tokens = people.member("ada").await;
        let early = Authenticator::new(sheet, "early").make(&begun(sheet, &tokens).await);
        for n in 0..20 {
            register(sheet, &tokens, &Authenticator::new(sheet, &n.to_string())).await;
        }
        sheet.refused("the twenty-first", with(&by(&tokens), json!({ "Credential": early }))).await;
    });
}

#[test]
fn list_web_authn_credentials() {
    of("cognito-idp:ListWebAuthnCredentials", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let tokens = people.member("ada").await;
        let list = by(&tokens);
        sheet.good("none", list.clone()).await;
        for id in ["one", "two", "three"] {
            register(sheet, &tokens, &Authenticator::new(sheet, id)).await;
        }
        sheet.good("all", list.clone()).await;
        let two = with(&list, json!({ "MaxResults": 2 }));
        let page = sheet.good("two", two.clone()).await;
        sheet.good("the rest", with(&two, json!({ "NextToken": page["NextToken"] }))).await;
        sheet.refused("no token of ours", with(&list, json!({ "NextToken": "garbage" }))).await;
        sheet.refused("too many", with(&list, json!({ "MaxResults": 21 }))).await;
        no_token(sheet, &people, "ada", &tokens, &list).await;
    });
}

#[test]
fn delete_web_authn_credential() {
    of("cognito-idp:DeleteWebAuthnCredential", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let tokens = people.member("ada").await;
        let passkey = Authenticator::new(sheet, "first");
        let delete = with(&by(&tokens), json!({ "CredentialId": passkey.id() }));
        sheet.refused("there is none", delete.clone()).await;
        register(sheet, &tokens, &passkey).await;
        let others = people.member("bob").await;
        let by_bob = with(&delete, json!({ "AccessToken": others["AccessToken"] }));
        sheet.refused("another user's", by_bob).await;
        sheet.good("the passkey", delete.clone()).await;
        sheet.refused("again", delete.clone()).await;
        register(sheet, &tokens, &passkey).await;
        no_token(sheet, &people, "ada", &tokens, &delete).await;
    });
}

#[test]
fn user_auth_of_a_user_with_a_passkey() {
    of_part("cognito-idp:InitiateAuth", "web_authn", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let tokens = people.member("ada").await;
        sheet.good("k3 a user without one", prefer(&people, "ada")).await;
        register(sheet, &tokens, &Authenticator::new(sheet, "first")).await;
        let nothing = flow(&people.client, "USER_AUTH", json!({ "USERNAME": "ada" }));
        sheet.good("A5 nothing is preferred", nothing).await;
        let asked = sheet.good("A8 a passkey", prefer(&people, "ada")).await;
        options(sheet, &asked);
        sheet.good("u4 an unknown user", prefer(&people, "nobody")).await;
        configure(sheet, &people, json!({ "RelyingPartyId": "example.org" })).await;
        sheet.good("k3 the relying party has changed since", prefer(&people, "ada")).await;
        configure(sheet, &people, json!({ "RelyingPartyId": HOST })).await;
        switch_off(sheet, &people).await;
        sheet.good("passkeys are no first factor", prefer(&people, "ada")).await;
    });
}

#[test]
fn web_authn() {
    of_part("cognito-idp:RespondToAuthChallenge", "web_authn", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let tokens = people.member("ada").await;
        let sub = sub(sheet, &tokens).await;
        let passkey = Authenticator::new(sheet, "first");
        register(sheet, &tokens, &passkey).await;
        let begin = || async {
            let asked = sheet.ask("cognito-idp:InitiateAuth", prefer(&people, "ada")).await;
            let options = options(sheet, &asked);
            (asked, options)
        };
        let (asked, options) = begin().await;
        let none = json!({ "ChallengeResponses": { "USERNAME": "ada" } });
        sheet.refused("no credential", with(&answer(&people, &asked, &Value::Null), none)).await;
        sheet.refused("no JSON of one", answer(&people, &asked, &json!("first"))).await;
        let others = Authenticator::new(sheet, "other").sign(&options, &sub);
        sheet.refused("a passkey that is not the user's", answer(&people, &asked, &others)).await;
        let forged = Authenticator::new(sheet, "first").sign(&options, &sub);
        sheet.refused("signed by another key", answer(&people, &asked, &forged)).await;
        let of_bob = passkey.sign(&options, "bob");
        sheet.refused("the passkey says that it is another user's", answer(&people, &asked, &of_bob)).await;
        let (other, other_options) = begin().await;
        let elsewhere = passkey.sign(&other_options, &sub);
        sheet.refused("the challenge of another sign-in", answer(&people, &asked, &elsewhere)).await;
        let signed = passkey.sign(&options, &sub);
        sheet.good("32 signed", answer(&people, &asked, &signed)).await;
        sheet.refused("32 again", answer(&people, &asked, &signed)).await;
        let mut nameless = elsewhere;
        nameless["response"]["userHandle"] = Value::Null;
        sheet.good("in the other sign-in, without its user", answer(&people, &other, &nameless)).await;
        let (asked, options) = begin().await;
        sheet.desk.pass(180);
        sheet.refused("33 three minutes later", answer(&people, &asked, &passkey.sign(&options, &sub))).await;
        let (asked, options) = begin().await;
        let tokens = people.sign_in("ada").await;
        let delete = with(&by(&tokens), json!({ "CredentialId": passkey.id() }));
        sheet.ask("cognito-idp:DeleteWebAuthnCredential", delete).await;
        let signed = passkey.sign(&options, &sub);
        sheet.refused("the passkey was taken away", answer(&people, &asked, &signed)).await;
    });
}

#[test]
fn select_challenge_of_a_passkey() {
    of_part("cognito-idp:RespondToAuthChallenge", "select_web_authn", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let tokens = people.member("ada").await;
        let sub = sub(sheet, &tokens).await;
        let passkey = Authenticator::new(sheet, "first");
        register(sheet, &tokens, &passkey).await;
        let begin = flow(&people.client, "USER_AUTH", json!({ "USERNAME": "ada" }));
        let asked = sheet.ask("cognito-idp:InitiateAuth", begin).await;
        let choose = json!({ "ClientId": people.client, "ChallengeName": "SELECT_CHALLENGE", "Session": asked["Session"],
            "ChallengeResponses": { "USERNAME": "ada", "ANSWER": "WEB_AUTHN" } });
        let asked = sheet.good("a passkey is chosen", choose).await;
        let signed = passkey.sign(&options(sheet, &asked), &sub);
        sheet.good("and signs", answer(&people, &asked, &signed)).await;
    });
}

#[test]
fn a_passkey_that_counts() {
    of_part("cognito-idp:RespondToAuthChallenge", "web_authn_counter", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let tokens = people.member("ada").await;
        let sub = sub(sheet, &tokens).await;
        let passkey = Authenticator::new(sheet, "first");
        passkey.count(6);
        register(sheet, &tokens, &passkey).await;
        let signed = async || {
            let asked = sheet.ask("cognito-idp:InitiateAuth", prefer(&people, "ada")).await;
            let signed = passkey.sign(&options(sheet, &asked), &sub);
            answer(&people, &asked, &signed)
        };
        sheet.good("k4 the seventh signature", signed().await).await;
        passkey.count(6);
        sheet.refused("k4 the seventh again", signed().await).await;
        sheet.good("k4 the eighth", signed().await).await;
        for _ in 0..5 {
            passkey.count(0);
            sheet.desk.answer("cognito-idp:RespondToAuthChallenge", &signed().await).await;
        }
        let locked = sheet.desk.answer("cognito-idp:InitiateAuth", &prefer(&people, "ada")).await;
        assert!(
            locked.body.contains("Password attempts exceeded"),
            "l2 too many wrong ones: {}",
            locked.body
        );
    });
}

#[test]
fn a_passkey_that_verifies_its_user_stands_for_both_factors() {
    of_part("cognito-idp:RespondToAuthChallenge", "web_authn_mfa", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let tokens = people.member("ada").await;
        let sub = sub(sheet, &tokens).await;
        let (plain, verifying) =
            (Authenticator::new(sheet, "plain"), Authenticator::new(sheet, "verifying").verifying());
        register(sheet, &tokens, &plain).await;
        register(sheet, &tokens, &verifying).await;
        let mfa = |factors: &str| {
            json!({ "UserPoolId": people.pool, "MfaConfiguration": "ON", "EmailMfaConfiguration": {},
                "WebAuthnConfiguration": { "RelyingPartyId": HOST, "FactorConfiguration": factors } })
        };
        let single = sheet.desk.answer("cognito-idp:SetUserPoolMfaConfig", &mfa("SINGLE_FACTOR")).await;
        assert!(single.body.contains("Cannot set WebAuthn factor configuration"), "{}", single.body);
        sheet.ask("cognito-idp:SetUserPoolMfaConfig", mfa("MULTI_FACTOR_WITH_USER_VERIFICATION")).await;
        let offered = async || {
            let asked = sheet.ask("cognito-idp:InitiateAuth", prefer(&people, "ada")).await;
            asked["AvailableChallenges"].clone()
        };
        assert_eq!(offered().await, json!(["PASSWORD_SRP", "PASSWORD"]), "the user has not switched it on");
        let on = with(&by(&tokens), json!({ "WebAuthnMfaSettings": { "Enabled": true } }));
        sheet.ask("cognito-idp:SetUserMFAPreference", on).await;
        let asked = sheet.ask("cognito-idp:InitiateAuth", prefer(&people, "ada")).await;
        let options = options(sheet, &asked);
        assert_eq!(options["userVerification"], "required");
        sheet
            .refused("its user was not verified", answer(&people, &asked, &plain.sign(&options, &sub)))
            .await;
        sheet
            .good("m2 its user was verified", answer(&people, &asked, &verifying.sign(&options, &sub)))
            .await;
    });
}

#[test]
fn the_factors_of_a_user_with_a_passkey() {
    of_part("cognito-idp:AdminGetUserAuthFactors", "web_authn", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let tokens = people.member("ada").await;
        register(sheet, &tokens, &Authenticator::new(sheet, "first")).await;
        sheet.good("a passkey", people.user("ada")).await;
        let own = sheet.ask("cognito-idp:GetUserAuthFactors", by(&tokens)).await;
        assert_eq!(own["ConfiguredUserAuthFactors"], json!(["PASSWORD", "WEB_AUTHN"]));
        configure(sheet, &people, json!({ "RelyingPartyId": "example.org" })).await;
        sheet.good("for another relying party", people.user("ada")).await;
        no_user(sheet, &people.user("ada")).await;
    });
}
