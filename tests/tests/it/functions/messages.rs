//! Functions that write messages, and functions that send them: each code and each password that they hand on is good.

use std::fs;

use serde_json::{Value, json};
use tests::{
    api::text,
    clients,
    server::{Recognito, Server},
    strangers::Strangers,
};

use super::host::{Host, arn};

const SMS_ROLE: &str = "arn:aws:iam::123456789012:role/sms";
const KEY_ARN: &str = "arn:aws:kms:us-east-1:123456789012:key/senders";
const KEY: &str = "6f0c7d3a51e84b92a7d6c8e1f20b354976ab1d0e8c43f52791be60d8a4c7f315";

/// A pool whose people are sent codes by mail and by text message, for sign-ins too.
fn pool<'a>(server: &'a Server, functions: &Value) -> Strangers<&'a Server> {
    let mut pool = Strangers::on(server, "ENABLED");
    let settings = json!({
        "UserPoolId": pool.pool,
        "AutoVerifiedAttributes": ["email", "phone_number"],
        "SmsConfiguration": {"SnsCallerArn": SMS_ROLE},
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "SMS_OTP"]}},
        "LambdaConfig": functions,
    });
    pool.administrator.user_pools("UpdateUserPool", &settings);
    let flows = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    pool.client = text(&pool.make_client(&json!({"ExplicitAuthFlows": flows}))["ClientId"]);
    pool
}

/// What boto3 sees where every code is good, whoever has sent it.
fn all_good(more: &Value) -> Value {
    let mut expected = json!({
        "code": 6,
        "verified": ["email_verified", "phone_number_verified"],
        "by_code": true,
        "invited": "NEW_PASSWORD_REQUIRED",
    });
    expected.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    expected
}

/// What boto3 sees of messages that a function writes, and what that function is asked for it.
pub(super) fn by_boto3(server: &Server, host: &Host) {
    let pool = pool(server, &json!({"CustomMessage": arn("custom_message")}));
    let before = host.asked().as_array().unwrap().len();
    let told = clients::run(server, "python/messages.py", &pool.context("ada"));
    let mailed = ["SignUp", "ResendCode", "ForgotPassword", "VerifyUserAttribute", "AdminCreateUser"];
    let subjects = mailed.map(|reason| format!("The service: CustomMessage_{reason}"));
    let texts = told["texts"].as_array().unwrap();
    let is_own = |text: &Value| text.as_str().unwrap().starts_with("Thank you for using the service. ");
    assert!(texts.len() == 2 && texts.iter().all(is_own), "{texts:?}");
    assert_eq!(told, all_good(&json!({"subjects": subjects, "texts": texts})));
    let asked = [
        "CustomMessage_SignUp",
        "CustomMessage_ResendCode",
        "CustomMessage_ForgotPassword",
        "CustomMessage_VerifyUserAttribute",
        "CustomMessage_UpdateUserAttribute",
        "CustomMessage_Authentication",
        "CustomMessage_AdminCreateUser",
    ];
    assert_eq!(host.asked().as_array().unwrap()[before..], asked.map(Value::from));
}

/// What boto3 sees of codes that functions of a host decrypt and send in the place of the service; the functions are `senders.*`. `start` gets
/// the functions and what they are told, `settings` what the server is told beside its address.
fn by_senders(start: impl Fn(&[&str], &[(&str, &str)]) -> Host, settings: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let file = folder.path().join(name);
        fs::write(&file, content).unwrap();
        file.into_os_string().into_string().unwrap()
    };
    let (key, sent) = (file("key", KEY), file("sent", ""));
    let functions = ["email=senders.custom_email_sender", "sms=senders.custom_sms_sender"];
    let host = start(&functions, &[("KEY_ARN", KEY_ARN), ("KEY", KEY), ("SENT", &sent)]);
    let key = format!("{KEY_ARN}={key}");
    let server =
        Recognito::start_configured(&["--lambda-endpoint", &host.url(), "--sender-key", &key], settings);
    let sender = |name: &str| json!({"LambdaArn": arn(name), "LambdaVersion": "V1_0"});
    let senders = json!({
        "CustomEmailSender": sender("email"), "CustomSMSSender": sender("sms"), "KMSKeyID": KEY_ARN,
    });
    let mut context = pool(&server, &senders).context("ada");
    context["sent"] = json!(sent);
    let told = clients::run(&server, "python/senders.py", &context);
    assert_eq!(told, all_good(&json!({"by_service": []})));
    let asked = [
        "CustomEmailSender_SignUp",
        "CustomEmailSender_ResendCode",
        "CustomEmailSender_ForgotPassword",
        "CustomEmailSender_VerifyUserAttribute",
        "CustomSMSSender_UpdateUserAttribute",
        "CustomSMSSender_Authentication",
        "CustomEmailSender_AdminCreateUser",
    ];
    assert_eq!(host.asked(), json!(asked));
    // No code is in the log of the server, nor the key.
    let codes = fs::read_to_string(&sent).unwrap();
    let codes = codes.lines().map(|line| text(&serde_json::from_str::<Value>(line).unwrap()["says"]));
    assert!(codes.chain([KEY.to_owned()]).all(|secret| !server.log().contains(&secret)));
}

#[test]
fn node_functions_decrypt_codes_and_send_them_in_the_place_of_the_service() {
    if clients::installed() {
        by_senders(Host::node_of, &[]);
    }
}

#[test]
fn python_functions_decrypt_codes_and_send_them_in_the_place_of_the_service() {
    if clients::installed() {
        by_senders(Host::python_of, &super::signed_by_key());
    }
}
