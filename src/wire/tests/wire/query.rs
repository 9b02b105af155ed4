//! Query requests: nested names become structures, lists and maps.

use serde_json::json;
use wire::{RequestParts, iam::CreateRoleRequest, sts::AssumeRoleWithWebIdentityRequest};

use crate::{operation, posted, received, refused};

#[test]
fn structures_and_lists_are_read_from_dotted_names() {
    let body = b"Action=CreateRole&Version=2010-05-08&RoleName=app&AssumeRolePolicyDocument=%7B%22a%22%3A+1%7D\
        &Tags.member.1.Key=team&Tags.member.1.Value=a&Tags.member.2.Key=stage&Tags.member.2.Value=&MaxSessionDuration=3600";
    let read: CreateRoleRequest = wire::read(operation("iam:CreateRole"), &posted(body)).unwrap();
    assert_eq!(read.assume_role_policy_document, "{\"a\": 1}");
    assert_eq!(read.max_session_duration, Some(3600));
    let tags: Vec<_> = read.tags.unwrap().into_iter().map(|tag| (tag.key, tag.value)).collect();
    assert_eq!(tags, [("team".to_owned(), "a".to_owned()), ("stage".to_owned(), String::new())]);
}

#[test]
fn list_members_stand_in_the_order_of_their_numbers() {
    let tag = |number: u32| format!("&Tags.member.{number}.Key=k{number}&Tags.member.{number}.Value=v");
    let body = format!("RoleName=app&AssumeRolePolicyDocument=x{}{}{}", tag(10), tag(4_000_000_000), tag(2));
    let value = received("iam:CreateRole", body.as_bytes()).unwrap();
    let keys: Vec<_> = value["Tags"].as_array().unwrap().iter().map(|tag| tag["Key"].clone()).collect();
    assert_eq!(keys, [json!("k2"), json!("k10"), json!("k4000000000")]);
}

#[test]
fn an_empty_list_is_sent_as_its_bare_name() {
    let value = received("iam:CreateRole", b"RoleName=app&AssumeRolePolicyDocument=x&Tags=").unwrap();
    assert_eq!(value["Tags"], json!([]));
    let value = received("iam:CreateRole", b"RoleName=app&AssumeRolePolicyDocument=x").unwrap();
    assert!(value.get("Tags").is_none());
}

#[test]
fn url_and_form_are_read_together() {
    let parts = RequestParts {
        method: "POST",
        raw_path: "/",
        raw_query: "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=web",
        headers: &[],
        body: b"RoleArn=arn:aws:iam::123456789012:role/app&WebIdentityToken=a.b.c&PolicyArns.member.1.arn=arn:aws:iam::aws:policy/P",
    };
    let read: AssumeRoleWithWebIdentityRequest =
        wire::read(operation("sts:AssumeRoleWithWebIdentity"), &parts).unwrap();
    assert_eq!(read.role_session_name, "web");
    assert_eq!(read.policy_arns.unwrap()[0].arn.as_deref(), Some("arn:aws:iam::aws:policy/P"));
    let (action, version) = wire::request::action_and_version(&parts).unwrap();
    assert_eq!((action.as_str(), version.as_str()), ("AssumeRoleWithWebIdentity", "2011-06-15"));
}

#[test]
fn values_of_a_wrong_type_are_refused_without_being_quoted() {
    let error = refused("iam:ListRoles", "MaxItems=hunter2");
    assert_eq!((error.code.as_ref(), error.status), ("MalformedInput", 400));
    assert_eq!(error.message, "The value at 'MaxItems' must be a whole number of 32 bits.");
    let error = refused("iam:SetDefaultPolicyVersion", "PolicyArn=short&VersionId=nine");
    assert_eq!(
        error.message,
        "2 validation errors detected: Value 'short' at 'policyArn' failed to satisfy constraint: Member must have \
         length greater than or equal to 20; Value 'nine' at 'versionId' failed to satisfy constraint: Member must \
         satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?"
    );
}

#[test]
fn paths_of_list_members_are_named_by_place() {
    let error = refused("iam:CreateRole", "RoleName=app&AssumeRolePolicyDocument=x&Tags.member.1.Key=k");
    assert_eq!(
        error.message,
        "1 validation error detected: Value null at 'tags.1.member.value' failed to satisfy constraint: Member must \
         not be null"
    );
}
