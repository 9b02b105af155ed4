//! What the models say, and that all of it arrived.

use std::collections::BTreeMap;

use wire::{
    Protocol,
    shape::{Kind, Pattern, Shape},
};

fn shapes() -> BTreeMap<(&'static str, &'static str), &'static Shape> {
    let mut found = BTreeMap::new();
    for service in wire::services() {
        let mut open: Vec<&'static Shape> = service
            .operations
            .iter()
            .flat_map(|operation| [operation.input, operation.output])
            .flatten()
            .collect();
        while let Some(shape) = open.pop() {
            if found.insert((service.name, shape.name), shape).is_none() {
                match &shape.kind {
                    Kind::Structure(members) => open.extend(members.iter().map(|member| member.shape)),
                    Kind::List { member, .. } => open.push(member),
                    Kind::Map { key, value, .. } => open.extend([*key, *value]),
                    _ => {}
                }
            }
        }
    }
    found
}

fn pattern(service: &'static str, shape: &'static str) -> &'static Pattern {
    match shapes()[&(service, shape)].kind {
        Kind::Text { pattern: Some(pattern), .. } => pattern,
        _ => panic!("{shape} has no pattern"),
    }
}

#[test]
fn every_operation_of_every_service_is_known() {
    let counts: Vec<_> =
        wire::services().iter().map(|service| (service.name, service.operations.len())).collect();
    let expected =
        [("cognito-idp", 141), ("cognito-identity", 23), ("cognito-sync", 17), ("sts", 11), ("iam", 57)];
    assert_eq!(counts, expected);
    assert_eq!(counts.iter().map(|(_, count)| count).sum::<usize>(), 249);
}

#[test]
fn every_operation_is_found_by_its_own_name() {
    for service in wire::services() {
        for operation in service.operations {
            let found = service.operation(operation.name).map(|found| found.name);
            assert_eq!(found, Some(operation.name));
            assert_eq!(operation.service.name, service.name);
        }
    }
}

#[test]
fn every_pattern_compiles() {
    let mut compiled = 0;
    for shape in shapes().values() {
        if let Kind::Text { pattern: Some(pattern), .. } = shape.kind {
            let _ = pattern.matches("x");
            compiled += 1;
        }
    }
    assert!(compiled > 80, "only {compiled} patterns found");
}

#[test]
fn a_pattern_matches_the_whole_value_and_its_words_are_ascii() {
    let pool = pattern("cognito-idp", "UserPoolIdType");
    assert!(pool.matches("us-east-1_AbCdEf123"));
    assert!(!pool.matches("us-east-1_AbCdEf123 "));
    assert!(!pool.matches("us-east-1_AbCdEf123\n"));
    assert!(!pool.matches("zürich-1_AbCdEf123"), "Java's word characters are ASCII");
    let name = pattern("cognito-idp", "UsernameType");
    assert!(name.matches("zürich€"), "letters and symbols of any script");
    assert!(!name.matches("two words"));
}

#[test]
fn a_dot_stops_at_line_ends_unless_the_pattern_says_otherwise() {
    let verification = pattern("cognito-idp", "SmsVerificationMessageType");
    assert!(verification.matches("Code {####}."));
    assert!(!verification.matches("Code\r{####}."));
    assert!(pattern("cognito-idp", "SmsInviteMessageType").matches("two\nlines"));
}

#[test]
fn rewritten_patterns_mean_what_the_model_means() {
    let bucket = pattern("cognito-idp", "S3BucketType");
    for (name, fits) in
        [("", true), ("a", true), ("a.b", true), (".a-b_C", true), ("a.", false), (".", false)]
    {
        assert_eq!(bucket.matches(name), fits, "{name:?}");
    }
    let arn = pattern("sts", "arnType");
    assert!(arn.matches("arn:aws:iam::123456789012:role/\u{1F600}"));
    assert!(!arn.matches("arn:\u{1}"));
}

#[test]
fn the_unsigned_operations_are_those_of_the_models() {
    let unsigned =
        |name| wire::service(name).unwrap().operations.iter().filter(|operation| operation.unsigned);
    assert_eq!(unsigned("cognito-idp").count(), 34);
    let identity: Vec<_> = unsigned("cognito-identity").map(|operation| operation.name).collect();
    assert_eq!(identity, ["GetCredentialsForIdentity", "GetId", "GetOpenIdToken", "UnlinkIdentity"]);
    let sts: Vec<_> = unsigned("sts").map(|operation| operation.name).collect();
    assert_eq!(sts, ["AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"]);
    assert_eq!(unsigned("cognito-sync").count() + unsigned("iam").count(), 0);
}

#[test]
fn services_speak_their_protocol_under_their_names() {
    let facts: Vec<_> = wire::services()
        .iter()
        .map(|service| (service.signing_name, service.protocol, service.api_version))
        .collect();
    assert_eq!(
        facts,
        [
            ("cognito-idp", Protocol::Json, "2016-04-18"),
            ("cognito-identity", Protocol::Json, "2014-06-30"),
            ("cognito-sync", Protocol::RestJson, "2014-06-30"),
            ("sts", Protocol::Query, "2011-06-15"),
            ("iam", Protocol::Query, "2010-05-08"),
        ]
    );
}

#[test]
fn operations_are_found_by_target_and_by_action() {
    let sign_up = wire::route::by_target("AWSCognitoIdentityProviderService.SignUp").unwrap();
    assert_eq!(format!("{sign_up:?}"), "cognito-idp:SignUp");
    let get_id = wire::route::by_target("AWSCognitoIdentityService.GetId").unwrap();
    assert_eq!(format!("{get_id:?}"), "cognito-identity:GetId");
    for unknown in
        ["", ".", "SignUp", "AWSCognitoIdentityService.SignUp", "AWSCognitoIdentityProviderService.signup"]
    {
        assert!(wire::route::by_target(unknown).is_none(), "{unknown}");
    }
    let caller = wire::route::by_action("GetCallerIdentity", "2011-06-15").unwrap();
    assert_eq!(format!("{caller:?}"), "sts:GetCallerIdentity");
    assert!(wire::route::by_action("GetCallerIdentity", "2010-05-08").is_none());
    assert!(wire::route::by_action("CreateRole", "2010-05-08").is_some());
}
