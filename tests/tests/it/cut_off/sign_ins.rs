//! Sign-ins, which no caller got the end of: nothing is left of them that keeps the next one from being whole.

use serde_json::{Value, json};
use tests::{
    api::{self, USER_POOLS, text},
    http::Request,
};

use super::{
    CODE, House,
    attempts::{Attempt, Make},
};

/// The first append takes the right password, or opens the session; the next one sends a code, or ends another session.
pub(super) const BEGUN_ANEW: &[Make] = &[beyond_the_limit_of_sessions, code_behind_a_password];

const PHONE: &str = "+12065550100";

fn begun(body: &Value, is_whole: impl Fn(&House) -> bool + 'static) -> Attempt {
    let request = Request::json(&format!("{USER_POOLS}.InitiateAuth"), body.to_string());
    Attempt { operation: "cognito-idp:InitiateAuth", request, is_whole: Box::new(is_whole) }
}

/// A user may have one session, and has it.
fn beyond_the_limit_of_sessions(house: &House) -> Attempt {
    let (estate, name) = (&house.estate, house.name("user"));
    let (pool, client) = api::user_pool(house.administrator());
    let one = json!({
        "UserPoolId": pool, "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 1},
    });
    house.administrator().user_pools("SetUserPoolSessionConfiguration", &one);
    estate.make_user(&pool, &name);
    let first = json!({"AccessToken": estate.sign_in(&client, &name)["AccessToken"]});
    let body = estate.by_password(&client, &name);
    begun(&body, move |house| {
        house.estate.sign_in(&client, &name);
        let user = json!({"UserPoolId": pool, "Username": name});
        let listed = house.administrator().user_pools("AdminListUserSessions", &user);
        listed["Sessions"].as_array().unwrap().len() == 1
            && house.estate.user_pools("GetUser", &first).status == 400
    })
}

/// A user whose second factor is a text message.
fn code_behind_a_password(house: &House) -> Attempt {
    let (estate, name) = (&house.estate, house.name("user"));
    let (pool, client) = api::user_pool(house.administrator());
    let sms = json!({"SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}});
    let mfa = json!({"UserPoolId": pool, "MfaConfiguration": "ON", "SmsMfaConfiguration": sms});
    house.administrator().user_pools("SetUserPoolMfaConfig", &mfa);
    estate.make_user(&pool, &name);
    let phone = json!([
        {"Name": "phone_number", "Value": PHONE}, {"Name": "phone_number_verified", "Value": "true"},
    ]);
    let phone = json!({"UserPoolId": pool, "Username": name, "UserAttributes": phone});
    house.administrator().user_pools("AdminUpdateUserAttributes", &phone);
    let body = estate.by_password(&client, &name);
    let again = body.clone();
    begun(&body, move |house| {
        let asked = api::succeeded(&house.estate.user_pools("InitiateAuth", &again));
        assert_eq!(text(&asked["ChallengeName"]), "SMS_MFA");
        let responses = json!({"USERNAME": name, "SMS_MFA_CODE": CODE});
        let answer = json!({
            "ClientId": client, "ChallengeName": "SMS_MFA", "Session": asked["Session"],
            "ChallengeResponses": responses,
        });
        house.estate.user_pools("RespondToAuthChallenge", &answer).status == 200
    })
}
