//! What functions of `CUSTOM_AUTH` are told, what their faults mean, and how a sign-in by them goes with passwords, factors and devices.

use app::testing::triggers::{
    Answered, ChallengeCreated, ChallengeDefined, DefineAuthChallenge, TriggerFault,
};
use serde_json::{Value, json};

use super::{
    People,
    custom_auth::{
        CREATE, DEFINE, SECRET, VERIFY, answer, asked, begin, by_srp, define, flows, functions, named, pool,
        pool_with, proof, respond, tokens,
    },
    devices::{UNKNOWN_DEVICE, confirmed},
    mfa_config::{own_mail, texts},
};
use crate::desk::{Sheet, of_part, text, with};

/// The rounds that `DefineAuthChallenge` was told of each time since this was called last.
fn sessions(sheet: &Sheet) -> Vec<Vec<(String, bool)>> {
    let asked = sheet.desk.house.functions.take_asked().into_iter();
    let define = asked.filter(|asked| asked.trigger() == "DefineAuthChallenge");
    let sessions = define.map(|asked| asked.request::<DefineAuthChallenge>().session);
    let shown = |round: Answered| (round.challenge, round.passed);
    sessions.map(|session| session.into_iter().map(shown).collect()).collect()
}

fn rounds(rounds: &[(&str, bool)]) -> Vec<(String, bool)> {
    rounds.iter().map(|(name, passed)| ((*name).to_owned(), *passed)).collect()
}

#[test]
fn a_password_then_functions() {
    of_part("cognito-idp:RespondToAuthChallenge", "custom_srp", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let begun = asked(sheet, by_srp(&people, "ada")).await;
        let custom = respond(&people, "CUSTOM_CHALLENGE", &begun["Session"], json!({ "ANSWER": SECRET }));
        sheet.refused("a custom challenge where the password is asked for", custom).await;
        assert_eq!(sessions(sheet), [rounds(&[("SRP_A", true)])]);
        let wrong = proof(&people, &begun, json!({ "PASSWORD_CLAIM_SIGNATURE": "AAAA" }));
        sheet.refused("C9 a wrong proof", wrong).await;
        assert_eq!(sessions(sheet), [] as [Vec<(String, bool)>; 0], "C9 Define is not asked");
        let proved = rounds(&[("SRP_A", true), ("PASSWORD_VERIFIER", true)]);
        let riddle = sheet.good("C10 a right one", proof(&people, &begun, json!({}))).await;
        assert_eq!(sessions(sheet), std::slice::from_ref(&proved));
        let without = with(&proof(&people, &begun, json!({})), json!({ "Session": null }));
        sheet.good("again, and without the Session", without).await;
        sheet.good("C11 the right answer", answer(&people, &riddle, SECRET)).await;
        let all = [proved.clone(), rounds(&[("CUSTOM_CHALLENGE", true)])].concat();
        assert_eq!(sessions(sheet), [proved, all]);
        define(sheet, named("PASSWORD_VERIFIER"));
        let begun = asked(sheet, by_srp(&people, "ada")).await;
        define(sheet, tokens());
        sheet.good("C4 tokens after the password", proof(&people, &begun, json!({}))).await;
        sheet.good("14 again", proof(&people, &begun, json!({}))).await;
        let opened = sheet.ask("cognito-idp:AdminListUserSessions", people.user("ada")).await;
        assert_eq!(opened["Sessions"].as_array().unwrap().len(), 2, "14 the repeat opens none: {opened}");
        people.invite("kim").await;
        define(sheet, named("PASSWORD_VERIFIER"));
        let begun = asked(sheet, by_srp(&people, "kim")).await;
        let kim = json!({ "USERNAME": "kim" });
        let temporary = sheet.good("C10, T3 a temporary password", proof(&people, &begun, kim.clone())).await;
        define(sheet, tokens());
        sessions(sheet);
        let new = with(&kim, json!({ "NEW_PASSWORD": "Battery-Staple-2" }));
        sheet
            .good("its new one", respond(&people, "NEW_PASSWORD_REQUIRED", &temporary["Session"], new))
            .await;
        let told = [("SRP_A", true), ("PASSWORD_VERIFIER", true), ("NEW_PASSWORD_REQUIRED", true)];
        assert_eq!(sessions(sheet), [rounds(&told)]);
    });
}

#[test]
fn a_second_factor_then_functions() {
    of_part("cognito-idp:RespondToAuthChallenge", "custom_mfa", async |sheet: &Sheet| {
        let settings = json!({ "EmailConfiguration": own_mail(), "SmsConfiguration": texts() });
        let people = pool_with(sheet, settings).await;
        people.join("ada").await;
        let mfa = json!({ "UserPoolId": people.pool, "MfaConfiguration": "OPTIONAL",
            "SmsMfaConfiguration": {}, "EmailMfaConfiguration": {} });
        sheet.ask("cognito-idp:SetUserPoolMfaConfig", mfa).await;
        let number = json!({ "UserAttributes": [{ "Name": "phone_number", "Value": "+14325551212" }] });
        sheet.ask("cognito-idp:AdminUpdateUserAttributes", with(&people.user("ada"), number)).await;
        let both = json!({ "EmailMfaSettings": { "Enabled": true, "PreferredMfa": true },
            "SMSMfaSettings": { "Enabled": true } });
        sheet.ask("cognito-idp:AdminSetUserMFAPreference", with(&people.user("ada"), both)).await;
        let begun = asked(sheet, by_srp(&people, "ada")).await;
        let mailed = sheet.good("C10, 40 a right proof", proof(&people, &begun, json!({}))).await;
        let code = |session: &Value, challenge: &str, code: &str| {
            respond(&people, challenge, session, json!({ format!("{}_CODE", challenge): code }))
        };
        sheet.refused("a wrong code", code(&mailed["Session"], "EMAIL_OTP", "000000")).await;
        define(sheet, named("SMS_MFA"));
        sessions(sheet);
        let texted = sheet.good("C7 a further factor", code(&mailed["Session"], "EMAIL_OTP", "123456")).await;
        let told = [("SRP_A", true), ("PASSWORD_VERIFIER", true), ("EMAIL_OTP", true)];
        assert_eq!(sessions(sheet), [rounds(&told)]);
        sheet.refused("a wrong code of it", code(&texted["Session"], "SMS_MFA", "000000")).await;
        sheet.refused("C7 the same factor once more", code(&texted["Session"], "SMS_MFA", "123456")).await;
    });
}

#[test]
fn what_functions_are_told() {
    of_part("cognito-idp:RespondToAuthChallenge", "custom_told", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let metadata = json!({ "ClientMetadata": { "page": "riddles" } });
        let begun = asked(sheet, with(&begin(&people, "ada", json!({})), metadata.clone())).await;
        let functions = &sheet.desk.house.functions;
        let [define, create] = &functions.take_asked()[..] else { panic!("Define, then Create") };
        let arn = |name: &str| format!("arn:aws:lambda:us-east-1:123456789012:function:{name}");
        assert_eq!((&define.function, &create.function), (&arn(DEFINE), &arn(CREATE)));
        let event = &define.event;
        assert_eq!((event.user_name.as_str(), event.region.as_str()), ("ada", "us-east-1"));
        assert_eq!((&event.user_pool_id, &event.caller_context.client_id), (&people.pool, &people.client));
        let mut told = event.request.clone();
        let sub = told["userAttributes"].as_object_mut().unwrap().remove("sub").unwrap();
        assert_eq!(text(&sub).len(), 36);
        let attributes = json!({ "email": "ada@example.com", "email_verified": "true",
            "cognito:user_status": "CONFIRMED" });
        let nothing = json!({ "userAttributes": attributes, "session": [], "userNotFound": false });
        assert_eq!(told, nothing, "without clientMetadata, which the call has none of");
        assert_eq!(create.event.request["session"], json!([]));
        let wrong = with(&answer(&people, &begun, "twelve"), metadata);
        let next = sheet.good("a wrong answer with metadata", wrong).await;
        let [verify, define, create] = &functions.take_asked()[..] else {
            panic!("Verify, then Define, then Create")
        };
        for told in [verify, define, create] {
            assert_eq!(told.event.request["clientMetadata"], json!({ "page": "riddles" }));
        }
        assert_eq!(
            (&verify.function, &verify.event.request["challengeAnswer"]),
            (&arn(VERIFY), &json!("twelve"))
        );
        assert_eq!(verify.event.request["privateChallengeParameters"], json!({ "answer": SECRET }));
        let round = json!([{ "challengeName": "CUSTOM_CHALLENGE", "challengeResult": false,
            "challengeMetadata": "RIDDLE-0" }]);
        for told in [define, create] {
            assert_eq!(told.event.request["session"], round);
        }
        for told in [&begun, &next] {
            assert!(!told.to_string().contains(SECRET) && !told.to_string().contains("RIDDLE"), "{told}");
        }
    });
}

#[test]
fn functions_that_fail() {
    of_part("cognito-idp:InitiateAuth", "custom_faults", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let ada = begin(&people, "ada", json!({}));
        let functions = &sheet.desk.house.functions;
        let threw = || TriggerFault::Threw("Not today, Ada".to_owned());
        let not_called = || TriggerFault::NotCalled("AccessDeniedException".to_owned());
        functions.create(move |_| Err(threw()));
        sheet.refused("Create throws", ada.clone()).await;
        functions.create(|_| Err(TriggerFault::Unreadable));
        sheet.refused("Create answers badly", ada.clone()).await;
        functions.create(move |_| Err(not_called()));
        sheet.refused("Create cannot be called", ada.clone()).await;
        let parameters = |length| {
            move |_: &_| {
                let private = [("answer".to_owned(), "a".repeat(length))].into();
                Ok(ChallengeCreated { private, ..ChallengeCreated::default() })
            }
        };
        functions.create(parameters(3_000));
        sheet.refused("Create keeps more than fits", ada.clone()).await;
        functions.create(parameters(1_500));
        let begun = sheet.good("Create keeps as much as fits", ada.clone()).await;
        assert_eq!(text(&begun["Session"]).len(), 3_840);
        functions.define(move |_| Err(threw()));
        sheet.refused("Define throws", ada.clone()).await;
        functions.define(|_| Err(TriggerFault::Unreadable));
        sheet.refused("Define answers badly", ada.clone()).await;
        functions.define(move |_| Err(not_called()));
        sheet.refused("Define cannot be called", ada.clone()).await;
    });
}

#[test]
fn functions_that_fail_on_an_answer() {
    of_part("cognito-idp:RespondToAuthChallenge", "custom_faults", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let begun = asked(sheet, begin(&people, "ada", json!({}))).await;
        let functions = &sheet.desk.house.functions;
        let threw = || TriggerFault::Threw("Not today, Ada".to_owned());
        functions.verify(move |_| Err(threw()));
        sheet.refused("Verify throws", answer(&people, &begun, SECRET)).await;
        functions.verify(|_| Err(TriggerFault::Unreadable));
        sheet.refused("Verify answers badly", answer(&people, &begun, SECRET)).await;
        functions.verify(|_| Err(TriggerFault::NotCalled("TooManyRequestsException".to_owned())));
        sheet.refused("Verify cannot be called", answer(&people, &begun, SECRET)).await;
        functions.verify(|_| Ok(true));
        functions.define(move |_| Err(threw()));
        sheet.refused("Define throws", answer(&people, &begun, SECRET)).await;
        define(sheet, ChallengeDefined::default());
        sheet.refused("C8 Define says nothing", answer(&people, &begun, SECRET)).await;
        define(sheet, named("CUSTOM_CHALLENGE"));
        functions.create(move |_| Err(threw()));
        sheet.refused("Create throws", answer(&people, &begun, SECRET)).await;
        define(sheet, tokens());
        sheet.good("and the challenge is still good", answer(&people, &begun, SECRET)).await;
    });
}

#[test]
fn devices_of_sign_ins_by_functions() {
    of_part("cognito-idp:RespondToAuthChallenge", "custom_device", async |sheet: &Sheet| {
        let people = pool_with(sheet, json!({ "DeviceConfiguration": {} })).await;
        people.join("ada").await;
        let from = |device: &Value| begin(&people, "ada", json!({ "DEVICE_KEY": device }));
        let begun = asked(sheet, begin(&people, "ada", json!({}))).await;
        let done = sheet.good("no device is named", answer(&people, &begun, SECRET)).await;
        let key = confirmed(sheet, &done["AuthenticationResult"]).await;
        let begun = asked(sheet, from(&json!(UNKNOWN_DEVICE))).await;
        sheet.refused("d3 a device that is not there", answer(&people, &begun, SECRET)).await;
        let named = json!({ "ANSWER": SECRET, "DEVICE_KEY": key });
        let named = respond(&people, "CUSTOM_CHALLENGE", &begun["Session"], named);
        let device = sheet.good("C4, T8 the same answer from a known one", named).await;
        sessions(sheet);
        let public = json!({ "DEVICE_KEY": key, "SRP_A": crate::desk::srp::client_public() });
        let public = respond(&people, "DEVICE_SRP_AUTH", &device["Session"], public);
        let challenge = sheet.good("its number", public).await;
        let signature = super::device_sign_in::proof(
            &people,
            &done["AuthenticationResult"]["NewDeviceMetadata"],
            &challenge,
            json!({}),
        );
        sheet.good("its proof", signature).await;
        assert!(sessions(sheet).is_empty(), "the function that has issued tokens is not asked again");
    });
}

#[test]
fn a_client_with_a_secret() {
    of_part("cognito-idp:RespondToAuthChallenge", "custom_secret", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let client = people.client_with(with(&flows(), json!({ "GenerateSecret": true }))).await;
        let (id, secret) = (text(&client["ClientId"]), text(&client["ClientSecret"]));
        let hash = people.hash(&id, &secret, "ada");
        let hashed = begin(&people, "ada", json!({ "SECRET_HASH": hash }));
        let begun = asked(sheet, with(&hashed, json!({ "ClientId": id }))).await;
        let answer = |hash: Value| {
            let responses = json!({ "ANSWER": SECRET, "SECRET_HASH": hash });
            let answer = respond(&people, "CUSTOM_CHALLENGE", &begun["Session"], responses);
            with(&answer, json!({ "ClientId": id }))
        };
        sheet.refused("Q4 no hash", answer(Value::Null)).await;
        sheet.refused("Q4 a wrong one", answer(json!("aGFzaA=="))).await;
        sheet.good("the right one", answer(json!(hash))).await;
        let superfluous = json!({ "ANSWER": SECRET, "SECRET_HASH": hash });
        let begun = asked(sheet, begin(&people, "ada", json!({}))).await;
        let superfluous = respond(&people, "CUSTOM_CHALLENGE", &begun["Session"], superfluous);
        sheet.good("Q4 one that no secret asks for", superfluous).await;
    });
}

#[test]
fn functions_of_a_pool_are_shown_and_an_update_without_them_takes_them_away() {
    of_part("cognito-idp:DescribeUserPool", "functions", async |sheet: &Sheet| {
        let people = People::with(sheet, functions(&[DEFINE, CREATE, VERIFY]), json!({})).await;
        let pool = json!({ "UserPoolId": people.pool });
        sheet.good("with functions", pool.clone()).await;
        let listed = async || sheet.ask("cognito-idp:ListUserPools", json!({ "MaxResults": 1 })).await;
        let shown = sheet.ask("cognito-idp:DescribeUserPool", pool.clone()).await;
        assert_eq!(listed().await["UserPools"][0]["LambdaConfig"], shown["UserPool"]["LambdaConfig"]);
        sheet.ask("cognito-idp:UpdateUserPool", pool.clone()).await;
        assert_eq!(listed().await["UserPools"][0]["LambdaConfig"], json!({}));
        let told = sheet.ask("cognito-idp:DescribeUserPool", pool).await;
        assert_eq!(told["UserPool"]["LambdaConfig"], json!({}));
    });
}
