//! Where the logs of pools go, and what is in them.

use app::testing::LogFault;
use ports::mail::MailFault;
use serde_json::{Value, json};

use super::{People, no_pool};
use crate::desk::{Sheet, of, of_part, unwritten, with};

const SET: &str = "cognito-idp:SetLogDeliveryConfiguration";
const GROUP: &str = "arn:aws:logs:us-east-1:123456789012:log-group:people";
const STREAM: &str = "arn:aws:firehose:us-east-1:123456789012:deliverystream/people";
const BUCKET: &str = "arn:aws:s3:::people";

/// Messages that could not be sent, to a log group.
fn notifications(group: &str) -> Value {
    json!({
        "EventSource": "userNotification", "LogLevel": "ERROR",
        "CloudWatchLogsConfiguration": { "LogGroupArn": group },
    })
}

/// What users do, to a target.
fn activity(target: Value) -> Value {
    with(&json!({ "EventSource": "userAuthEvents", "LogLevel": "INFO" }), target)
}

fn to_group(arn: &str) -> Value {
    json!({ "CloudWatchLogsConfiguration": { "LogGroupArn": arn } })
}

fn to_stream(arn: &str) -> Value {
    json!({ "FirehoseConfiguration": { "StreamArn": arn } })
}

fn to_bucket(arn: &str) -> Value {
    json!({ "S3Configuration": { "BucketArn": arn } })
}

#[expect(clippy::needless_pass_by_value, reason = "a call reads best with its changes where they are made")]
fn set(people: &People<'_>, configurations: Value) -> Value {
    json!({ "UserPoolId": people.pool, "LogConfigurations": configurations })
}

/// A pool whose users are watched, and targets for its logs.
async fn watched(sheet: &Sheet) -> People<'_> {
    for arn in [GROUP, STREAM, BUCKET] {
        sheet.desk.house.logs.add_target(arn);
    }
    let plus = json!({ "UserPoolTier": "PLUS", "UserPoolAddOns": { "AdvancedSecurityMode": "AUDIT" } });
    People::with(sheet, plus, json!({})).await
}

/// What is refused, by what is refused of it.
fn refused_configurations() -> Vec<(&'static str, Value)> {
    let right = notifications(GROUP);
    let to_both = with(&to_group(GROUP), to_bucket(BUCKET));
    let messages_to_bucket = with(
        &right,
        json!({ "CloudWatchLogsConfiguration": null, "S3Configuration": { "BucketArn": BUCKET } }),
    );
    vec![
        ("the same twice", json!([right, right])),
        ("messages at another level", json!([with(&right, json!({ "LogLevel": "INFO" }))])),
        ("messages to a bucket", json!([messages_to_bucket])),
        (
            "sign-ins at another level",
            json!([with(&activity(to_bucket(BUCKET)), json!({ "LogLevel": "ERROR" }))]),
        ),
        ("sign-ins to nowhere", json!([activity(json!({}))])),
        (
            "sign-ins to a log group without a name",
            json!([activity(json!({ "CloudWatchLogsConfiguration": {} }))]),
        ),
        ("sign-ins to two places", json!([activity(to_both)])),
        ("no source", json!([with(&right, json!({ "EventSource": "everything" }))])),
        ("a log group that the server was not given", json!([notifications(&format!("{GROUP}-2"))])),
        ("a stream that the server was not given", json!([activity(to_stream(&format!("{STREAM}-2")))])),
        ("a bucket that the server was not given", json!([activity(to_bucket(&format!("{BUCKET}-2")))])),
    ]
}

#[test]
fn set_log_delivery_configuration() {
    of(SET, async |sheet: &Sheet| {
        let people = watched(sheet).await;
        let nowhere = set(&people, json!([]));
        sheet.refused_as_signed(&nowhere).await;
        sheet.good("nowhere", nowhere.clone()).await;
        let everything = json!([activity(to_stream(STREAM)), notifications(GROUP)]);
        sheet.good("sign-ins to a stream, and messages", set(&people, everything.clone())).await;
        sheet.good("again", set(&people, everything)).await;
        sheet.good("sign-ins to a bucket", set(&people, json!([activity(to_bucket(BUCKET))]))).await;
        sheet.good("sign-ins to a log group", set(&people, json!([activity(to_group(GROUP))]))).await;
        for (title, configurations) in refused_configurations() {
            sheet.refused(title, with(&nowhere, json!({ "LogConfigurations": configurations }))).await;
        }
        no_pool(sheet, &nowhere).await;
        let other = People::new(sheet).await;
        sheet.refused("sign-ins in a lower tier", set(&other, json!([activity(to_bucket(BUCKET))]))).await;
        sheet.good("messages in a lower tier", set(&other, json!([notifications(GROUP)]))).await;
    });
}

#[test]
fn get_log_delivery_configuration() {
    of("cognito-idp:GetLogDeliveryConfiguration", async |sheet: &Sheet| {
        let people = watched(sheet).await;
        let pool = json!({ "UserPoolId": people.pool });
        sheet.refused_as_signed(&pool).await;
        sheet.good("nowhere", pool.clone()).await;
        sheet.ask(SET, set(&people, json!([activity(to_bucket(BUCKET)), notifications(GROUP)]))).await;
        sheet.good("as it was set", pool.clone()).await;
        sheet.ask(SET, set(&people, json!([]))).await;
        sheet.good("nowhere again", pool.clone()).await;
        no_pool(sheet, &pool).await;
    });
}

#[test]
fn a_pool_keeps_its_tier_while_sign_ins_are_logged() {
    of_part("cognito-idp:UpdateUserPool", "log_streaming", async |sheet: &Sheet| {
        let people = watched(sheet).await;
        sheet.ask(SET, set(&people, json!([activity(to_bucket(BUCKET))]))).await;
        let down = json!({
            "UserPoolId": people.pool, "UserPoolTier": "ESSENTIALS",
            "UserPoolAddOns": { "AdvancedSecurityMode": "OFF" }, "AutoVerifiedAttributes": ["email"],
        });
        sheet.refused("a lower tier", down.clone()).await;
        sheet.ask(SET, set(&people, json!([]))).await;
        sheet.good("a lower tier, once nothing is logged", down).await;
    });
}

#[test]
fn what_users_do_is_logged_from_the_time_that_it_is_wanted() {
    unwritten(async |sheet: &Sheet| {
        let people = watched(sheet).await;
        let logs = &sheet.desk.house.logs;
        people.join("ada").await;
        sheet.desk.pass(1);
        sheet.ask(SET, set(&people, json!([activity(to_stream(STREAM))]))).await;
        sheet.desk.house.run_effects().await;
        assert_eq!(logs.of(STREAM), [] as [Value; 0], "what was done before");
        sheet.desk.pass(1);
        let wrong = json!({ "AuthParameters": { "USERNAME": "ada", "PASSWORD": "Wrong-Horse-1" } });
        sheet.desk.answer("cognito-idp:InitiateAuth", &with(&people.by_password("ada"), wrong)).await;
        people.sign_in("ada").await;
        let listed = sheet.ask("cognito-idp:AdminListUserAuthEvents", people.user("ada")).await;
        let [failed, passed] = &logs.of(STREAM)[..] else { panic!("two lines: {:?}", logs.of(STREAM)) };
        let user = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
        let (request, is_there) = (&passed["message"]["requestId"], Value::as_str);
        assert!(is_there(request).is_some_and(|id| !id.is_empty()), "{request}");
        let expected = json!({
            "eventTimestamp": "1772366402000",
            "eventSource": "USER_ACTIVITY",
            "logLevel": "INFO",
            "message": {
                "version": "1",
                "eventId": listed["AuthEvents"][0]["EventId"],
                "eventType": "SignIn",
                "userSub": user["UserAttributes"][0]["Value"],
                "userName": "ada",
                "userPoolId": people.pool,
                "clientId": people.client,
                "creationDate": "Sun Mar 01 12:00:02 UTC 2026",
                "eventResponse": "Pass",
                "riskLevel": "",
                "riskDecision": "PASS",
                "challenges": ["Password:Success"],
                "deviceName": passed["message"]["deviceName"],
                "ipAddress": listed["AuthEvents"][0]["EventContextData"]["IpAddress"],
                "requestId": request,
                "idpName": "",
                "compromisedCredentialDetected": "false",
                "city": "",
                "country": "",
                "eventFeedbackValue": "",
                "eventFeedbackDate": "",
                "eventFeedbackProvider": "",
                "hasContextData": "true",
            },
            "logSourceId": { "userPoolId": people.pool },
        });
        assert_eq!(*passed, expected);
        let told = |member: &str| &failed["message"][member];
        assert_eq!(
            (told("eventResponse"), told("challenges")),
            (&json!("Fail"), &json!(["Password:Failure"]))
        );
        sheet.ask(SET, set(&people, json!([]))).await;
        people.sign_in("ada").await;
        assert_eq!(logs.of(STREAM).len(), 2, "it is wanted no more");
    });
}

#[test]
fn a_line_waits_for_a_target_that_is_away_and_goes_where_the_pool_wants_it_then() {
    unwritten(async |sheet: &Sheet| {
        let people = watched(sheet).await;
        let logs = &sheet.desk.house.logs;
        people.join("ada").await;
        sheet.ask(SET, set(&people, json!([activity(to_stream(STREAM))]))).await;
        sheet.desk.pass(1);
        logs.fail(Some(LogFault::Unavailable));
        people.sign_in("ada").await;
        sheet.ask(SET, set(&people, json!([activity(to_bucket(BUCKET))]))).await;
        logs.fail(None);
        sheet.desk.house.run_effects().await;
        let logged: Vec<_> =
            logs.of(BUCKET).iter().map(|line| line["message"]["eventType"].clone()).collect();
        assert!(logged.contains(&json!("SignIn")) && logs.of(STREAM).is_empty(), "{logged:?}");
    });
}

#[test]
fn nothing_is_logged_of_a_user_who_was_deleted_or_while_threat_protection_is_off() {
    unwritten(async |sheet: &Sheet| {
        let people = watched(sheet).await;
        let logs = &sheet.desk.house.logs;
        people.join("ada").await;
        people.join("bob").await;
        sheet.ask(SET, set(&people, json!([activity(to_stream(STREAM))]))).await;
        sheet.desk.pass(1);
        logs.fail(Some(LogFault::Refused(503)));
        people.sign_in("ada").await;
        sheet.ask("cognito-idp:AdminDeleteUser", people.user("ada")).await;
        logs.fail(None);
        sheet.desk.house.run_effects().await;
        let before = logs.of(STREAM);
        assert!(before.iter().all(|line| line["message"]["userName"] != "ada"), "{before:?}");
        let off = json!({
            "UserPoolId": people.pool, "UserPoolTier": "PLUS", "AutoVerifiedAttributes": ["email"],
            "UserPoolAddOns": { "AdvancedSecurityMode": "OFF" },
        });
        sheet.ask("cognito-idp:UpdateUserPool", off).await;
        people.sign_in("bob").await;
        assert_eq!(logs.of(STREAM), before);
    });
}

#[test]
fn a_message_that_is_given_up_is_logged_without_its_address_and_its_code() {
    unwritten(async |sheet: &Sheet| {
        let people = watched(sheet).await;
        let (logs, outbox) = (&sheet.desk.house.logs, &sheet.desk.house.outbox);
        sheet.ask(SET, set(&people, json!([notifications(GROUP)]))).await;
        outbox.fail_mails(Some(MailFault::Refused(550)));
        people.sign_up("ada").await;
        let expected = json!({
            "eventTimestamp": "1772366400000",
            "eventSource": "USER_NOTIFICATION",
            "logLevel": "ERROR",
            "message": {
                "details": "Email message for a sign-up to a***@e*** could not be sent after 1 try: the message was refused for good",
            },
            "logSourceId": { "userPoolId": people.pool },
        });
        assert_eq!(logs.of(GROUP), [expected]);
    });
}
