//! `UserMigration`: a function of the pool knows users whom the pool does not know.

use app::testing::{
    CODE,
    triggers::{Event, TriggerFault},
};
use serde_json::{Value, json};

use super::{PASSWORD, People, challenges::TIMESTAMP, custom_auth, sign_in::flow};
use crate::desk::{Sheet, of_part, srp, text, with};

/// Shorter than the pool's policy allows.
pub(crate) const OLD_PASSWORD: &str = "old";

async fn pool(sheet: &Sheet) -> People<'_> {
    let people = People::with(sheet, custom_auth::functions(&["UserMigration"]), json!({})).await;
    knows(sheet, json!({ "finalUserStatus": "CONFIRMED" }));
    people
}

/// From now on the function knows everybody, by one password.
pub(crate) fn knows(sheet: &Sheet, says: Value) {
    sheet.desk.house.functions.on("UserMigration", move |event| {
        let password = &event.request["password"];
        if !password.is_null() && password != OLD_PASSWORD {
            return Err(TriggerFault::Threw("Bad password".to_owned()));
        }
        let email = format!("{}@old.example.com", event.user_name);
        let attributes = json!({ "email": email, "email_verified": "true" });
        let answer = json!({ "userAttributes": attributes, "messageAction": "SUPPRESS" });
        Ok(with(&answer, says.clone()))
    });
}

/// A sign-in by password.
pub(crate) fn by(client: &str, name: &str, password: &str) -> Value {
    flow(client, "USER_PASSWORD_AUTH", json!({ "USERNAME": name, "PASSWORD": password }))
}

#[test]
fn a_user_of_another_pool_signs_in_by_password_once_and_by_srp_afterwards() {
    of_part("cognito-idp:InitiateAuth", "migration", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let metadata = json!({ "ClientMetadata": { "page": "sign-in" } });
        let first = with(&by(&people.client, "ada", OLD_PASSWORD), metadata);
        sheet.good("P1 by password", first).await;
        let [asked] = &sheet.desk.house.functions.take_asked()[..] else { panic!("one call") };
        assert_eq!(
            (asked.event.trigger_source.as_str(), asked.event.user_name.as_str()),
            ("UserMigration_Authentication", "ada")
        );
        let expected = json!({ "password": OLD_PASSWORD, "validationData": { "page": "sign-in" } });
        assert_eq!(
            asked.event.request, expected,
            "without attributes, and with the metadata as validationData"
        );
        let user = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
        assert_eq!(user["UserStatus"], "CONFIRMED");
        sheet.good("by password again", by(&people.client, "ada", OLD_PASSWORD)).await;
        let public = json!({ "USERNAME": "ada", "SRP_A": srp::client_public() });
        let asked =
            sheet.ask("cognito-idp:InitiateAuth", flow(&people.client, "USER_SRP_AUTH", public)).await;
        let parameters = &asked["ChallengeParameters"];
        let signature = srp::signature(&people.pool, OLD_PASSWORD, parameters, TIMESTAMP);
        let responses = json!({ "USERNAME": "ada", "TIMESTAMP": TIMESTAMP,
            "PASSWORD_CLAIM_SIGNATURE": signature, "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"] });
        let proof = json!({ "ClientId": people.client, "ChallengeName": "PASSWORD_VERIFIER",
            "ChallengeResponses": responses });
        let signed_in = sheet.ask("cognito-idp:RespondToAuthChallenge", proof).await;
        assert!(signed_in["AuthenticationResult"]["IdToken"].is_string(), "by SRP: {signed_in}");
        sheet.refused("a wrong password of a user who came", by(&people.client, "ada", PASSWORD)).await;
        assert!(sheet.desk.house.functions.take_asked().is_empty(), "a user who is there is asked of nobody");
    });
}

#[test]
fn whom_the_function_does_not_know() {
    of_part("cognito-idp:InitiateAuth", "migration_refused", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let telling = people.telling_client().await;
        sheet.refused("P1 it throws", by(&people.client, "ada", PASSWORD)).await;
        sheet
            .refused("P1 it throws, and the client may tell who exists", by(&telling, "ada", PASSWORD))
            .await;
        for (says, answer) in [
            ("no attributes", json!({ "userAttributes": {} })),
            ("no answer", json!({ "userAttributes": null })),
            ("another status", json!({ "finalUserStatus": "UNKNOWN" })),
            ("an attribute that the pool has not", json!({ "userAttributes": { "custom:shoe": "7" } })),
        ] {
            knows(sheet, answer);
            sheet.refused(&format!("P1 {says}"), by(&people.client, "ada", OLD_PASSWORD)).await;
            sheet.refused(&format!("P1 {says}, told"), by(&telling, "ada", OLD_PASSWORD)).await;
            sheet.desk.pass(3_600);
        }
        let away = |_: &Event| Err(TriggerFault::NotCalled("AccessDeniedException".to_owned()));
        sheet.desk.house.functions.on("UserMigration", away);
        sheet.refused("P1 it cannot be called", by(&telling, "ada", OLD_PASSWORD)).await;
        let left = sheet.desk.answer("cognito-idp:AdminGetUser", &people.user("ada")).await;
        assert_eq!(left.json()["__type"], "UserNotFoundException", "no user is made");
        sheet.desk.house.functions.take_asked();
        let public = json!({ "USERNAME": "ada", "SRP_A": srp::client_public() });
        sheet.ask("cognito-idp:InitiateAuth", flow(&people.client, "USER_SRP_AUTH", public)).await;
        assert!(sheet.desk.house.functions.take_asked().is_empty(), "not where no password is given");
    });
}

#[test]
fn a_name_that_is_locked_asks_no_function() {
    of_part("cognito-idp:InitiateAuth", "migration_locked", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        for _ in 0..5 {
            sheet.desk.answer("cognito-idp:InitiateAuth", &by(&people.client, "ada", PASSWORD)).await;
        }
        sheet.desk.house.functions.take_asked();
        sheet.refused("the right one after five wrong ones", by(&people.client, "ada", OLD_PASSWORD)).await;
        assert!(sheet.desk.house.functions.take_asked().is_empty());
        sheet.desk.pass(3_600);
        sheet.good("an hour later", by(&people.client, "ada", OLD_PASSWORD)).await;
    });
}

#[test]
fn a_user_who_comes_with_a_password_to_be_reset() {
    of_part("cognito-idp:InitiateAuth", "migration_reset", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        knows(sheet, json!({}));
        sheet.refused("P1 no status", by(&people.client, "ada", OLD_PASSWORD)).await;
        let ada = json!({ "ClientId": people.client, "Username": "ada" });
        sheet.ask("cognito-idp:ForgotPassword", ada.clone()).await;
        let reset = json!({ "ConfirmationCode": CODE, "Password": PASSWORD });
        sheet.ask("cognito-idp:ConfirmForgotPassword", with(&ada, reset)).await;
        sheet.good("after another password is set", people.by_password("ada")).await;
    });
}

#[test]
fn an_administrators_sign_in_brings_users_too() {
    of_part("cognito-idp:AdminInitiateAuth", "migration", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let flows = json!({ "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH"] });
        let client = text(&people.client_with(flows).await["ClientId"]);
        let ada =
            flow(&client, "ADMIN_USER_PASSWORD_AUTH", json!({ "USERNAME": "ada", "PASSWORD": OLD_PASSWORD }));
        sheet.good("P1 by password", with(&ada, json!({ "UserPoolId": people.pool }))).await;
    });
}

#[test]
fn a_forgotten_password_of_an_unknown_name() {
    of_part("cognito-idp:ForgotPassword", "migration", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let ada = json!({ "ClientId": people.client, "Username": "ada",
            "ClientMetadata": { "page": "forgotten" } });
        sheet.good("the function knows the user, who is sent a code", ada.clone()).await;
        let [asked] = &sheet.desk.house.functions.take_asked()[..] else { panic!("one call") };
        assert_eq!(asked.event.trigger_source, "UserMigration_ForgotPassword");
        let expected =
            json!({ "password": null, "validationData": null, "clientMetadata": { "page": "forgotten" } });
        assert_eq!(asked.event.request, expected);
        let reset = json!({ "ConfirmationCode": CODE, "Password": PASSWORD, "ClientMetadata": null });
        sheet.ask("cognito-idp:ConfirmForgotPassword", with(&ada, reset)).await;
        assert!(people.sign_in("ada").await["AccessToken"].is_string());
        knows(sheet, json!({ "userAttributes": { "email": "bob@example.com" } }));
        let bob = with(&ada, json!({ "Username": "bob" }));
        sheet.good("no address is verified: none is sent", bob).await;
        sheet.desk.house.functions.on("UserMigration", |_| Err(TriggerFault::Threw("Who?".to_owned())));
        let sent = sheet.desk.house.outbox.mails().len();
        let kim = with(&ada, json!({ "Username": "kim" }));
        super::simulated(sheet, "cognito-idp:ForgotPassword", &kim).await;
        assert_eq!(sheet.desk.house.outbox.mails().len(), sent);
        let telling = json!({ "ClientId": people.telling_client().await });
        sheet.refused("it throws, and the client may tell who exists", with(&kim, telling)).await;
    });
}

#[test]
fn two_first_sign_ins_at_once_make_one_user() {
    of_part("cognito-idp:ListUsers", "migration", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let ada = by(&people.client, "ada", OLD_PASSWORD);
        let sign_in = || sheet.desk.answer("cognito-idp:InitiateAuth", &ada);
        let (one, other) = futures_util::future::join(sign_in(), sign_in()).await;
        assert_eq!((one.status, other.status), (200, 200), "{} {}", one.body, other.body);
        let users = sheet.good("one user", json!({ "UserPoolId": people.pool })).await;
        assert_eq!(users["Users"].as_array().map(Vec::len), Some(1));
    });
}
