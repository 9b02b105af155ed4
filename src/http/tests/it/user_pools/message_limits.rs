//! Limits of messages: a pool that has sent too many refuses every call that would send one; an address that was sent too many gets none, and
//! no caller learns of it.

use app::Settings;
use serde_json::{Value, json};

use super::{People, mfa_config::texts, sign_in::flow};
use crate::desk::{Sheet, of_part_with, with};

fn limits(limits: &'static [&'static str]) -> impl FnOnce(&mut Settings) {
    |settings| settings.message_limits = limits.iter().map(|limit| limit.parse().unwrap()).collect()
}

fn named(people: &People<'_>, name: &str) -> Value {
    json!({ "ClientId": people.client, "Username": name })
}

/// Signs up a user with the address of another.
fn applicant_at(people: &People<'_>, name: &str, address: &str) -> Value {
    with(&people.applicant(name), json!({ "UserAttributes": [{ "Name": "email", "Value": address }] }))
}

#[test]
fn a_pool_that_has_sent_too_many_mails_signs_nobody_up_until_some_time_has_passed() {
    of_part_with("cognito-idp:SignUp", "mail_limit", limits(&["pool/EMAIL=3"]), async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        sheet.refused("the name is taken, and nothing is sent", people.applicant("ada")).await;
        people.sign_up("bob").await;
        sheet.good("the third mail of the day", people.applicant("eve")).await;
        sheet.refused("the fourth", people.applicant("kim")).await;
        sheet.refused("of a name that is taken, too", people.applicant("ada")).await;
        let silent = with(&people.applicant("kim"), json!({ "UserAttributes": null }));
        sheet.good("a user without an address is sent none", silent).await;
        let other = People::new(sheet).await;
        sheet.good("another pool has its own limit", other.applicant("kim")).await;
        sheet.desk.pass(86_400 / 3);
        sheet.good("a third of a day later", people.applicant("dora")).await;
        sheet.refused("and no more than one", people.applicant("finn")).await;
    });
}

#[test]
fn forgotten_passwords_of_unknown_names_count_for_their_pool_like_others() {
    let limit = limits(&["pool/EMAIL=4"]);
    of_part_with("cognito-idp:ForgotPassword", "mail_limit", limit, async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        sheet.ask("cognito-idp:ForgotPassword", named(&people, "ada")).await;
        for name in ["nobody", "nil"] {
            sheet.ask("cognito-idp:ForgotPassword", named(&people, name)).await;
        }
        sheet.refused("of a user", named(&people, "ada")).await;
        sheet.refused("of an unknown name", named(&people, "nobody")).await;
        sheet.refused("of another", named(&people, "none")).await;
        assert_eq!(sheet.desk.house.outbox.mails().len(), 2);
    });
}

#[test]
fn a_name_that_asked_too_often_does_not_use_up_the_limit_of_its_pool() {
    let limit = limits(&["pool/EMAIL=7"]);
    of_part_with("cognito-idp:ForgotPassword", "own_limit", limit, async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        for _ in 0..5 {
            sheet.ask("cognito-idp:ForgotPassword", named(&people, "ada")).await;
        }
        for _ in 0..10 {
            let answer = sheet.desk.answer("cognito-idp:ForgotPassword", &named(&people, "ada")).await;
            assert!(answer.body.contains("Attempt limit exceeded"), "{}", answer.body);
        }
        sheet.ask("cognito-idp:ForgotPassword", named(&people, "nobody")).await;
        sheet.refused("the eighth message of the pool", named(&people, "nil")).await;
    });
}

#[test]
fn other_operations_that_send_mail_in_a_pool_that_has_sent_too_many() {
    let limit = limits(&["pool/EMAIL=1"]);
    of_part_with("cognito-idp:AdminCreateUser", "mail_limit", limit, async |sheet: &Sheet| {
        let first = json!({ "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] } });
        let flows = json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"] });
        let settings = json!({ "Policies": first, "SmsConfiguration": texts() });
        let people = People::with(sheet, settings, flows).await;
        let tokens = people.member("ada").await;
        let mailed = json!([{ "Name": "email", "Value": "bob@example.com" }]);
        let invited = |name: &str| with(&people.user(name), json!({ "UserAttributes": mailed }));
        sheet
            .refused("an invitation", with(&invited("bob"), json!({ "DesiredDeliveryMediums": ["EMAIL"] })))
            .await;
        let suppressed = with(&invited("bob"), json!({ "MessageAction": "SUPPRESS" }));
        sheet.good("none, and so the user was not made before", suppressed).await;
        let refused = async |operation: &str, input: Value, error: &str| {
            let answer = sheet.desk.answer(&format!("cognito-idp:{operation}"), &input).await;
            let (code, body) = (answer.json()["__type"].clone(), answer.body);
            assert_eq!(code, error, "{operation}: {body}");
            assert!(body.contains("Exceeded daily email limit"), "{operation}: {body}");
        };
        let limit = "LimitExceededException";
        refused("ResendConfirmationCode", named(&people, "nobody"), limit).await;
        refused("AdminResetUserPassword", people.user("ada"), limit).await;
        let by_token = json!({ "AccessToken": tokens["AccessToken"] });
        let address = json!({ "UserAttributes": [{ "Name": "email", "Value": "ada@example.org" }] });
        refused("UpdateUserAttributes", with(&by_token, address.clone()), "TooManyRequestsException").await;
        refused("AdminUpdateUserAttributes", with(&people.user("ada"), address), "TooManyRequestsException")
            .await;
        let otp = |name: &str| {
            let parameters = json!({ "USERNAME": name, "PREFERRED_CHALLENGE": "EMAIL_OTP" });
            flow(&people.client, "USER_AUTH", parameters)
        };
        refused("InitiateAuth", otp("ada"), "InvalidParameterException").await;
        refused("InitiateAuth", otp("nobody"), "InvalidParameterException").await;
        assert_eq!(sheet.desk.house.outbox.mails().len(), 1);
    });
}

#[test]
fn an_address_that_was_sent_too_many_gets_none_and_no_caller_learns_of_it() {
    let limit = limits(&["address/EMAIL=4"]);
    of_part_with("cognito-idp:SignUp", "address_limit", limit, async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        sheet.good("the first mail to an address", people.applicant("ada")).await;
        sheet.good("the second", applicant_at(&people, "bob", "ADA+bob@example.com")).await;
        sheet
            .good(
                "the third is not sent: half is for sign-ups",
                applicant_at(&people, "eve", "ada@example.com"),
            )
            .await;
        sheet.good("mail to others is", people.applicant("kim")).await;
        let confirm =
            json!({ "ClientId": people.client, "Username": "ada", "ConfirmationCode": app::testing::CODE });
        sheet.ask("cognito-idp:ConfirmSignUp", confirm).await;
        let mails = || sheet.desk.house.outbox.mails().len();
        let before = mails();
        for sent in [1, 2, 2] {
            sheet.ask("cognito-idp:ForgotPassword", named(&people, "ada")).await;
            assert_eq!(mails() - before, sent);
        }
        let given_up = sheet.desk.house.events_of(&people.pool, "message").await;
        let why = given_up.iter().filter_map(|(_, said)| said["why"].as_str());
        assert_eq!(why.collect::<Vec<_>>(), ["its address was sent too many messages lately"; 2]);
        sheet.desk.pass(3_600);
        sheet.good("an hour later", applicant_at(&people, "finn", "ada@example.com")).await;
    });
}

#[test]
fn an_invitation_to_an_address_that_was_sent_too_many_fails() {
    let limit = limits(&["address/EMAIL=1"]);
    of_part_with("cognito-idp:AdminCreateUser", "address_limit", limit, async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.sign_up("ada").await;
        let mailed = json!([{ "Name": "email", "Value": "ada@example.com" }]);
        let mediums = json!({ "UserAttributes": mailed, "DesiredDeliveryMediums": ["EMAIL"] });
        sheet.refused("the user is there, and was not written to", with(&people.user("bob"), mediums)).await;
        let user = sheet.ask("cognito-idp:AdminGetUser", people.user("bob")).await;
        assert_eq!(user["UserStatus"], "FORCE_CHANGE_PASSWORD");
    });
}
