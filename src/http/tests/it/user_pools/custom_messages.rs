//! `CustomMessage`: a function of the pool writes what messages say.

use app::testing::{
    CODE,
    triggers::{Event, TriggerFault},
};
use serde_json::{Value, json};

use super::{
    People, custom_auth,
    mfa_config::{own_mail, texts},
};
use crate::desk::{Sheet, of_part, text, with};

/// A pool whose messages a function writes.
async fn pool(sheet: &Sheet, settings: Value) -> People<'_> {
    let functions = custom_auth::functions(&["CustomMessage"]);
    let senders = json!({ "EmailConfiguration": own_mail(), "SmsConfiguration": texts() });
    let people = People::with(sheet, with(&with(&functions, senders), settings), json!({})).await;
    sheet.desk.house.functions.on("CustomMessage", written);
    people
}

/// What the function writes: what for, and what it was told.
#[expect(clippy::unnecessary_wraps, reason = "a function may fail")]
pub(super) fn written(event: &Event) -> Result<Value, TriggerFault> {
    let (code, name) = (&event.request["codeParameter"], &event.request["usernameParameter"]);
    let text = format!("{} of {}: {code} {name}", event.trigger_source, event.user_name).replace('"', "");
    let subject = event.request["clientMetadata"]["page"].as_str().unwrap_or("from nowhere");
    Ok(json!({ "smsMessage": text, "emailMessage": text, "emailSubject": subject }))
}

/// The function's answer from now on.
fn answers(sheet: &Sheet, response: Value) {
    sheet.desk.house.functions.on("CustomMessage", move |_| Ok(response.clone()));
}

fn throws(sheet: &Sheet) {
    let threw = |_: &Event| Err(TriggerFault::Threw("Not today, Ada".to_owned()));
    sheet.desk.house.functions.on("CustomMessage", threw);
}

pub(crate) fn told(input: &Value, page: &str) -> Value {
    with(input, json!({ "ClientMetadata": { "page": page } }))
}

fn by_name(people: &People<'_>, name: &str) -> Value {
    json!({ "ClientId": people.client, "Username": name })
}

/// The subject and the text of the last mail.
fn last_mail(sheet: &Sheet) -> (String, String) {
    let mail = sheet.desk.house.outbox.mails().pop().expect("a mail");
    (mail.subject, mail.text)
}

/// What every message is: a function of this source was asked, with what the call told, and its texts are sent.
async fn sends(sheet: &Sheet, operation: &str, input: &Value, source: &str) {
    sheet.desk.house.functions.take_asked();
    sheet.ask(operation, told(input, operation)).await;
    let asked = sheet.desk.house.functions.take_asked();
    let sources: Vec<_> = asked.iter().map(|asked| asked.event.trigger_source.as_str()).collect();
    assert_eq!(sources, [source], "{operation}");
    let (subject, text) = last_mail(sheet);
    assert!(subject == operation && text == format!("{source} of ada: {CODE} null"), "{subject}: {text}");
}

#[test]
fn the_operations_that_send_a_code() {
    of_part("cognito-idp:SignUp", "custom_message", async |sheet: &Sheet| {
        let people = pool(sheet, json!({})).await;
        sheet.good("a function writes the mail", told(&people.applicant("bob"), "welcome")).await;
        let asked = sheet.desk.house.functions.take_asked();
        let [asked] = &asked[..] else { panic!("one call: {}", asked.len()) };
        assert_eq!(asked.event.caller_context.client_id, people.client);
        let mut request = asked.event.request.clone();
        request["userAttributes"].as_object_mut().unwrap().remove("sub").expect("a sub");
        let attributes = json!({ "email": "bob@example.com", "email_verified": "false",
            "cognito:user_status": "UNCONFIRMED" });
        let expected = json!({ "userAttributes": attributes, "codeParameter": "{####}",
            "linkParameter": "{##Click Here##}", "usernameParameter": null, "clientMetadata": { "page": "welcome" } });
        assert_eq!(request, expected);
        sends(sheet, "cognito-idp:SignUp", &people.applicant("ada"), "CustomMessage_SignUp").await;
        let (ada, user) = (by_name(&people, "ada"), people.user("ada"));
        sends(sheet, "cognito-idp:ResendConfirmationCode", &ada, "CustomMessage_ResendCode").await;
        let confirm = with(&ada, json!({ "ConfirmationCode": CODE }));
        sheet.ask("cognito-idp:ConfirmSignUp", confirm).await;
        sends(sheet, "cognito-idp:ForgotPassword", &ada, "CustomMessage_ForgotPassword").await;
        let token = json!({ "AccessToken": people.sign_in("ada").await["AccessToken"] });
        let verify = with(&token, json!({ "AttributeName": "email" }));
        let operation = "cognito-idp:GetUserAttributeVerificationCode";
        sends(sheet, operation, &verify, "CustomMessage_VerifyUserAttribute").await;
        for (operation, who, name) in [
            ("cognito-idp:UpdateUserAttributes", &token, "countess"),
            ("cognito-idp:AdminUpdateUserAttributes", &user, "lovelace"),
        ] {
            let email = json!({ "Name": "email", "Value": format!("{name}@example.com") });
            let update = with(who, json!({ "UserAttributes": [email] }));
            sends(sheet, operation, &update, "CustomMessage_UpdateUserAttribute").await;
        }
        let verified = json!({ "UserAttributes": [{ "Name": "email_verified", "Value": "true" }] });
        sheet.ask("cognito-idp:AdminUpdateUserAttributes", with(&user, verified)).await;
        sends(sheet, "cognito-idp:AdminResetUserPassword", &user, "CustomMessage_ForgotPassword").await;
    });
}

#[test]
fn the_code_of_a_sign_in() {
    of_part("cognito-idp:RespondToAuthChallenge", "custom_message", async |sheet: &Sheet| {
        let people = pool(sheet, json!({ "SmsConfiguration": null })).await;
        let mfa = json!({ "UserPoolId": people.pool, "MfaConfiguration": "ON", "EmailMfaConfiguration": {} });
        sheet.ask("cognito-idp:SetUserPoolMfaConfig", mfa).await;
        let email = json!([{ "Name": "email", "Value": "ada@example.com" },
            { "Name": "email_verified", "Value": "true" }]);
        let invited = json!({ "TemporaryPassword": super::PASSWORD, "UserAttributes": email });
        sheet.ask("cognito-idp:AdminCreateUser", with(&people.user("ada"), invited)).await;
        let begun = sheet.ask("cognito-idp:InitiateAuth", told(&people.by_password("ada"), "sign-in")).await;
        let responses = json!({ "USERNAME": "ada", "NEW_PASSWORD": "Battery-Staple-2" });
        let answer = json!({ "ClientId": people.client, "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "Session": begun["Session"], "ChallengeResponses": responses });
        sheet.desk.house.functions.take_asked();
        sheet.good("the code of a second factor", told(&answer, "second factor")).await;
        let asked = sheet.desk.house.functions.take_asked();
        let [asked] = &asked[..] else { panic!("one call: {}", asked.len()) };
        assert_eq!(asked.event.trigger_source, "CustomMessage_Authentication");
    });
}

#[test]
fn a_function_that_fails_keeps_the_code_back_and_the_caller_does_not_learn_of_it() {
    of_part("cognito-idp:ForgotPassword", "custom_message", async |sheet: &Sheet| {
        let people = pool(sheet, json!({})).await;
        people.join("ada").await;
        let (ada, sent) = (by_name(&people, "ada"), sheet.desk.house.outbox.mails().len());
        let mails = || sheet.desk.house.outbox.mails().len() - sent;
        throws(sheet);
        sheet.good("it throws", ada.clone()).await;
        answers(sheet, json!({ "emailMessage": "no place for a code" }));
        sheet.good("it leaves the code out", ada.clone()).await;
        sheet.desk.house.run_effects().await;
        assert_eq!(mails(), 0, "nothing was sent, and is not sent later");
        let away = |_: &Event| Err(TriggerFault::NotCalled("TooManyRequestsException".to_owned()));
        sheet.desk.house.functions.on("CustomMessage", away);
        sheet.good("it cannot be called", ada.clone()).await;
        assert_eq!(mails(), 0);
        answers(sheet, json!({ "smsMessage": "too short", "emailSubject": "At last" }));
        sheet.desk.house.run_effects().await;
        assert_eq!((mails(), last_mail(sheet).0.as_str()), (1, "At last"), "when it can be called again");
        let long = json!({ "ClientMetadata": { "page": "x".repeat(8 * 1024 - 3) } });
        sheet.refused("more metadata than is kept", with(&ada, long.clone())).await;
        sheet.refused("for an unknown name too", with(&by_name(&people, "nobody"), long)).await;
        let longest = json!({ "ClientMetadata": { "page": "x".repeat(8 * 1024 - 4) } });
        sheet.ask("cognito-idp:ForgotPassword", with(&ada, longest)).await;
        assert_eq!(mails(), 2);
        sheet.desk.house.functions.take_asked();
        sheet.ask("cognito-idp:ForgotPassword", by_name(&people, "nobody")).await;
        assert!(sheet.desk.house.functions.take_asked().is_empty(), "no message, no call");
    });
}

#[test]
fn invitations() {
    of_part("cognito-idp:AdminCreateUser", "custom_message", async |sheet: &Sheet| {
        let people = pool(sheet, json!({})).await;
        let attributes = json!([{ "Name": "email", "Value": "ada@example.com" },
            { "Name": "phone_number", "Value": "+14325551212" }]);
        let invite = json!({ "TemporaryPassword": super::PASSWORD, "UserAttributes": attributes });
        let ada = told(&with(&people.user("ada"), invite), "welcome");
        throws(sheet);
        sheet.refused("it throws", ada.clone()).await;
        for (says, wrong) in [
            ("it leaves the password out", "Welcome, {username}"),
            ("it leaves the name out", "Your password is {####}"),
        ] {
            answers(sheet, json!({ "smsMessage": wrong }));
            sheet.refused(says, ada.clone()).await;
        }
        let away = |_: &Event| Err(TriggerFault::NotCalled("AccessDeniedException".to_owned()));
        sheet.desk.house.functions.on("CustomMessage", away);
        sheet.refused("it cannot be called", ada.clone()).await;
        let left = sheet.desk.answer("cognito-idp:AdminGetUser", &people.user("ada")).await;
        assert_eq!(left.json()["__type"], "UserNotFoundException", "no user is left");
        sheet.desk.house.functions.take_asked();
        let silent = with(&ada, json!({ "Username": "bob", "MessageAction": "SUPPRESS" }));
        sheet.good("nothing is sent", silent).await;
        assert!(sheet.desk.house.functions.take_asked().is_empty(), "no message, no call");
        sheet.desk.house.functions.on("CustomMessage", written);
        let both = with(&ada, json!({ "DesiredDeliveryMediums": ["SMS", "EMAIL"] }));
        sheet.good("one call writes both messages", both).await;
        let asked = sheet.desk.house.functions.take_asked();
        let [asked] = &asked[..] else { panic!("one call: {}", asked.len()) };
        assert_eq!(asked.event.caller_context.client_id, "CLIENT_ID_NOT_APPLICABLE");
        let told = &asked.event.request["userAttributes"];
        assert_eq!(
            (text(&told["sub"]).len(), &told["cognito:user_status"]),
            (36, &json!("FORCE_CHANGE_PASSWORD"))
        );
        let resend = json!({ "MessageAction": "RESEND", "UserAttributes": null, "TemporaryPassword": "Another-Horse-2" });
        let resend = with(&ada, resend);
        sheet.good("an invitation is sent again", resend.clone()).await;
        throws(sheet);
        let third = with(&resend, json!({ "TemporaryPassword": "Third-Horse-3" }));
        sheet.refused("it throws when one is sent again", third).await;
        let by_second = with(
            &people.by_password("ada"),
            json!({ "AuthParameters":
            { "USERNAME": "ada", "PASSWORD": "Another-Horse-2" } }),
        );
        let signed_in = sheet.ask("cognito-idp:InitiateAuth", by_second).await;
        assert_eq!(
            signed_in["ChallengeName"], "NEW_PASSWORD_REQUIRED",
            "the password before it is still good"
        );
    });
}
