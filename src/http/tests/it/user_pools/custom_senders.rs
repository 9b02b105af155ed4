//! `CustomEmailSender` and `CustomSMSSender`: functions of the pool send messages.

use app::testing::{
    SENDER_KEY,
    triggers::{Event, TriggerFault},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{
    People,
    custom_messages::{told, written},
    mfa_config::texts,
    threat_protection::{BEGIN, ELSEWHERE, TOOL, at_home, from, protected, set_rules},
};
use crate::desk::{Sheet, of_part, text, unwritten, with};

/// A pool whose messages a function sends, with a key that the server has.
pub(crate) fn senders(members: &[&str]) -> Value {
    let arn = |member: &&str| format!("arn:aws:lambda:us-east-1:123456789012:function:{member}");
    let mut config = serde_json::Map::from_iter([("KMSKeyID".to_owned(), json!(SENDER_KEY))]);
    for member in members {
        let function = json!({ "LambdaArn": arn(member), "LambdaVersion": "V1_0" });
        config.insert((*member).to_owned(), function);
    }
    json!({ "LambdaConfig": config, "AutoVerifiedAttributes": ["email"] })
}

/// What a message of the Encryption SDK of the one suite and the pool's context begins with.
fn beginning(pool: &str) -> (Vec<u8>, Vec<u8>) {
    let value = [&u16::try_from(pool.len()).unwrap().to_be_bytes()[..], pool.as_bytes()].concat();
    (vec![2, 0x04, 0x78], [&b"\0\x01\0\x0buserpool-id"[..], &value].concat())
}

fn sent_by_function(people: &People<'_>, event: &Event, contact: &str) {
    assert_eq!(event.request["type"], format!("custom{contact}SenderRequestV1"));
    let code = BASE64_STANDARD.decode(text(&event.request["code"])).unwrap();
    let (suite, context) = beginning(&people.pool);
    assert!(code.starts_with(&suite) && code[37..].starts_with(&context), "{}", text(&event.request["code"]));
}

#[test]
fn functions_that_send_messages() {
    of_part("cognito-idp:SignUp", "custom_sender", async |sheet: &Sheet| {
        let functions = &sheet.desk.house.functions;
        for trigger in ["CustomEmailSender", "CustomSMSSender"] {
            functions.on(trigger, |_| Ok(json!({})));
        }
        let settings =
            json!({ "AutoVerifiedAttributes": ["email", "phone_number"], "SmsConfiguration": texts() });
        let both = with(&senders(&["CustomEmailSender", "CustomSMSSender"]), settings);
        let people = People::with(sheet, both, json!({})).await;
        sheet.good("no mail server is asked", told(&people.applicant("ada"), "welcome")).await;
        let [asked] = &functions.take_asked()[..] else { panic!("one call") };
        let event = &asked.event;
        assert_eq!(event.trigger_source, "CustomEmailSender_SignUp");
        assert_eq!(event.request["clientMetadata"], json!({ "page": "welcome" }));
        assert_eq!(event.request["userAttributes"]["email"], "ada@example.com");
        sent_by_function(&people, event, "Email");
        let phone = json!({ "UserAttributes": [{ "Name": "phone_number", "Value": "+14325551212" }] });
        sheet.good("nor a gateway", with(&people.applicant("bob"), phone)).await;
        let [asked] = &functions.take_asked()[..] else { panic!("one call") };
        assert_eq!(asked.event.trigger_source, "CustomSMSSender_SignUp");
        sent_by_function(&people, &asked.event, "SMS");
        let attributes = json!([{ "Name": "email", "Value": "kim@example.com" },
            { "Name": "phone_number", "Value": "+14325551213" }]);
        let mediums = json!({ "UserAttributes": attributes, "DesiredDeliveryMediums": ["EMAIL", "SMS"] });
        sheet.ask("cognito-idp:AdminCreateUser", with(&people.user("kim"), mediums)).await;
        let asked = functions.take_asked();
        let mut sources: Vec<_> = asked.iter().map(|asked| asked.event.trigger_source.as_str()).collect();
        sources.sort_unstable();
        assert_eq!(sources, ["CustomEmailSender_AdminCreateUser", "CustomSMSSender_AdminCreateUser"]);
        let away = |_: &Event| Err(TriggerFault::NotCalled("TooManyRequestsException".to_owned()));
        functions.on("CustomEmailSender", away);
        sheet.good("the function cannot be called", people.applicant("eve")).await;
        functions.take_asked();
        functions.on("CustomEmailSender", |_| Ok(json!({})));
        sheet.desk.house.run_effects().await;
        let [asked] = &functions.take_asked()[..] else { panic!("one call") };
        assert_eq!(asked.event.user_name, "eve", "it gets the code when it can");
        let outbox = &sheet.desk.house.outbox;
        assert!(outbox.mails().is_empty() && outbox.texts().is_empty());
    });
}

#[test]
fn a_sender_needs_a_key_that_the_server_has() {
    of_part("cognito-idp:CreateUserPool", "custom_sender", async |sheet: &Sheet| {
        let pool = with(&senders(&["CustomEmailSender"]), json!({ "PoolName": "people" }));
        sheet.good("the server has the key", pool.clone()).await;
        let mut other = pool.clone();
        other["LambdaConfig"]["KMSKeyID"] = json!("arn:aws:kms:us-east-1:123456789012:key/another");
        sheet.refused("it has not", other).await;
        let mut none = pool;
        none["LambdaConfig"].as_object_mut().unwrap().remove("KMSKeyID");
        sheet.refused("the pool names none", none).await;
    });
}

#[test]
fn a_message_that_a_function_sends_is_no_functions_to_write() {
    of_part("cognito-idp:AdminCreateUser", "custom_sender", async |sheet: &Sheet| {
        let functions = &sheet.desk.house.functions;
        functions.on("CustomMessage", written);
        functions.on("CustomEmailSender", |_| Ok(json!({})));
        let mut settings = senders(&["CustomEmailSender"]);
        settings["LambdaConfig"]["CustomMessage"] =
            json!("arn:aws:lambda:us-east-1:123456789012:function:write");
        let people =
            People::with(sheet, with(&settings, json!({ "SmsConfiguration": texts() })), json!({})).await;
        let attributes = json!([{ "Name": "email", "Value": "ada@example.com" },
            { "Name": "phone_number", "Value": "+14325551212" }]);
        let mediums = json!({ "UserAttributes": attributes, "DesiredDeliveryMediums": ["EMAIL"] });
        let ada = with(&people.user("ada"), mediums);
        sheet.good("by mail alone", ada.clone()).await;
        let sources = || -> Vec<_> {
            functions.take_asked().into_iter().map(|asked| asked.event.trigger_source).collect()
        };
        assert_eq!(sources(), ["CustomEmailSender_AdminCreateUser"]);
        let both = json!({ "Username": "bob", "TemporaryPassword": "Temporary-Horse-2",
            "DesiredDeliveryMediums": ["EMAIL", "SMS"] });
        sheet.good("by both", with(&ada, both)).await;
        let all = sources();
        assert_eq!(all, ["CustomMessage_AdminCreateUser", "CustomEmailSender_AdminCreateUser"]);
        functions
            .on("CustomEmailSender", |_| Err(TriggerFault::NotCalled("AccessDeniedException".to_owned())));
        sheet.refused("the function cannot be called", with(&ada, json!({ "Username": "kim" }))).await;
    });
}

/// How warnings of risky sign-ins ended, and by what or why.
async fn warnings(sheet: &Sheet, people: &People<'_>) -> Vec<[String; 2]> {
    let ends = sheet.desk.house.events_of(&people.pool, "message").await;
    let warnings = ends.into_iter().filter(|(_, said)| said["about"]["occasion"] == "risk_notice");
    let told = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    warnings.map(|(kind, said)| [kind, told(&said["carrier"]) + &told(&said["why"])]).collect()
}

#[test]
fn a_warning_goes_to_the_function_once_it_can_be_called_and_is_given_up_where_it_refuses() {
    unwritten(async |sheet: &Sheet| {
        let functions = &sheet.desk.house.functions;
        let people = protected(sheet, "ENFORCED").await;
        set_rules(sheet, &people).await;
        at_home(sheet, &people).await;
        let sender = json!({ "UserPoolId": people.pool, "SmsConfiguration": texts(),
            "UserPoolAddOns": { "AdvancedSecurityMode": "ENFORCED" } });
        sheet.ask("cognito-idp:UpdateUserPool", with(&senders(&["CustomEmailSender"]), sender)).await;
        let mails = sheet.desk.house.outbox.mails().len();
        let stranger = from(&people, ELSEWHERE, TOOL);
        let away = |_: &Event| Err(TriggerFault::NotCalled("TooManyRequestsException".to_owned()));
        functions.on("CustomEmailSender", away);
        sheet.desk.answer(BEGIN, &stranger).await;
        assert_eq!(warnings(sheet, &people).await, [] as [[String; 2]; 0]);
        functions.on("CustomEmailSender", |_| Ok(json!({})));
        sheet.desk.house.run_effects().await;
        let handed_over = ["message.handed_over", "function"];
        assert_eq!(warnings(sheet, &people).await, [handed_over]);
        functions.on("CustomEmailSender", |_| Err(TriggerFault::Threw("ada is away".to_owned())));
        sheet.desk.answer(BEGIN, &stranger).await;
        let refused = "a function of the pool has refused the message";
        assert_eq!(warnings(sheet, &people).await, [handed_over, ["message.given_up", refused]]);
        assert_eq!(sheet.desk.house.outbox.mails().len(), mails, "no mail server is asked");
    });
}
