//! How each message ended, as the log has it.

use app::testing::{CODE, triggers::TriggerFault};
use ports::mail::MailFault;
use serde_json::{Value, json};

use super::{PASSWORD, People, custom_messages::told, mfa_config::texts};
use crate::desk::{Sheet, of_part, with};

const DELIVERED: &str = "message.handed_over";
const GIVEN_UP: &str = "message.given_up";
const DUE: &str = "message.due";

/// The events of the pool's messages.
async fn ends(sheet: &Sheet, people: &People<'_>) -> Vec<(String, Value)> {
    sheet.desk.house.events_of(&people.pool, "message").await
}

/// Of each event its kind, the occasion and the carrier or the reason.
async fn shown(sheet: &Sheet, people: &People<'_>) -> Vec<[String; 3]> {
    let shown = |(kind, said): (String, Value)| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        [kind, text(&said["about"]["occasion"]), text(&said["carrier"]) + &text(&said["why"])]
    };
    ends(sheet, people).await.into_iter().map(shown).collect()
}

#[test]
fn what_was_handed_over_is_recorded_with_its_occasion_and_carrier_and_without_address_and_code() {
    of_part("cognito-idp:AdminCreateUser", "delivered", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({ "SmsConfiguration": texts() }), json!({})).await;
        people.join("ada").await;
        let name = json!({ "ClientId": people.client, "Username": "ada" });
        sheet.ask("cognito-idp:ForgotPassword", name.clone()).await;
        let unknown = with(&name, json!({ "Username": "nobody" }));
        sheet.ask("cognito-idp:ForgotPassword", unknown).await;
        let phone = json!([{ "Name": "phone_number", "Value": "+14325551212" },
            { "Name": "email", "Value": "bob@example.com" }]);
        let mediums = json!({ "UserAttributes": phone, "TemporaryPassword": PASSWORD, "DesiredDeliveryMediums": ["EMAIL", "SMS"] });
        sheet.good("a mail and a text", with(&people.user("bob"), mediums)).await;
        let shown = shown(sheet, &people).await;
        let text = |kind: &str, occasion: &str, carrier: &str| [kind, occasion, carrier].map(str::to_owned);
        assert_eq!(
            shown,
            [
                text(DELIVERED, "sign_up", "mail_server"),
                text(DELIVERED, "forgot_password", "mail_server"),
                text(DUE, "invitation", ""),
                text(DUE, "invitation", ""),
                text(DELIVERED, "invitation", "mail_server"),
                text(DELIVERED, "invitation", "text_gateway"),
            ]
        );
        let ends = ends(sheet, &people).await;
        let said = json!(ends.iter().map(|(_, said)| said).collect::<Vec<_>>()).to_string();
        assert!(!said.contains(CODE) && !said.contains("example.com") && !said.contains("432555"), "{said}");
        let about = &ends[0].1["about"];
        assert_eq!(about["destination"], json!({ "$personal": "a***@e***" }));
        assert_eq!(about["contact"], "email");
        assert_eq!(ends[5].1["about"]["destination"], json!({ "$personal": "+*******1212" }));
    });
}

#[test]
fn a_message_that_cannot_be_delivered_is_given_up_after_its_last_try() {
    of_part("cognito-idp:SignUp", "undeliverable", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let outbox = &sheet.desk.house.outbox;
        outbox.fail_mails(Some(MailFault::Unavailable));
        sheet.good("the mail server is away", people.applicant("ada")).await;
        for _ in 1..11 {
            sheet.desk.house.run_effects().await;
        }
        assert_eq!(shown(sheet, &people).await, [] as [[String; 3]; 0], "it is tried once more");
        sheet.desk.house.run_effects().await;
        let ends = ends(sheet, &people).await;
        let [(kind, said)] = &ends[..] else { panic!("one end: {ends:?}") };
        assert_eq!((&kind[..], &said["tries"]), (GIVEN_UP, &json!(12)));
        assert_eq!(said["why"], "the message could not be delivered");
        outbox.fail_mails(None);
        sheet.desk.house.run_effects().await;
        assert!(outbox.mails().is_empty());
    });
}

#[test]
fn a_message_that_is_refused_or_comes_too_late_is_given_up() {
    of_part("cognito-idp:SignUp", "refused_mail", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let outbox = &sheet.desk.house.outbox;
        outbox.fail_mails(Some(MailFault::Refused(550)));
        sheet.good("the mail server refuses the mail", people.applicant("ada")).await;
        outbox.fail_mails(Some(MailFault::Unavailable));
        sheet.good("the mail server is away", people.applicant("bob")).await;
        outbox.fail_mails(None);
        sheet.desk.pass(86_400);
        sheet.desk.house.run_effects().await;
        let given_up = |why: &str| [GIVEN_UP, "sign_up", why].map(str::to_owned);
        let late = "it was of no use any more before it was sent";
        assert_eq!(
            shown(sheet, &people).await,
            [given_up("the message was refused for good"), given_up(late)]
        );
        assert!(outbox.mails().is_empty());
    });
}

#[test]
fn an_invitation_that_is_not_sent_is_given_up_and_the_others_are_sent() {
    of_part("cognito-idp:AdminCreateUser", "undelivered", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({ "SmsConfiguration": texts() }), json!({})).await;
        let attributes = json!([{ "Name": "phone_number", "Value": "+14325551212" },
            { "Name": "email", "Value": "bob@example.com" }]);
        let mediums = json!({ "UserAttributes": attributes, "TemporaryPassword": PASSWORD, "DesiredDeliveryMediums": ["EMAIL", "SMS"] });
        let outbox = &sheet.desk.house.outbox;
        outbox.fail_mails(Some(MailFault::Unavailable));
        sheet
            .refused("the mail server is away, and a text is sent", with(&people.user("bob"), mediums))
            .await;
        outbox.fail_mails(Some(MailFault::Refused(550)));
        let again = with(
            &people.user("bob"),
            json!({ "MessageAction": "RESEND", "TemporaryPassword": PASSWORD, "DesiredDeliveryMediums": ["EMAIL"] }),
        );
        sheet.good("a mail that is refused for good", again).await;
        let text = |kind: &str, carrier: &str| [kind, "invitation", carrier].map(str::to_owned);
        assert_eq!(
            shown(sheet, &people).await,
            [
                text(DUE, ""),
                text(DUE, ""),
                text(GIVEN_UP, "the message could not be delivered"),
                text(DELIVERED, "text_gateway"),
                text(DUE, ""),
                text(GIVEN_UP, "the message was refused for good"),
            ]
        );
    });
}

#[test]
fn what_a_function_sends_or_refuses_is_recorded_without_its_words() {
    of_part("cognito-idp:SignUp", "sender_refuses", async |sheet: &Sheet| {
        let functions = &sheet.desk.house.functions;
        functions.on("CustomEmailSender", |_| Ok(json!({})));
        let settings = super::custom_senders::senders(&["CustomEmailSender"]);
        let people = People::with(sheet, settings, json!({})).await;
        sheet.good("the function sends", told(&people.applicant("ada"), "welcome")).await;
        functions.on("CustomEmailSender", |_| Err(TriggerFault::Threw("ada@example.com: 123456".to_owned())));
        sheet.good("it refuses", people.applicant("bob")).await;
        functions.take_asked();
        let text = |kind: &str, carrier: &str| [kind, "sign_up", carrier].map(str::to_owned);
        let refused = text(GIVEN_UP, "a function of the pool has refused the message");
        assert_eq!(shown(sheet, &people).await, [text(DELIVERED, "function"), refused]);
    });
}

#[test]
fn what_was_handed_over_is_not_sent_again_where_the_reaction_is_repeated() {
    of_part("cognito-idp:ForgotPassword", "repeated", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        let name = json!({ "ClientId": people.client, "Username": "ada" });
        sheet.good("a mail", name).await;
        let (sent, recorded) = (sheet.desk.house.outbox.mails().len(), ends(sheet, &people).await.len());
        assert_eq!((sent, recorded), (2, 2));
        sheet.desk.house.repeat_effects().await;
        assert_eq!((sheet.desk.house.outbox.mails().len(), ends(sheet, &people).await.len()), (2, 2));
    });
}

#[test]
fn where_messages_went_is_forgotten_with_their_user() {
    of_part("cognito-idp:AdminDeleteUser", "messages", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        sheet.good("she is forgotten", people.user("ada")).await;
        let ends = ends(sheet, &people).await;
        let [(kind, said)] = &ends[..] else { panic!("one end: {ends:?}") };
        assert_eq!(kind, DELIVERED);
        assert_eq!(said["about"]["destination"], json!({ "$forgotten": null }));
        sheet.desk.house.repeat_effects().await;
        assert_eq!(sheet.desk.house.outbox.mails().len(), 1, "and she is written to no more");
    });
}
