//! Functions of the pool around a sign-in at a provider.

use app::testing::{federation::ForeignUser, triggers::TriggerFault};
use serde_json::{Map, Value, json};

use super::{attribute, federated, foreign, sign_in, tokens, user};
use crate::desk::{Sheet, unwritten};

/// `LambdaConfig` of functions around a sign-in by a provider, which change nothing.
pub(crate) fn functions(sheet: &Sheet) -> Value {
    let arn = |name: &str| format!("arn:aws:lambda:us-east-1:123456789012:function:{name}");
    let mut config = Map::new();
    for name in ["PreSignUp", "PostConfirmation", "PreAuthentication", "PostAuthentication"] {
        sheet.desk.house.functions.on(name, |_| Ok(json!({})));
        config.insert(name.to_owned(), arn(name).into());
    }
    sheet.desk.house.functions.on("InboundFederation", |_| Ok(json!({ "userAttributesToMap": {} })));
    let inbound = json!({ "LambdaVersion": "V1_0", "LambdaArn": arn("InboundFederation") });
    config.insert("InboundFederation".to_owned(), inbound);
    json!({ "LambdaConfig": config })
}

/// The sources of what functions were asked since this was called last.
pub(super) fn called(sheet: &Sheet) -> Vec<String> {
    let asked = sheet.desk.house.functions.take_asked();
    asked.iter().map(|asked| asked.event.trigger_source.clone()).collect()
}

#[test]
fn functions_are_asked_in_awss_order_at_the_first_sign_in_and_at_later_ones() {
    unwritten(async |sheet: &Sheet| {
        let (_, client) = federated(sheet, functions(sheet)).await;
        sign_in(sheet, &client, foreign("1", &[])).await;
        let first = [
            "InboundFederation_ExternalProvider",
            "PreSignUp_ExternalProvider",
            "PostConfirmation_ConfirmSignUp",
            "PostAuthentication_Authentication",
        ];
        assert_eq!(called(sheet), first);
        sign_in(sheet, &client, foreign("1", &[])).await;
        let later = [
            "InboundFederation_ExternalProvider",
            "PreAuthentication_Authentication",
            "PostAuthentication_Authentication",
        ];
        assert_eq!(called(sheet), later);
    });
}

#[test]
fn a_function_gets_the_parts_of_the_answer_and_its_attributes_take_their_place() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, functions(sheet)).await;
        sheet.desk.house.functions.on("InboundFederation", |event| {
            assert_eq!(event.user_name, "1");
            assert_eq!(event.request["providerName"], "Work");
            assert_eq!(event.request["providerType"], "OIDC");
            let said = event.request["attributes"]["userInfo"]["mail"].as_str().unwrap_or_default();
            Ok(json!({ "userAttributesToMap": { "mail": said.to_uppercase() } }))
        });
        let parts = json!({ "userInfo": { "mail": "ada@work.example" } });
        let Value::Object(parts) = parts else { panic!("an object") };
        let ada =
            ForeignUser { parts, ..foreign("1", &[("mail", "ada@work.example"), ("full_name", "Ada")]) };
        tokens(sheet, &client, ada).await;
        let shown = user(sheet, &people, "work_1").await;
        assert_eq!(attribute(&shown, "email").as_deref(), Some("ADA@WORK.EXAMPLE"));
        assert_eq!(attribute(&shown, "name"), None, "what it does not give is not there");
    });
}

#[test]
fn a_function_that_fails_ends_the_sign_in_in_awss_words() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, functions(sheet)).await;
        let throw = |trigger| {
            sheet.desk.house.functions.on(trigger, |_| Err(TriggerFault::Threw("Not today".to_owned())));
        };
        throw("PreSignUp");
        let told = sign_in(sheet, &client, foreign("1", &[])).await;
        assert_eq!(
            (&*told["error"], &*told["error_description"]),
            ("invalid_request", "PreSignUp failed with error Not today.")
        );
        let missing = sheet.desk.answer("cognito-idp:AdminGetUser", &people.user("work_1")).await;
        assert_eq!(missing.status, 400, "no user is made");
        sheet.desk.house.functions.on("PreSignUp", |_| Ok(json!({})));
        tokens(sheet, &client, foreign("1", &[])).await;
        for trigger in ["InboundFederation", "PreAuthentication", "PostAuthentication"] {
            throw(trigger);
            let told = sign_in(sheet, &client, foreign("1", &[])).await;
            assert_eq!(told["error_description"], format!("{trigger} failed with error Not today."));
            sheet.desk.house.functions.on(trigger, |_| Ok(json!({})));
        }
    });
}
