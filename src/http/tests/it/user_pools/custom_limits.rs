//! What bounds sign-ins by functions, and what they tell of unknown names.

use serde_json::{Value, json};

use super::{
    People,
    custom_auth::{SECRET, answer, asked, begin, by_srp, define, flows, named, pool, respond, tokens},
};
use crate::desk::{Sheet, of_part, with};

#[test]
fn rounds_of_custom_challenges() {
    of_part("cognito-idp:RespondToAuthChallenge", "custom_rounds", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let mut last = asked(sheet, begin(&people, "ada", json!({}))).await;
        for _ in 0..2 {
            let wrong = answer(&people, &last, "twelve");
            last = sheet.ask("cognito-idp:RespondToAuthChallenge", wrong).await;
        }
        sheet.refused("C12 the third wrong answer", answer(&people, &last, "twelve")).await;
        sheet.refused("which spends its challenge", answer(&people, &last, SECRET)).await;
        define(sheet, named("CUSTOM_CHALLENGE"));
        let mut last = asked(sheet, begin(&people, "ada", json!({}))).await;
        for _ in 0..9 {
            last = sheet.ask("cognito-idp:RespondToAuthChallenge", answer(&people, &last, SECRET)).await;
        }
        sheet
            .refused("C12 the tenth right answer, and the function asks on", answer(&people, &last, SECRET))
            .await;
        let mut last = asked(sheet, begin(&people, "ada", json!({}))).await;
        for _ in 0..2 {
            let wrong = answer(&people, &last, "twelve");
            last = sheet.ask("cognito-idp:RespondToAuthChallenge", wrong).await;
        }
        define(sheet, tokens());
        sheet.good("C12 tokens still win", answer(&people, &last, "twelve")).await;
        let begun = asked(sheet, begin(&people, "ada", json!({}))).await;
        assert!(begun["AuthenticationResult"].is_object());
    });
}

#[test]
fn more_answers_than_are_remembered() {
    of_part("cognito-idp:RespondToAuthChallenge", "custom_flood", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let telling = with(&flows(), json!({ "PreventUserExistenceErrors": "LEGACY" }));
        let client = json!({ "ClientId": people.client_with(telling).await["ClientId"] });
        let begun = async || asked(sheet, with(&begin(&people, "ada", json!({})), client.clone())).await;
        let right = |asked: &Value| with(&answer(&people, asked, SECRET), client.clone());
        define(sheet, named("CUSTOM_CHALLENGE"));
        for _ in 0..10 {
            let mut last = begun().await;
            for _ in 0..10 {
                let answered = sheet.desk.answer("cognito-idp:RespondToAuthChallenge", &right(&last)).await;
                last = answered.json();
            }
        }
        let last = begun().await;
        sheet.desk.house.functions.take_asked();
        sheet.refused("the 101st answer", right(&last)).await;
        assert_eq!(sheet.desk.house.functions.take_asked(), [], "no function is asked");
        sheet.desk.pass(180 + 300);
        let later = begun().await;
        define(sheet, tokens());
        sheet.good("once they are forgotten", right(&later)).await;
    });
}

/// What a caller learns of a name: members and lengths of each answer, and what is refused.
async fn learnt(sheet: &Sheet, people: &People<'_>, name: &str) -> Vec<String> {
    let mut learnt = Vec::new();
    let mut tell = |answer: &Value| {
        let length = answer["Session"].as_str().map(str::len);
        let block = answer["ChallengeParameters"]["SECRET_BLOCK"].as_str().map(str::len);
        let names: Vec<_> = answer["ChallengeParameters"]
            .as_object()
            .into_iter()
            .flat_map(|all| all.keys())
            .cloned()
            .collect();
        learnt.push(format!(
            "{} {names:?} {length:?} {block:?} {}",
            answer["ChallengeName"], answer["message"]
        ));
    };
    tell(&asked(sheet, by_srp(people, name)).await);
    let first = asked(sheet, begin(people, name, json!({}))).await;
    tell(&first);
    let user = json!({ "USERNAME": name, "ANSWER": "twelve" });
    let wrong = |session: &Value| respond(people, "CUSTOM_CHALLENGE", session, user.clone());
    let mut last = first.clone();
    for _ in 0..3 {
        last = sheet.desk.answer("cognito-idp:RespondToAuthChallenge", &wrong(&last["Session"])).await.json();
        tell(&last);
    }
    tell(&sheet.desk.answer("cognito-idp:RespondToAuthChallenge", &wrong(&first["Session"])).await.json());
    learnt
}

#[test]
fn an_unknown_name_is_answered_like_a_user() {
    of_part("cognito-idp:InitiateAuth", "custom_unknown", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        assert_eq!(learnt(sheet, &people, "nobody").await, learnt(sheet, &people, "ada").await);
        sheet.desk.house.functions.take_asked();
        sheet.good("u6 an unknown name", begin(&people, "nobody", json!({}))).await;
        let told = sheet.desk.house.functions.take_asked();
        let [define, create] = &told[..] else { panic!("Define, then Create") };
        assert_eq!((define.trigger(), create.trigger()), ("DefineAuthChallenge", "CreateAuthChallenge"));
        for told in [define, create] {
            assert_eq!(told.event.request["userNotFound"], json!(true));
            assert_eq!(told.event.request["userAttributes"], json!({}));
            assert_eq!(told.event.user_name, "nobody");
        }
    });
}
