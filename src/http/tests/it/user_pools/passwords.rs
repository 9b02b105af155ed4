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

/// People of a pool that takes none of a user's last two passwords again.
async fn with_history(sheet: &Sheet) -> People<'_> {
    let policy =
        json!({ "Policies": { "PasswordPolicy": { "MinimumLength": 8, "PasswordHistorySize": 2 } } });
    People::with(sheet, policy, json!({})).await
}

#[test]
fn a_former_password_is_not_changed_to() {
    of_part("cognito-idp:ChangePassword", "history", async |sheet: &Sheet| {
        let people = with_history(sheet).await;
        let tokens = people.member("ada").await;
        let change = |old: &str, new: &str| json!({ "AccessToken": tokens["AccessToken"], "PreviousPassword": old, "ProposedPassword": new });
        sheet.refused("the same password", change(PASSWORD, PASSWORD)).await;
        sheet.refused("a wrong old password is told first", change("Wrong-Horse-1", PASSWORD)).await;
        sheet.ask("cognito-idp:ChangePassword", change(PASSWORD, NEW)).await;
        sheet.refused("the one before", change(NEW, PASSWORD)).await;
        sheet.refused("what the policy refuses is told first", change(NEW, "short")).await;
        sheet.ask("cognito-idp:ChangePassword", change(NEW, "Third-Horse-3")).await;
        sheet.good("the one before that", change("Third-Horse-3", PASSWORD)).await;
    });
}

#[test]
fn a_former_password_is_not_set_by_a_code() {
    of_part("cognito-idp:ConfirmForgotPassword", "history", async |sheet: &Sheet| {
        let people = with_history(sheet).await;
        people.join("ada").await;
        sheet
            .ask("cognito-idp:ForgotPassword", json!({ "ClientId": people.client, "Username": "ada" }))
            .await;
        let confirm = |code: &str, password: &str| json!({ "ClientId": people.client, "Username": "ada", "ConfirmationCode": code, "Password": password });
        sheet.refused("the password of before", confirm("123456", PASSWORD)).await;
        sheet.refused("a wrong code is told first", confirm("000000", PASSWORD)).await;
        sheet.good("another one by the same code", confirm("123456", NEW)).await;
    });
}

#[test]
fn a_former_password_is_not_set_by_an_administrator_for_good() {
    of_part("cognito-idp:AdminSetUserPassword", "history", async |sheet: &Sheet| {
        let people = with_history(sheet).await;
        people.join("ada").await;
        let set = with(&people.user("ada"), json!({ "Password": PASSWORD, "Permanent": true }));
        sheet.refused("the current one", set.clone()).await;
        sheet.good("for a while", with(&set, json!({ "Permanent": false }))).await;
        sheet.refused("the one before the temporary one", set.clone()).await;
        sheet.good("another one", with(&set, json!({ "Password": NEW }))).await;
    });
}

#[test]
fn a_former_password_does_not_replace_a_temporary_one() {
    of_part("cognito-idp:RespondToAuthChallenge", "history", async |sheet: &Sheet| {
        let people = with_history(sheet).await;
        people.join("ada").await;
        let set = with(&people.user("ada"), json!({ "Password": NEW, "Permanent": false }));
        sheet.ask("cognito-idp:AdminSetUserPassword", set).await;
        let parameters = json!({ "USERNAME": "ada", "PASSWORD": NEW });
        let sign_in = with(&people.by_password("ada"), json!({ "AuthParameters": parameters }));
        let session = sheet.ask("cognito-idp:InitiateAuth", sign_in).await["Session"].clone();
        let answer = |password: &str| {
            let responses = json!({ "USERNAME": "ada", "NEW_PASSWORD": password });
            json!({ "ClientId": people.client, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": session, "ChallengeResponses": responses })
        };
        sheet.refused("the one before the temporary one", answer(PASSWORD)).await;
        sheet.good("the temporary one", answer(NEW)).await;
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

#[test]
fn admin_reset_user_password() {
    of("cognito-idp:AdminResetUserPassword", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        sheet.refused_as_signed(&people.user("ada")).await;
        sheet.good("a code is sent", people.user("ada")).await;
        let ada = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
        assert_eq!(text(&ada["UserStatus"]), "RESET_REQUIRED");
        sheet.good("another code", people.user("ada")).await;
        people.invite("bob").await;
        sheet.refused("a user with a temporary password", people.user("bob")).await;
        people.join("eve").await;
        let away = with(&people.user("eve"), json!({ "UserAttributeNames": ["email"] }));
        sheet.ask("cognito-idp:AdminDeleteUserAttributes", away).await;
        sheet.refused("a user without a verified address", people.user("eve")).await;
        people.join("eva").await;
        sheet.ask("cognito-idp:AdminDisableUser", people.user("eva")).await;
        sheet.refused("a user who is switched off", people.user("eva")).await;
        for _ in 0..3 {
            sheet.ask("cognito-idp:AdminResetUserPassword", people.user("ada")).await;
        }
        sheet.refused("too many codes", people.user("ada")).await;
        no_user(sheet, &people.user("ada")).await;
        let only = json!({ "AccountRecoverySetting": { "RecoveryMechanisms": [{ "Name": "admin_only", "Priority": 1 }] } });
        let closed = People::with(sheet, only, json!({})).await;
        closed.join("ada").await;
        sheet.refused("no code recovers an account of the pool", closed.user("ada")).await;
    });
}

#[test]
fn a_password_that_was_reset_opens_nothing() {
    of_part("cognito-idp:InitiateAuth", "reset", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tokens = people.member("ada").await;
        sheet.ask("cognito-idp:AdminResetUserPassword", people.user("ada")).await;
        let password = people.by_password("ada");
        sheet.refused("the password", password.clone()).await;
        let wrong = json!({ "USERNAME": "ada", "PASSWORD": "Wrong-Horse-1" });
        sheet.refused("a wrong password", with(&password, json!({ "AuthParameters": wrong }))).await;
        let parameters = json!({ "REFRESH_TOKEN": tokens["RefreshToken"] });
        let refresh =
            with(&password, json!({ "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": parameters }));
        sheet.refused("a refresh token of before", refresh.clone()).await;
        sheet.ask("cognito-idp:GetUser", json!({ "AccessToken": tokens["AccessToken"] })).await;
        let confirm = json!({ "ClientId": people.client, "Username": "ada", "ConfirmationCode": "123456", "Password": NEW });
        sheet.ask("cognito-idp:ConfirmForgotPassword", confirm).await;
        sheet.refused("a refresh token of before, once a password is set", refresh).await;
        let new = json!({ "USERNAME": "ada", "PASSWORD": NEW });
        sheet.good("the new password", with(&password, json!({ "AuthParameters": new }))).await;
    });
}

#[test]
fn a_password_that_was_reset_is_not_changed_but_by_a_code() {
    of_part("cognito-idp:ChangePassword", "reset", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tokens = people.member("ada").await;
        sheet.ask("cognito-idp:AdminResetUserPassword", people.user("ada")).await;
        let change = json!({ "AccessToken": tokens["AccessToken"], "PreviousPassword": PASSWORD, "ProposedPassword": NEW });
        sheet.refused("the old password is right", change).await;
    });
}
