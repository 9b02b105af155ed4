//! `PostConfirmation` where the node that confirmed a user died before it called the function: a reaction calls it.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
};

use app::testing::{CODE, triggers::TriggerFault};
use serde_json::json;

use super::{
    People,
    triggers::{agree, fail, pool, sources},
};
use crate::desk::{Sheet, of_part, with};

const CONFIRMED: &str = "PostConfirmation_ConfirmSignUp";

/// Polls a future to its end or to its panic.
async fn dies(work: impl Future) -> bool {
    let mut work = pin!(work);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(_)) => Poll::Ready(false),
        Err(_) => Poll::Ready(true),
    })
    .await
}

/// Confirms a user, and dies between the append and the call of the function.
async fn cut_off(sheet: &Sheet, people: &People<'_>, name: &str) {
    sheet.desk.house.functions.on("PostConfirmation", |_| panic!("as a test wants"));
    let confirm = json!({ "ClientId": people.client, "Username": name, "ConfirmationCode": CODE,
        "ClientMetadata": { "page": "lost" } });
    assert!(dies(sheet.desk.answer("cognito-idp:ConfirmSignUp", &confirm)).await);
    let user = sheet.ask("cognito-idp:AdminGetUser", people.user(name)).await;
    assert_eq!(user["UserStatus"], "CONFIRMED");
    sources(sheet);
}

async fn called_after(sheet: &Sheet, seconds: u64) -> Vec<String> {
    sheet.desk.pass(seconds);
    sheet.desk.house.run_effects().await;
    sources(sheet)
}

#[test]
fn a_function_that_was_not_called_is_called_later_and_once() {
    of_part("cognito-idp:ConfirmSignUp", "called_late", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.sign_up("ada").await;
        cut_off(sheet, &people, "ada").await;
        agree(sheet, "PostConfirmation");
        assert_eq!(called_after(sheet, 29).await, [] as [String; 0], "the request may be under way");
        sheet.desk.pass(1);
        sheet.desk.house.run_effects().await;
        let asked = sheet.desk.house.functions.take_asked();
        let [late] = &asked[..] else { panic!("one call: {asked:?}") };
        assert_eq!((&late.event.trigger_source[..], &late.event.user_name[..]), (CONFIRMED, "ada"));
        assert_eq!(late.event.caller_context.client_id, people.client);
        assert_eq!(late.event.request["userAttributes"]["email_verified"], "true");
        assert_eq!(late.event.request.get("clientMetadata"), None, "it is not recorded");
        assert_eq!(called_after(sheet, 3_600).await, [] as [String; 0]);
        people.sign_up("bob").await;
        let confirm = json!({ "ClientId": people.client, "Username": "bob", "ConfirmationCode": CODE });
        sheet.good("one that was called is not called again", confirm).await;
        assert_eq!(sources(sheet), ["PreSignUp_SignUp", CONFIRMED]);
        assert_eq!(called_after(sheet, 3_600).await, [] as [String; 0]);
    });
}

#[test]
fn a_function_that_cannot_be_called_is_tried_again_and_one_that_fails_is_not() {
    of_part("cognito-idp:ConfirmSignUp", "called_late_again", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.sign_up("ada").await;
        cut_off(sheet, &people, "ada").await;
        fail(sheet, "PostConfirmation", TriggerFault::NotCalled("TooManyRequestsException".to_owned()));
        assert_eq!(called_after(sheet, 30).await, [CONFIRMED]);
        fail(sheet, "PostConfirmation", TriggerFault::Threw("no".to_owned()));
        assert_eq!(called_after(sheet, 30).await, [CONFIRMED]);
        assert_eq!(called_after(sheet, 3_600).await, [] as [String; 0], "its error has no caller to go to");
        people.sign_up("eve").await;
        cut_off(sheet, &people, "eve").await;
        sheet.ask("cognito-idp:AdminDeleteUser", people.user("eve")).await;
        people.sign_up("kim").await;
        cut_off(sheet, &people, "kim").await;
        let without =
            with(&json!({ "UserPoolId": people.pool }), json!({ "AutoVerifiedAttributes": ["email"] }));
        sheet.ask("cognito-idp:UpdateUserPool", without).await;
        assert_eq!(called_after(sheet, 3_600).await, [] as [String; 0], "there is no user, and no function");
        people.sign_up("bob").await;
        let confirm = json!({ "ClientId": people.client, "Username": "bob", "ConfirmationCode": CODE });
        sheet.good("a pool that has no such function any more", confirm).await;
        assert_eq!(sources(sheet), [] as [String; 0]);
    });
}
