//! `PreSignUp` and `PostConfirmation`: what they are told, what they decide, and whose faults they are.

use app::testing::{
    CODE,
    triggers::{SignUpVerdict, TriggerFault},
};
use serde_json::{Value, json};

use super::{
    PASSWORD, People,
    custom_auth::functions,
    triggers::{agree, confirm_at_once, fail, faults, pool},
};
use crate::desk::{Sheet, of_part, with};

const METADATA: &str = "the page of the campaign";

/// What a call tells functions.
fn told() -> Value {
    let validation = json!([{ "Name": "captcha", "Value": "solved" }]);
    json!({ "ClientMetadata": { "page": METADATA }, "ValidationData": validation })
}

fn metadata() -> Value {
    json!({ "ClientMetadata": { "page": METADATA } })
}

fn confirmation(people: &People<'_>, name: &str) -> Value {
    json!({ "ClientId": people.client, "Username": name, "ConfirmationCode": CODE })
}

async fn status(sheet: &Sheet, people: &People<'_>, name: &str) -> Value {
    sheet.ask("cognito-idp:AdminGetUser", people.user(name)).await["UserStatus"].clone()
}

#[test]
fn whether_there_shall_be_a_user() {
    of_part("cognito-idp:SignUp", "functions", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        sheet.show_functions();
        for (what, fault) in faults() {
            fail(sheet, "PreSignUp", fault);
            sheet.refused(&format!("PreSignUp {what}"), people.applicant("ada")).await;
        }
        agree(sheet, "PreSignUp");
        sheet.good("PreSignUp changes nothing", with(&people.applicant("ada"), told())).await;
        sheet
            .refused("a name that is taken, which the function is told of too", people.applicant("ada"))
            .await;
        let says = |confirms, email, phone| SignUpVerdict {
            auto_confirm_user: confirms,
            auto_verify_email: email,
            auto_verify_phone: phone,
        };
        confirm_at_once(sheet, says(false, true, false));
        sheet.refused("verifies an address of a user who is not confirmed", people.applicant("bob")).await;
        confirm_at_once(sheet, says(true, true, true));
        sheet.refused("verifies a number that the user has not", people.applicant("bob")).await;
        confirm_at_once(sheet, says(true, false, false));
        sheet.good("confirms the user and verifies nothing", people.applicant("bob")).await;
        confirm_at_once(sheet, says(true, true, false));
        sheet.good("confirms the user and verifies", with(&people.applicant("eve"), told())).await;
        let eve = sheet.ask("cognito-idp:AdminGetUser", people.user("eve")).await;
        assert!(eve.to_string().contains(r#""Name":"email_verified","Value":"true""#), "{eve}");
        let bob = sheet.ask("cognito-idp:AdminGetUser", people.user("bob")).await;
        assert!(!bob.to_string().contains("email_verified"), "{bob}");
        for (what, fault) in faults() {
            fail(sheet, "PostConfirmation", fault);
            let name = format!("zoe-{}", what.len());
            sheet.refused(&format!("PostConfirmation {what}"), people.applicant(&name)).await;
            assert_eq!(status(sheet, &people, &name).await, "CONFIRMED", "the user is there all the same");
        }
        people.sign_in("eve").await;
    });
}

#[test]
fn an_address_that_a_function_verifies_moves_from_the_user_who_had_it() {
    of_part("cognito-idp:SignUp", "alias_by_function", async |sheet: &Sheet| {
        let settings = with(&functions(&["PreSignUp"]), json!({ "AliasAttributes": ["email"] }));
        let people = People::with(sheet, settings, json!({})).await;
        let verdict = SignUpVerdict { auto_confirm_user: true, auto_verify_email: true, ..<_>::default() };
        confirm_at_once(sheet, verdict);
        let email = json!({ "UserAttributes": [{ "Name": "email", "Value": "ada@example.com" }] });
        sheet.good("the first", people.applicant("ada")).await;
        people.sign_in("ada@example.com").await;
        sheet.good("another with the same address", with(&people.applicant("bob"), email)).await;
        let named = sheet.ask("cognito-idp:AdminGetUser", people.user("ada@example.com")).await;
        assert_eq!(named["Username"], "bob");
        let ada = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
        assert!(ada.to_string().contains(r#""Name":"email_verified","Value":"false""#), "{ada}");
    });
}

#[test]
fn an_address_that_is_a_user_name_does_not_move() {
    of_part("cognito-idp:SignUp", "address_by_function", async |sheet: &Sheet| {
        let settings = with(&functions(&["PreSignUp"]), json!({ "UsernameAttributes": ["email"] }));
        let people = People::with(sheet, settings, json!({})).await;
        let verdict = SignUpVerdict { auto_confirm_user: true, auto_verify_email: true, ..<_>::default() };
        confirm_at_once(sheet, verdict);
        let ada = json!({ "ClientId": people.client, "Username": "ada@example.com", "Password": PASSWORD });
        sheet.good("a user", ada.clone()).await;
        sheet.refused("the same once more", ada).await;
        people.sign_in("ada@example.com").await;
    });
}

#[test]
fn a_user_without_a_password_whom_a_function_confirms() {
    of_part("cognito-idp:SignUp", "passwordless_by_function", async |sheet: &Sheet| {
        let first = json!({ "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] } });
        let settings = with(&functions(&["PreSignUp", "PostConfirmation"]), json!({ "Policies": first }));
        let flows = json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] });
        let people = People::with(sheet, settings, flows).await;
        agree(sheet, "PostConfirmation");
        let verdict = SignUpVerdict { auto_confirm_user: true, auto_verify_email: true, ..<_>::default() };
        confirm_at_once(sheet, verdict);
        sheet.show_functions();
        sheet.good("a user", with(&people.applicant("ada"), json!({ "Password": null }))).await;
    });
}

#[test]
fn a_user_of_an_administrator() {
    of_part("cognito-idp:AdminCreateUser", "functions", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        sheet.show_functions();
        let email = json!([{ "Name": "email", "Value": "ada@example.com" }]);
        let ada =
            with(&people.user("ada"), json!({ "UserAttributes": email, "TemporaryPassword": PASSWORD }));
        for (what, fault) in faults() {
            fail(sheet, "PreSignUp", fault);
            sheet.refused(&format!("PreSignUp {what}"), ada.clone()).await;
        }
        let says =
            SignUpVerdict { auto_confirm_user: true, auto_verify_email: true, auto_verify_phone: true };
        confirm_at_once(sheet, says);
        sheet.good("what it verifies counts for nothing", with(&ada, told())).await;
        assert_eq!(status(sheet, &people, "ada").await, "FORCE_CHANGE_PASSWORD");
        fail(sheet, "PreSignUp", TriggerFault::Unreadable);
        sheet.good("an invitation makes nobody", with(&ada, json!({ "MessageAction": "RESEND" }))).await;
    });
}

#[test]
fn a_confirmation_by_code() {
    of_part("cognito-idp:ConfirmSignUp", "functions", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.sign_up("ada").await;
        sheet.show_functions();
        let ada = with(&confirmation(&people, "ada"), metadata());
        sheet.refused("a wrong code", with(&ada, json!({ "ConfirmationCode": "000000" }))).await;
        sheet.good("the right one", ada).await;
        for (what, fault) in faults() {
            let name = format!("user-{}", what.len());
            people.sign_up(&name).await;
            fail(sheet, "PostConfirmation", fault);
            sheet.refused(&format!("PostConfirmation {what}"), confirmation(&people, &name)).await;
            assert_eq!(status(sheet, &people, &name).await, "CONFIRMED");
            sheet.refused("and it is not confirmed again", confirmation(&people, &name)).await;
        }
    });
}

#[test]
fn a_confirmation_by_an_administrator() {
    of_part("cognito-idp:AdminConfirmSignUp", "functions", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.sign_up("ada").await;
        sheet.show_functions();
        sheet.good("a user is confirmed", with(&people.user("ada"), metadata())).await;
        sheet.refused("who is confirmed already", people.user("ada")).await;
        people.sign_up("bob").await;
        fail(sheet, "PostConfirmation", faults()[0].1.clone());
        sheet.refused("PostConfirmation throws", people.user("bob")).await;
        assert_eq!(status(sheet, &people, "bob").await, "CONFIRMED");
    });
}

#[test]
fn a_forgotten_password_that_is_set_anew() {
    of_part("cognito-idp:ConfirmForgotPassword", "functions", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let forgot = json!({ "ClientId": people.client, "Username": "ada" });
        sheet.ask("cognito-idp:ForgotPassword", forgot.clone()).await;
        sheet.show_functions();
        let set = with(&confirmation(&people, "ada"), json!({ "Password": "Battery-Staple-2" }));
        sheet.good("a new password", with(&set, metadata())).await;
        sheet.ask("cognito-idp:ForgotPassword", forgot).await;
        fail(sheet, "PostConfirmation", faults()[0].1.clone());
        sheet.refused("PostConfirmation throws", with(&set, json!({ "Password": PASSWORD }))).await;
        people.sign_in("ada").await;
    });
}
