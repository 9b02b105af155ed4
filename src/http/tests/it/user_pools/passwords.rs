//! Passwords: forgotten, changed, set.

use serde_json::json;

use super::{PASSWORD, People, UNKNOWN_CLIENT, no_token, no_user, simulated};
use crate::desk::{Sheet, of, of_part, text, with};

const NEW: &str = "Battery-Staple-2";
const HOUR: u64 = 3_600;

#[test]
fn forgot_password() {
    of("cognito-idp:ForgotPassword", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        let forgot = |name: &str| json!({ "ClientId": people.client, "Username": name });
        sheet.good("a code", forgot("ada")).await;
        simulated(sheet, "cognito-idp:ForgotPassword", &forgot("nobody")).await;
        let telling = people.telling_client().await;
        let told = |name: &str| with(&forgot(name), json!({ "ClientId": telling }));
        sheet.refused("an unknown user, by a client that tells who exists", told("nobody")).await;
        people.invite("bob").await;
        sheet
            .refused("a user with a temporary password, by a client that tells who exists", told("bob"))
            .await;
        sheet.refused("nothing is given", json!({})).await;
        sheet
            .refused("the client is not there", with(&told("ada"), json!({ "ClientId": UNKNOWN_CLIENT })))
            .await;
        let hash = json!({ "SecretHash": "aGFzaA==" });
        sheet.refused("a hash and no secret", with(&forgot("ada"), hash)).await;
        people.join("eve").await;
        sheet.desk.pass(60);
        for _ in 0..5 {
            sheet.ask("cognito-idp:ForgotPassword", forgot("eve")).await;
        }
        sheet.refused("too many codes", forgot("eve")).await;
        let only = json!({ "AccountRecoverySetting": { "RecoveryMechanisms": [{ "Name": "admin_only", "Priority": 1 }] } });
        let closed = People::with(sheet, only, json!({})).await;
        closed.join("ada").await;
        let ada = json!({ "ClientId": closed.client, "Username": "ada" });
        sheet.refused("only administrators reset passwords", ada).await;
    });
}

#[test]
fn forgot_password_of_a_user_without_a_contact() {
    of_part("cognito-idp:ForgotPassword", "contact", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({}), json!({ "PreventUserExistenceErrors": "LEGACY" })).await;
        let ada = with(&people.applicant("ada"), json!({ "UserAttributes": null }));
        sheet.ask("cognito-idp:SignUp", ada).await;
        sheet.ask("cognito-idp:AdminConfirmSignUp", people.user("ada")).await;
        let forgot = json!({ "ClientId": people.client, "Username": "ada" });
        sheet.refused("no address was verified", forgot).await;
    });
}

#[test]
fn confirm_forgot_password() {
    of("cognito-idp:ConfirmForgotPassword", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let confirm = |name: &str, code: &str, password: &str| json!({ "ClientId": people.client, "Username": name, "ConfirmationCode": code, "Password": password });
        people.join("ada").await;
        sheet.refused("no code was asked for", confirm("ada", "123456", NEW)).await;
        let forgot = json!({ "ClientId": people.client, "Username": "ada" });
        sheet.ask("cognito-idp:ForgotPassword", forgot.clone()).await;
        sheet.refused("nothing is given", json!({})).await;
        sheet.refused("a wrong code", confirm("ada", "000000", NEW)).await;
        sheet.refused("a wrong code is told before the password", confirm("ada", "000000", "short")).await;
        sheet.refused("a password that breaks the policy", confirm("ada", "123456", "short")).await;
        sheet.good("a new password", confirm("ada", "123456", NEW)).await;
        sheet.refused("again", confirm("ada", "123456", NEW)).await;
        sheet.refused("an unknown user", confirm("nobody", "123456", NEW)).await;
        let telling = people.telling_client().await;
        let told = |name: &str| with(&confirm(name, "123456", NEW), json!({ "ClientId": telling }));
        sheet.refused("an unknown user, by a client that tells who exists", told("nobody")).await;
        sheet.refused("again, by a client that tells who exists", told("ada")).await;
        sheet.ask("cognito-idp:ForgotPassword", forgot.clone()).await;
        sheet.desk.pass(HOUR + 1);
        sheet.refused("an hour later", confirm("ada", "123456", NEW)).await;
        sheet.ask("cognito-idp:ForgotPassword", forgot).await;
        for _ in 0..15 {
            sheet.desk.answer("cognito-idp:ConfirmForgotPassword", &confirm("ada", "000000", NEW)).await;
        }
        sheet.refused("the code after too many wrong ones", confirm("ada", "123456", NEW)).await;
        let unknown = json!({ "ClientId": UNKNOWN_CLIENT });
        sheet.refused("the client is not there", with(&confirm("ada", "123456", NEW), unknown)).await;
    });
}

#[test]
fn change_password() {
    of("cognito-idp:ChangePassword", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tokens = people.member("ada").await;
        let change = |old: &str, new: &str| json!({ "AccessToken": tokens["AccessToken"], "PreviousPassword": old, "ProposedPassword": new });
        sheet.refused("a wrong old password", change("Wrong-Horse-1", NEW)).await;
        sheet
            .refused("a wrong old password is told before the new one", change("Wrong-Horse-1", "short"))
            .await;
        sheet.refused("a new password that breaks the policy", change(PASSWORD, "short")).await;
        let alone = with(&change(PASSWORD, NEW), json!({ "PreviousPassword": null }));
        sheet.refused("without the old password", alone).await;
        sheet.good("a new password", change(PASSWORD, NEW)).await;
        sheet.ask("cognito-idp:ChangePassword", change(NEW, PASSWORD)).await;
        no_token(sheet, &people, "ada", &tokens, &change(PASSWORD, NEW)).await;
        let tokens = people.member("bob").await;
        let wrong = with(&change("Wrong-Horse-1", NEW), json!({ "AccessToken": tokens["AccessToken"] }));
        for _ in 0..5 {
            sheet.refused("a wrong old password", wrong.clone()).await;
        }
        sheet.refused("too many wrong ones", wrong).await;
    });
}

#[test]
fn admin_set_user_password() {
    of("cognito-idp:AdminSetUserPassword", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        let set = with(&people.user("ada"), json!({ "Password": NEW, "Permanent": true }));
        sheet.refused_as_signed(&set).await;
        sheet.good("a password", set.clone()).await;
        sheet.good("a temporary password", with(&set, json!({ "Permanent": null }))).await;
        sheet.refused("a password that breaks the policy", with(&set, json!({ "Password": "short" }))).await;
        no_user(sheet, &set).await;
        let status = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
        assert_eq!(text(&status["UserStatus"]), "FORCE_CHANGE_PASSWORD");
    });
}
