//! Query answers: XML as AWS writes it.

use serde_json::json;
use wire::{
    Timestamp,
    iam::{CreateRoleResponse, Role, Tag, operations::CreateRole},
    sts::{
        AssumeRoleWithWebIdentityResponse, AssumedRoleUser, Credentials, GetCallerIdentityResponse,
        operations::{AssumeRoleWithWebIdentity, GetCallerIdentity},
    },
};

use crate::{REQUEST_ID, header, operation, text};

/// The pretty form of an expectation, as it travels.
fn flat(pretty: &str) -> String {
    pretty.lines().map(str::trim).collect()
}

#[test]
fn get_caller_identity_tells_who_calls() {
    let output = GetCallerIdentityResponse {
        account: Some("123456789012".into()),
        arn: Some("arn:aws:sts::123456789012:assumed-role/app/web".into()),
        user_id: Some("AROAEXAMPLE:web".into()),
    };
    let answer = wire::encode_typed::<GetCallerIdentity>(&output, REQUEST_ID);
    assert_eq!((answer.status, header(&answer, "content-type")), (200, Some("text/xml")));
    assert_eq!(
        text(&answer),
        flat(
            r#"<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                 <GetCallerIdentityResult>
                   <Account>123456789012</Account>
                   <Arn>arn:aws:sts::123456789012:assumed-role/app/web</Arn>
                   <UserId>AROAEXAMPLE:web</UserId>
                 </GetCallerIdentityResult>
                 <ResponseMetadata><RequestId>6b1c4f0a-0000-4000-8000-000000000001</RequestId></ResponseMetadata>
               </GetCallerIdentityResponse>"#
        )
    );
}

#[test]
fn assume_role_with_web_identity_gives_credentials_until_a_moment() {
    let output = AssumeRoleWithWebIdentityResponse {
        credentials: Some(Credentials {
            access_key_id: "ASIAEXAMPLE".into(),
            secret_access_key: "a/b+c=".into(),
            session_token: "token<&>".into(),
            expiration: Timestamp::from_millis(1_729_810_823_999),
        }),
        assumed_role_user: Some(AssumedRoleUser { arn: "arn".into(), assumed_role_id: "AROA:web".into() }),
        provider: Some("cognito-identity.amazonaws.com".into()),
        packed_policy_size: Some(6),
        ..Default::default()
    };
    let answer = wire::encode_typed::<AssumeRoleWithWebIdentity>(&output, REQUEST_ID);
    assert_eq!(
        text(&answer),
        flat(
            r#"<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                 <AssumeRoleWithWebIdentityResult>
                   <AssumedRoleUser><Arn>arn</Arn><AssumedRoleId>AROA:web</AssumedRoleId></AssumedRoleUser>
                   <Credentials>
                     <AccessKeyId>ASIAEXAMPLE</AccessKeyId>
                     <Expiration>2024-10-24T23:00:23Z</Expiration>
                     <SecretAccessKey>a/b+c=</SecretAccessKey>
                     <SessionToken>token&lt;&amp;&gt;</SessionToken>
                   </Credentials>
                   <PackedPolicySize>6</PackedPolicySize>
                   <Provider>cognito-identity.amazonaws.com</Provider>
                 </AssumeRoleWithWebIdentityResult>
                 <ResponseMetadata><RequestId>6b1c4f0a-0000-4000-8000-000000000001</RequestId></ResponseMetadata>
               </AssumeRoleWithWebIdentityResponse>"#
        )
    );
}

#[test]
fn create_role_lists_its_tags_as_members() {
    let role = Role {
        role_name: "app".into(),
        path: "/".into(),
        role_id: "AROAEXAMPLE".into(),
        arn: "arn:aws:iam::123456789012:role/app".into(),
        create_date: Timestamp(0.0),
        tags: Some(vec![
            Tag { key: "team".into(), value: "a".into() },
            Tag { key: "stage".into(), value: String::new() },
        ]),
        ..Default::default()
    };
    let answer = wire::encode_typed::<CreateRole>(&CreateRoleResponse { role }, REQUEST_ID);
    let body = text(&answer);
    assert!(
        body.starts_with(
            r#"<CreateRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><CreateRoleResult><Role>"#
        ),
        "{body}"
    );
    assert!(body.contains("<CreateDate>1970-01-01T00:00:00Z</CreateDate>"), "{body}");
    let tags = "<Tags><member><Key>team</Key><Value>a</Value></member>\
        <member><Key>stage</Key><Value></Value></member></Tags>";
    assert!(body.contains(tags), "{body}");
}

#[test]
fn an_operation_without_output_answers_its_metadata_alone() {
    let answer = wire::encode(operation("iam:DeleteRole"), &json!(null), REQUEST_ID);
    assert_eq!(
        text(&answer),
        flat(
            r#"<DeleteRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
                 <ResponseMetadata><RequestId>6b1c4f0a-0000-4000-8000-000000000001</RequestId></ResponseMetadata>
               </DeleteRoleResponse>"#
        )
    );
}

#[test]
fn maps_are_entries() {
    let details = json!({ "EvaluationResults": [{ "EvalActionName": "a", "EvalDecision": "allowed",
        "EvalDecisionDetails": { "policy": "allowed" } }] });
    let answer = wire::encode(operation("iam:SimulatePrincipalPolicy"), &details, REQUEST_ID);
    let entry =
        "<EvalDecisionDetails><entry><key>policy</key><value>allowed</value></entry></EvalDecisionDetails>";
    assert!(text(&answer).contains(entry), "{}", text(&answer));
}

#[test]
fn every_text_can_be_read_back() {
    let arn = "a<b>&\"'\r\n\t ü \u{1F600}";
    let output = GetCallerIdentityResponse { arn: Some(format!("{arn}\u{1}\u{FFFE}")), ..Default::default() };
    let answer = wire::encode_typed::<GetCallerIdentity>(&output, REQUEST_ID);
    let body = text(&answer);
    let inner = body.split_once("<Arn>").unwrap().1.split_once("</Arn>").unwrap().0;
    assert_eq!(quick_xml::escape::unescape(inner).unwrap(), format!("{arn}\u{FFFD}\u{FFFD}"));
}
