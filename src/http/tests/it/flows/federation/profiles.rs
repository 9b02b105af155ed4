//! What becomes of users by the answers of their provider, the first and later ones.

use serde_json::json;

use super::{
    attribute, federated, foreign,
    functions::{called, functions},
    held::{Gate, held},
    sign_in, tokens, user,
};
use crate::{
    desk::{Sheet, unwritten},
    flows::{
        authorize,
        browser::{Browser, told},
        claims,
    },
    user_pools::PASSWORD,
};

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
fn two_first_sign_ins_at_once_make_one_user_whom_both_sign_in() {
    held("PreSignUp_ExternalProvider", async |sheet: &Sheet, gate: &Gate| {
        let (people, client) = federated(sheet, functions(sheet)).await;
        let ada = foreign("1", &[("mail", "ada@work.example")]);
        let both_are_new = async {
            gate.arrived(2).await;
            gate.open();
        };
        let (one, other, ()) = tokio::join!(
            tokens(sheet, &client, ada.clone()),
            tokens(sheet, &client, ada.clone()),
            both_are_new
        );
        assert_eq!(claims(&one["id_token"])["sub"], claims(&other["id_token"])["sub"]);
        let events = sheet.desk.house.events_of(&people.pool, "user").await;
        let made = events.iter().filter(|(kind, _)| kind == "user.made_by_provider").count();
        let answered = events.iter().filter(|(kind, _)| kind == "user.provider_answered").count();
        assert_eq!((made, answered), (1, 2), "{events:?}");
        let sources = called(sheet);
        let count = |source: &str| sources.iter().filter(|called| *called == source).count();
        assert_eq!(count("PostConfirmation_ConfirmSignUp"), 1, "{sources:?}");
        assert_eq!(count("PostAuthentication_Authentication"), 2, "{sources:?}");
    });
}
