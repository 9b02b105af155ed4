//! `PreAuthentication` and `PostAuthentication`: what they are told, and what one that fails leaves. By the names of the rules in the
//! reference of sign-in.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use super::{
    PASSWORD, People,
    challenges::TIMESTAMP,
    custom_auth::functions,
    sign_in::flow,
    triggers::{agree, fail, faults, pool, sources},
};
use crate::desk::{Sheet, of_part, srp, with};

fn by_srp(people: &People<'_>, name: &str) -> Value {
    flow(&people.client, "USER_SRP_AUTH", json!({ "USERNAME": name, "SRP_A": srp::client_public() }))
}

/// Begins by SRP, and gives the proof of the password.
async fn proof(sheet: &Sheet, people: &People<'_>) -> Value {
    let asked = sheet.ask("cognito-idp:InitiateAuth", by_srp(people, "ada")).await;
    let parameters = &asked["ChallengeParameters"];
    let signature = srp::signature(&people.pool, PASSWORD, parameters, TIMESTAMP);
    sheet.learn(&signature, "PASSWORD_CLAIM_SIGNATURE");
    let responses = json!({ "USERNAME": "ada", "TIMESTAMP": TIMESTAMP, "PASSWORD_CLAIM_SIGNATURE": signature,
        "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"] });
    json!({ "ClientId": people.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses })
}

async fn sessions(sheet: &Sheet, people: &People<'_>) -> usize {
    let listed = sheet.ask("cognito-idp:AdminListUserSessions", people.user("ada")).await;
    listed["Sessions"].as_array().map_or(0, Vec::len)
}

#[test]
fn whether_a_sign_in_may_go_on() {
    of_part("cognito-idp:InitiateAuth", "functions", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        sheet.show_functions();
        let metadata = json!({ "ClientMetadata": { "page": "front" } });
        let wrong = with(&people.by_password("ada"), json!({ "ClientMetadata": { "page": "front" } }));
        let wrong =
            with(&wrong, json!({ "AuthParameters": { "USERNAME": "ada", "PASSWORD": "Wrong-Horse-1" } }));
        sheet.refused("W10 before the password is checked", wrong).await;
        sheet.good("W10 and what follows", with(&people.by_password("ada"), metadata)).await;
        sheet.refused("u6 an unknown user", people.by_password("nobody")).await;
        sheet.good("S1 an unknown user by SRP", by_srp(&people, "nobody")).await;
        let heads = sheet.desk.house.heads().await;
        for (what, fault) in faults() {
            fail(sheet, "PreAuthentication", fault);
            sheet.refused(&format!("W10 PreAuthentication {what}"), people.by_password("ada")).await;
            sheet.refused("W10 the same for an unknown user", people.by_password("nobody")).await;
        }
        assert_eq!(sheet.desk.house.heads().await, heads, "W10 nothing is recorded");
    });
}

#[test]
fn sign_ins_of_which_the_function_is_not_told() {
    of_part("cognito-idp:InitiateAuth", "not_told", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        people.join("bob").await;
        people.sign_up("eve").await;
        sheet.ask("cognito-idp:AdminDisableUser", people.user("bob")).await;
        let client = people.telling_client().await;
        let told = |name: &str| with(&people.by_password(name), json!({ "ClientId": client }));
        sources(sheet);
        sheet.refused("W3 an unknown user, by a client that tells", told("nobody")).await;
        sheet.refused("W5 a disabled user, by a client that tells", told("bob")).await;
        sheet.refused("W6 an unconfirmed user, by a client that tells", told("eve")).await;
        let missing = json!({ "AuthParameters": { "USERNAME": "ada" } });
        sheet.refused("D6 no password", with(&people.by_password("ada"), missing)).await;
        assert_eq!(sources(sheet), [] as [String; 0]);
        let wrong = json!({ "AuthParameters": { "USERNAME": "ada", "PASSWORD": "Wrong-Horse-1" } });
        for _ in 0..5 {
            sheet
                .desk
                .answer("cognito-idp:InitiateAuth", &with(&people.by_password("ada"), wrong.clone()))
                .await;
        }
        assert_eq!(sources(sheet).len(), 5);
        sheet.refused("W8 inside a lock", people.by_password("ada")).await;
        assert_eq!(sources(sheet), [] as [String; 0]);
    });
}

#[test]
fn a_sign_in_of_an_administrator() {
    of_part("cognito-idp:AdminInitiateAuth", "functions", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        sheet.show_functions();
        let parameters = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD });
        let ada = with(
            &flow(&people.client, "ADMIN_USER_PASSWORD_AUTH", parameters),
            json!({ "UserPoolId": people.pool, "ClientMetadata": { "page": "front" } }),
        );
        sheet.good("W10, T9", ada.clone()).await;
        fail(sheet, "PreAuthentication", faults()[0].1.clone());
        sheet.refused("W10 PreAuthentication throws", ada.clone()).await;
        agree(sheet, "PreAuthentication");
        fail(sheet, "PostAuthentication", faults()[0].1.clone());
        sheet.refused("T9 PostAuthentication throws", ada).await;
    });
}

#[test]
fn a_sign_in_that_is_complete() {
    of_part("cognito-idp:RespondToAuthChallenge", "functions", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let right = with(&proof(sheet, &people).await, json!({ "ClientMetadata": { "page": "second" } }));
        sheet.show_functions();
        for trigger in ["PostAuthentication", "PreTokenGeneration"] {
            for (what, fault) in faults() {
                fail(sheet, trigger, fault);
                sheet.refused(&format!("T9 {trigger} {what}"), right.clone()).await;
                assert_eq!(sessions(sheet, &people).await, 0, "44 no session is opened");
            }
            agree(sheet, trigger);
        }
        sheet.good("44 the same proof is still good", right.clone()).await;
        assert_eq!(sessions(sheet, &people).await, 1);
        sheet.good("14 the same once more", right).await;
        assert_eq!(sessions(sheet, &people).await, 1, "14 it opens no other");
    });
}

#[test]
fn a_code_is_good_again_where_a_function_has_failed() {
    of_part("cognito-idp:RespondToAuthChallenge", "function_after_code", async |sheet: &Sheet| {
        let first = json!({ "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] } });
        let names = ["PostAuthentication", "PostConfirmation"];
        let settings = with(&functions(&names), json!({ "Policies": first }));
        let flows = json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] });
        let people = People::with(sheet, settings, flows).await;
        agree(sheet, "PostConfirmation");
        people.sign_up("ada").await;
        sheet.show_functions();
        let begin = json!({ "USERNAME": "ada", "PREFERRED_CHALLENGE": "EMAIL_OTP" });
        let asked = sheet.ask("cognito-idp:InitiateAuth", flow(&people.client, "USER_AUTH", begin)).await;
        let code = json!({ "ClientId": people.client, "ChallengeName": "EMAIL_OTP", "Session": asked["Session"],
            "ChallengeResponses": { "USERNAME": "ada", "EMAIL_OTP_CODE": "123456" } });
        fail(sheet, "PostAuthentication", faults()[0].1.clone());
        sheet.refused("44 PostAuthentication throws", code.clone()).await;
        let ada = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
        assert_eq!(ada["UserStatus"], "UNCONFIRMED", "nothing of the answer is recorded");
        agree(sheet, "PostAuthentication");
        sheet.good("44, 37 the same code, which confirms the user", code).await;
    });
}

/// What is logged on a thread, as in a server.
#[derive(Clone, Default)]
struct Logged(Arc<Mutex<String>>);

impl Visit for Logged {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0.lock().unwrap(), "{field}={value:?} ").unwrap();
    }
}

impl Subscriber for Logged {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::INFO
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn nothing_that_a_function_is_told_or_says_is_logged() {
    of_part("cognito-idp:InitiateAuth", "functions_logged", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let logged = Logged::default();
        let guard = tracing::subscriber::set_default(logged.clone());
        let ada = with(&people.by_password("ada"), json!({ "ClientMetadata": { "page": "zanzibar" } }));
        for trigger in ["PreAuthentication", "PostAuthentication", "PreTokenGeneration"] {
            fail(sheet, trigger, faults()[0].1.clone());
            sheet.refused(&format!("{trigger} throws"), ada.clone()).await;
            agree(sheet, trigger);
        }
        drop(guard);
        let logged = logged.0.lock().unwrap().clone();
        for trigger in ["PreAuthentication", "PostAuthentication", "PreTokenGeneration"] {
            assert!(logged.contains(trigger), "that {trigger} failed is logged: {logged}");
        }
        for private in ["Not today", "zanzibar", "ada@example.com", PASSWORD] {
            assert!(!logged.contains(private), "{private} is logged: {logged}");
        }
    });
}
