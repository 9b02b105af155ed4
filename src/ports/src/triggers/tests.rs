use serde_json::json;

use super::*;

fn call<R: Trigger>(request: R) -> Call<R> {
    Call {
        function: "arn:verify".to_owned(),
        region: "us-east-1".to_owned(),
        pool: "us-east-1_a".to_owned(),
        client: "web".to_owned(),
        username: "ada".to_owned(),
        attributes: Some([("email".to_owned(), "ada@example.com".to_owned())].into()),
        request,
    }
}

fn verify() -> VerifyAuthChallengeResponse {
    VerifyAuthChallengeResponse {
        private: [("answer".to_owned(), "4711".to_owned())].into(),
        answer: "4711".to_owned(),
        client_metadata: None,
        user_not_found: false,
    }
}

#[test]
fn debug_shows_neither_users_nor_what_functions_say() {
    let call = call(verify());
    let (event, threw) = (Event::of(&call), TriggerFault::Threw("ada is not welcome".to_owned()));
    let shown = format!("{call:?} {event:?} {threw:?}");
    assert!(shown.contains("arn:verify") && shown.contains("VerifyAuthChallengeResponse_Authentication"));
    assert!(["ada", "4711"].iter().all(|private| !shown.contains(private)), "{shown}");
}

#[test]
fn an_event_has_the_members_of_aws() {
    let event = serde_json::to_value(Event::of(&call(verify()))).unwrap();
    let expected = json!({
        "version": "1", "triggerSource": "VerifyAuthChallengeResponse_Authentication", "region": "us-east-1",
        "userPoolId": "us-east-1_a", "userName": "ada",
        "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "web" },
        "request": { "userAttributes": { "email": "ada@example.com" },
            "privateChallengeParameters": { "answer": "4711" }, "challengeAnswer": "4711",
            "userNotFound": false },
        "response": { "answerCorrect": null },
    });
    assert_eq!(event, expected);
}

#[test]
fn a_function_that_sends_messages_gets_nothing_to_fill_in_and_null_for_what_the_call_has_not() {
    let sender = CustomSender {
        kind: SenderKind::Sms,
        source: MessageSource::SignUp,
        r#type: "customSMSSenderRequestV1",
        code: "AgR4".to_owned(),
        client_metadata: None,
    };
    let event = serde_json::to_value(Event::of(&call(sender))).unwrap();
    let expected = json!({ "userAttributes": { "email": "ada@example.com" }, "type": "customSMSSenderRequestV1",
        "code": "AgR4", "clientMetadata": null });
    assert_eq!((&event["triggerSource"], &event["request"]), (&json!("CustomSMSSender_SignUp"), &expected));
    assert_eq!(event.get("response"), None);
}

#[test]
fn an_answer_is_the_whole_event_with_a_response_that_fits() {
    let event = Event::of(&call(verify()));
    let whole = serde_json::to_value(&event).unwrap();
    let answered = |response: Value| {
        let mut answer = whole.clone();
        answer["response"] = response;
        event.answer::<ChallengeVerified>(answer)
    };
    let right = ChallengeVerified { is_right: true };
    assert!(answered(json!({ "answerCorrect": true, "note": 1 })) == Some(right));
    for unanswered in [json!({}), json!({ "answerCorrect": null }), json!({ "answerCorrect": false })] {
        assert!(answered(unanswered) == Some(ChallengeVerified::default()));
    }
    for wrong in [json!(null), json!([]), json!("yes"), json!({ "answerCorrect": "true" })] {
        assert!(answered(wrong.clone()).is_none(), "{wrong}");
    }
    for wrong in [json!(null), json!({}), json!([whole]), json!({ "response": { "answerCorrect": true } })] {
        assert!(event.answer::<ChallengeVerified>(wrong.clone()).is_none(), "{wrong}");
    }
    for member in whole.as_object().unwrap().keys() {
        let mut without = whole.clone();
        without.as_object_mut().unwrap().remove(member);
        assert!(event.answer::<ChallengeVerified>(without).is_none(), "{member}");
    }
}

#[test]
fn responses_to_fill_in_are_null_as_at_aws() {
    let define = DefineAuthChallenge { session: Vec::new(), client_metadata: None, user_not_found: false };
    let nulls = json!({ "challengeName": null, "issueTokens": null, "failAuthentication": null });
    assert_eq!(define.unanswered(), nulls);
    let before = PreSignUp { source: SignUpSource::SignUp, validation_data: None, client_metadata: None };
    let not = json!({ "autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false });
    assert_eq!(before.unanswered(), not);
    let tokens = |version| PreTokenGeneration {
        source: TokenSource::Authentication,
        version,
        group_configuration: None,
        scopes: None,
        client_metadata: None,
    };
    let first = tokens(TokenEventVersion::V1);
    assert_eq!((first.version(), first.unanswered()), ("1", json!({ "claimsOverrideDetails": null })));
    let third = tokens(TokenEventVersion::V3);
    let nulls = json!({ "claimsAndScopeOverrideDetails": null });
    assert_eq!((third.version(), third.unanswered()), ("3", nulls));
}

#[test]
fn claims_of_the_first_version_are_texts_and_of_later_ones_any_json() {
    let list = json!({ "claimsToAddOrOverride": { "colours": ["red"] } });
    let first = json!({ "claimsOverrideDetails": list });
    assert!(serde_json::from_value::<TokenChanges>(first).is_err());
    let second = json!({ "claimsAndScopeOverrideDetails": { "idTokenGeneration": list } });
    assert!(serde_json::from_value::<TokenChanges>(second).is_ok());
}
