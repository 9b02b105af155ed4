//! `CUSTOM_AUTH`: a proof of the password, a wrong answer, the right one.

use serde_json::{Value, json};

use super::{begin, events};
use crate::{
    desk::Sheet,
    user_pools::{
        custom_auth::{SECRET, answer, by_srp, pool, proof},
        custom_messages::told,
    },
};

pub(super) const FILES: [&str; 3] = [
    "CreateAuthChallenge_Authentication",
    "DefineAuthChallenge_Authentication",
    "VerifyAuthChallengeResponse_Authentication",
];

#[test]
fn events_of_custom_challenges() {
    events(&FILES, async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        begin(sheet);
        let asked = sheet.ask("cognito-idp:InitiateAuth", told(&by_srp(&people, "ada"), "sign-in")).await;
        let respond = async |input: Value| sheet.ask("cognito-idp:RespondToAuthChallenge", input).await;
        let riddle = respond(told(&proof(&people, &asked, json!({})), "proof")).await;
        let again = respond(told(&answer(&people, &riddle, "twelve"), "first answer")).await;
        respond(answer(&people, &again, SECRET)).await;
    });
}
