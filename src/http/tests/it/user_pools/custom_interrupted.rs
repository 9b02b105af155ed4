//! A sign-in by functions that ends between its two appends: the right password is taken, and what follows on it was not decided.

use app::testing::triggers::TriggerFault;
use serde_json::json;

use super::custom_auth::{asked, by_srp, define, named, pool, proof, tokens};
use crate::desk::{Sheet, of_part};

#[test]
fn a_password_that_was_taken_before_the_sign_in_was_interrupted_completes_it_later() {
    of_part("cognito-idp:RespondToAuthChallenge", "custom_interrupted", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        define(sheet, named("PASSWORD_VERIFIER"));
        let begun = asked(sheet, by_srp(&people, "ada")).await;
        let heads = sheet.desk.house.heads().await;
        sheet.desk.house.functions.define(|_| Err(TriggerFault::NotCalled("Timeout".to_owned())));
        sheet.refused("Define cannot be called", proof(&people, &begun, json!({}))).await;
        assert_ne!(sheet.desk.house.heads().await, heads, "the password is taken");
        let sessions = async || {
            let listed = sheet.ask("cognito-idp:AdminListUserSessions", people.user("ada")).await;
            listed["Sessions"].as_array().unwrap().len()
        };
        assert_eq!(sessions().await, 0, "and nothing more has happened");
        define(sheet, tokens());
        sheet.good("the same proof again", proof(&people, &begun, json!({}))).await;
        sheet.good("and again", proof(&people, &begun, json!({}))).await;
        assert_eq!(sessions().await, 1);
    });
}
