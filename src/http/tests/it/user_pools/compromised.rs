//! Passwords that are known from breaches, and what a pool does about them.

use app::testing::{BreachedFault, InProcess};
use domain::{
    Moment,
    user_pools::user_pool::{PoolConfig, ThreatProtection},
};
use serde_json::{Value, json};

use super::{PASSWORD, People};
use crate::desk::{Desk, Sheet, of_part, text, with};

/// A password that no list has.
const OTHER: &str = "Battery-Staple-2";

fn rules(action: &str) -> Value {
    json!({ "CompromisedCredentialsRiskConfiguration": { "Actions": { "EventAction": action } } })
}

/// A pool that records risks, with rules for compromised passwords.
async fn recording<'a>(sheet: &'a Sheet, action: &str) -> People<'a> {
    let audit = json!({ "UserPoolAddOns": { "AdvancedSecurityMode": "AUDIT" } });
    let people = People::with(sheet, audit, json!({})).await;
    let set = with(&rules(action), json!({ "UserPoolId": people.pool }));
    sheet.ask("cognito-idp:SetRiskConfiguration", set).await;
    people
}

/// A pool that blocks compromised passwords.
async fn blocking(sheet: &Sheet) -> People<'_> {
    let people = recording(sheet, "BLOCK").await;
    let house = &sheet.desk.house;
    let pool = house.app.user_pools.pool(&people.pool).await.unwrap();
    let enforced = PoolConfig { protection: Some(ThreatProtection::Enforced), ..pool.config.clone() };
    let moment = Moment::system("test", house.now(), "enforced");
    house.app.user_pools.update_pool(&pool, enforced, &moment).await.unwrap();
    people
}

/// The users' password becomes known from a breach.
fn leak(sheet: &Sheet) {
    sheet.desk.house.breached.add(PASSWORD);
}

async fn status(sheet: &Sheet, people: &People<'_>, name: &str) -> Value {
    sheet.ask("cognito-idp:AdminGetUser", people.user(name)).await["UserStatus"].clone()
}

#[test]
fn no_user_signs_up_with_a_compromised_password() {
    of_part("cognito-idp:SignUp", "compromised", async |sheet: &Sheet| {
        leak(sheet);
        let people = blocking(sheet).await;
        sheet.refused("the password is compromised", people.applicant("ada")).await;
        let weak = with(&people.applicant("ada"), json!({ "Password": "weak" }));
        sheet.refused("it violates the policy", weak).await;
        sheet.good("another password", with(&people.applicant("ada"), json!({ "Password": OTHER }))).await;
        let recording = recording(sheet, "BLOCK").await;
        sheet.good("where risks are only recorded", recording.applicant("ada")).await;
        let own = people.client_with(json!({ "ClientName": "lenient" })).await;
        let own = json!({ "UserPoolId": people.pool, "ClientId": own["ClientId"] });
        sheet.ask("cognito-idp:SetRiskConfiguration", with(&own, rules("NO_ACTION"))).await;
        let through = with(&people.applicant("bob"), json!({ "ClientId": own["ClientId"] }));
        sheet.good("through a client that lets them pass", through).await;
    });
}

#[test]
fn a_user_whose_password_is_compromised_signs_in_with_another_one() {
    of_part("cognito-idp:InitiateAuth", "compromised", async |sheet: &Sheet| {
        let people = blocking(sheet).await;
        people.join("ada").await;
        people.sign_in("ada").await;
        leak(sheet);
        let breached = &sheet.desk.house.breached;
        let asked = breached.asked();
        let wrong = json!({ "AuthParameters": { "USERNAME": "ada", "PASSWORD": OTHER } });
        sheet.refused("a wrong password", with(&people.by_password("ada"), wrong)).await;
        sheet.refused("a name that no user has", people.by_password("nobody")).await;
        assert_eq!(breached.asked(), asked, "only right passwords are looked up");
        sheet.refused("the password is compromised", people.by_password("ada")).await;
        assert_eq!(status(sheet, &people, "ada").await, "RESET_REQUIRED");
        sheet.refused("again", people.by_password("ada")).await;
        let ada = json!({ "ClientId": people.client, "Username": "ada" });
        sheet.ask("cognito-idp:ForgotPassword", ada.clone()).await;
        let other = json!({ "ConfirmationCode": app::testing::CODE, "Password": OTHER });
        sheet.ask("cognito-idp:ConfirmForgotPassword", with(&ada, other)).await;
        let other = json!({ "AuthParameters": { "USERNAME": "ada", "PASSWORD": OTHER } });
        sheet.good("another one was set", with(&people.by_password("ada"), other)).await;
    });
}

#[test]
fn a_locked_user_does_not_learn_that_the_password_is_compromised() {
    of_part("cognito-idp:InitiateAuth", "compromised_locked", async |sheet: &Sheet| {
        let people = blocking(sheet).await;
        people.join("ada").await;
        leak(sheet);
        let wrong = json!({ "AuthParameters": { "USERNAME": "ada", "PASSWORD": OTHER } });
        for _ in 0..5 {
            sheet
                .desk
                .answer("cognito-idp:InitiateAuth", &with(&people.by_password("ada"), wrong.clone()))
                .await;
        }
        let asked = sheet.desk.house.breached.asked();
        sheet.refused("inside the lock", people.by_password("ada")).await;
        assert_eq!(sheet.desk.house.breached.asked(), asked);
    });
}

#[test]
fn no_password_is_changed_to_a_compromised_one() {
    of_part("cognito-idp:ChangePassword", "compromised", async |sheet: &Sheet| {
        let people = blocking(sheet).await;
        let tokens = people.member("ada").await;
        sheet.desk.house.breached.add(OTHER);
        let change = |old: &str, new: &str| json!({ "AccessToken": tokens["AccessToken"], "PreviousPassword": old, "ProposedPassword": new });
        sheet.refused("the new one is compromised", change(PASSWORD, OTHER)).await;
        sheet.refused("the old one is wrong, and the new one is compromised", change(OTHER, OTHER)).await;
        sheet.good("another one", change(PASSWORD, "Battery-Staple-3")).await;
    });
}

#[test]
fn no_forgotten_password_is_replaced_by_a_compromised_one_and_the_code_stays_good() {
    of_part("cognito-idp:ConfirmForgotPassword", "compromised", async |sheet: &Sheet| {
        let people = blocking(sheet).await;
        people.join("ada").await;
        leak(sheet);
        let ada = json!({ "ClientId": people.client, "Username": "ada" });
        sheet.ask("cognito-idp:ForgotPassword", ada.clone()).await;
        let confirm = |code: &str, password: &str| {
            with(&ada, json!({ "ConfirmationCode": code, "Password": password }))
        };
        sheet.refused("the code is wrong", confirm("000000", PASSWORD)).await;
        sheet.refused("the password is compromised", confirm(app::testing::CODE, PASSWORD)).await;
        sheet.good("another one", confirm(app::testing::CODE, OTHER)).await;
    });
}

#[test]
fn no_temporary_password_is_replaced_by_a_compromised_one() {
    of_part("cognito-idp:RespondToAuthChallenge", "compromised", async |sheet: &Sheet| {
        let people = blocking(sheet).await;
        people.invite("ada").await;
        sheet.desk.house.breached.add(OTHER);
        let asked = sheet.ask("cognito-idp:InitiateAuth", people.by_password("ada")).await;
        let answer = |password: &str| {
            json!({
                "ClientId": people.client, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": asked["Session"],
                "ChallengeResponses": { "USERNAME": "ada", "NEW_PASSWORD": password },
            })
        };
        sheet.refused("the new password is compromised", answer(OTHER)).await;
        sheet.good("another one", answer("Battery-Staple-3")).await;
    });
}

#[test]
fn compromised_passwords_show_among_the_events_of_a_user() {
    of_part("cognito-idp:AdminListUserAuthEvents", "compromised", async |sheet: &Sheet| {
        leak(sheet);
        let people = recording(sheet, "BLOCK").await;
        people.join("ada").await;
        let tokens = people.sign_in("ada").await;
        let change = json!({ "AccessToken": tokens["AccessToken"], "PreviousPassword": PASSWORD, "ProposedPassword": PASSWORD });
        sheet.ask("cognito-idp:ChangePassword", change).await;
        sheet.good("where risks are only recorded", people.user("ada")).await;
        let blocking = blocking(sheet).await;
        let other = with(&blocking.applicant("bob"), json!({ "Password": OTHER }));
        sheet.ask("cognito-idp:SignUp", other).await;
        sheet.ask("cognito-idp:AdminConfirmSignUp", blocking.user("bob")).await;
        let by_other = json!({ "AuthParameters": { "USERNAME": "bob", "PASSWORD": OTHER } });
        let by_other = with(&blocking.by_password("bob"), by_other);
        let tokens =
            sheet.ask("cognito-idp:InitiateAuth", by_other.clone()).await["AuthenticationResult"].clone();
        let change = json!({ "AccessToken": tokens["AccessToken"], "PreviousPassword": OTHER, "ProposedPassword": PASSWORD });
        sheet.desk.answer("cognito-idp:ChangePassword", &change).await;
        sheet.desk.house.breached.add(OTHER);
        sheet.desk.answer("cognito-idp:InitiateAuth", &by_other).await;
        sheet.good("where they are acted upon", blocking.user("bob")).await;
    });
}

#[test]
fn passwords_are_taken_while_the_list_fails_and_the_operator_is_told() {
    of_part("cognito-idp:SignUp", "compromised_failing", async |sheet: &Sheet| {
        leak(sheet);
        let people = blocking(sheet).await;
        let (house, alarm) = (&sheet.desk.house, || sheet.desk.house.app.user_pools.breached_list_alarm());
        house.breached.fail(Some(BreachedFault::NoAnswer));
        sheet.good("the list does not answer", people.applicant("ada")).await;
        sheet.good("it still does not", people.applicant("bob")).await;
        let told = alarm().unwrap();
        assert!(told.starts_with("2 passwords were taken since 2026-03-01T12:00:00"), "{told}");
        house.breached.fail(None);
        sheet.refused("it answers again", people.applicant("eve")).await;
        assert_eq!(alarm(), None);
    });
}

#[test]
fn compromised_passwords_are_blocked_only_by_a_service_that_has_a_list() {
    actix_web::rt::System::new().block_on(async {
        let desk = Desk::of(InProcess::start_with(|_, outside| outside.breached = None).await);
        let pool = json!({ "PoolName": "people", "UserPoolAddOns": { "AdvancedSecurityMode": "AUDIT" } });
        let made = desk.answer("cognito-idp:CreateUserPool", &pool).await.json();
        let pool = json!({ "UserPoolId": text(&made["UserPool"]["Id"]) });
        let set =
            async |action| desk.answer("cognito-idp:SetRiskConfiguration", &with(&pool, rules(action))).await;
        let refused = set("BLOCK").await;
        assert_eq!(refused.status, 501, "{}", refused.body);
        assert!(refused.body.contains("CompromisedCredentialsRiskConfiguration.Actions.EventAction"));
        assert_eq!(set("NO_ACTION").await.status, 200);
    });
}
