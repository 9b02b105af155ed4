//! Constraints of the models in AWS's own words. The forms are those that AWS was seen to answer.

use serde_json::json;

use crate::{received, refused};

fn message(name: &str, body: &serde_json::Value) -> String {
    refused(name, body.to_string()).message.into_owned()
}

#[test]
fn what_is_required_must_not_be_null() {
    assert_eq!(
        message("cognito-idp:AdminGetUser", &json!({ "UserPoolId": "us-east-1_A" })),
        "1 validation error detected: Value null at 'username' failed to satisfy constraint: Member must not be null"
    );
}

#[test]
fn a_pattern_is_quoted_as_the_model_writes_it() {
    assert_eq!(
        message("cognito-idp:AdminConfirmSignUp", &json!({ "UserPoolId": "no pool", "Username": "ada" })),
        "1 validation error detected: Value 'no pool' at 'userPoolId' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+"
    );
}

#[test]
fn all_violations_are_told_at_once_and_a_sensitive_value_is_not_shown() {
    assert_eq!(
        message("cognito-idp:SignUp", &json!({ "ClientId": "abc", "Username": "", "Password": "two words" })),
        "3 validation errors detected: \
         Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+; \
         Value at 'username' failed to satisfy constraint: Member must have length greater than or equal to 1; \
         Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: \
         [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+"
    );
}

#[test]
fn a_sensitive_value_never_appears_in_a_message() {
    let long = "hunter2".repeat(60);
    let body = json!({ "ClientId": long, "Username": long, "Password": long, "SecretHash": long });
    let message = message("cognito-idp:SignUp", &body);
    assert!(message.starts_with("4 validation errors detected: "), "{message}");
    assert!(!message.contains("hunter2"), "{message}");
}

#[test]
fn a_list_of_texts_is_refused_as_a_whole_with_all_that_its_elements_must_satisfy() {
    let body = json!({ "UserPoolId": "us-east-1_A", "ClientName": "web", "PreventUserExistenceErrors": "MAYBE",
        "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "NO_SUCH_FLOW"] });
    let message = message("cognito-idp:CreateUserPoolClient", &body);
    let list = "Value '[ALLOW_CUSTOM_AUTH, NO_SUCH_FLOW]' at 'explicitAuthFlows' failed to satisfy constraint: \
        Member must satisfy constraint: [Member must satisfy enum value set: [ADMIN_NO_SRP_AUTH, ";
    assert!(message.contains(list), "{message}");
    let choice = "Value 'MAYBE' at 'preventUserExistenceErrors' failed to satisfy constraint: \
        Member must satisfy enum value set: [LEGACY, ENABLED]";
    assert!(message.contains(choice), "{message}");
}

#[test]
fn a_member_of_a_list_is_named_by_its_place() {
    let body = json!({ "UserPoolId": "us-east-1_A", "Username": "ada",
        "UserAttributes": [{ "Name": "email" }, { "Value": "x" }, { "Name": "" }] });
    assert_eq!(
        message("cognito-idp:AdminUpdateUserAttributes", &body),
        "3 validation errors detected: \
         Value null at 'userAttributes.2.member.name' failed to satisfy constraint: Member must not be null; \
         Value '' at 'userAttributes.3.member.name' failed to satisfy constraint: Member must have length greater \
         than or equal to 1; \
         Value '' at 'userAttributes.3.member.name' failed to satisfy constraint: Member must satisfy regular \
         expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+"
    );
}

#[test]
fn numbers_have_bounds() {
    assert_eq!(
        message("cognito-idp:ListUserPools", &json!({ "MaxResults": 61 })),
        "1 validation error detected: Value '61' at 'maxResults' failed to satisfy constraint: \
         Member must have value less than or equal to 60"
    );
    assert_eq!(
        message("cognito-idp:ListUserPools", &json!({ "MaxResults": 0 })),
        "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: \
         Member must have value greater than or equal to 1"
    );
}

#[test]
fn a_map_has_a_size_keys_and_values() {
    let pool = "us-east-1:00000000-0000-0000-0000-000000000000";
    let body = json!({ "IdentityPoolId": pool, "Roles": { "other": "arn:aws:iam::1:role/aaaaaaaaaaaa" } });
    assert_eq!(
        message("cognito-identity:SetIdentityPoolRoles", &body),
        "1 validation error detected: Value '{other=arn:aws:iam::1:role/aaaaaaaaaaaa}' at 'roles' failed to satisfy \
         constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member \
         must have length greater than or equal to 1, Member must satisfy regular expression pattern: \
         (un)?authenticated]"
    );
    let body = json!({ "IdentityPoolId": pool, "Roles": { "authenticated": "short" } });
    assert!(message("cognito-identity:SetIdentityPoolRoles", &body).contains(
        "at 'roles' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less \
         than or equal to 2048, Member must have length greater than or equal to 20]"
    ));
    let logins: serde_json::Map<_, _> = (0..11).map(|n| (format!("provider{n}"), json!("hunter2"))).collect();
    let message = message("cognito-identity:GetId", &json!({ "IdentityPoolId": pool, "Logins": logins }));
    assert_eq!(
        message,
        "1 validation error detected: Value at 'logins' failed to satisfy constraint: Member must have length less \
         than or equal to 10",
        "login tokens are sensitive"
    );
}

#[test]
fn bytes_are_counted_before_the_encoding() {
    let body = |zeros: usize| json!({ "UserPoolId": "us-east-1_A", "ImageFile": "AAAA".repeat(zeros) });
    assert!(received("cognito-idp:SetUICustomization", body(43_690).to_string().as_bytes()).is_ok());
    assert_eq!(
        message("cognito-idp:SetUICustomization", &body(43_691)),
        "1 validation error detected: Value at 'imageFile' failed to satisfy constraint: Member must have length \
         less than or equal to 131072"
    );
}

#[test]
fn lengths_are_counted_in_characters() {
    let body =
        |length: usize| json!({ "UserPoolId": "us-east-1_A", "Username": "ü".repeat(length) }).to_string();
    assert!(received("cognito-idp:AdminGetUser", body(128).as_bytes()).is_ok());
    assert!(refused("cognito-idp:AdminGetUser", body(129)).message.contains("less than or equal to 128"));
}

#[test]
fn each_service_answers_with_its_own_code() {
    let code = |name, body: &str| refused(name, body).code.into_owned();
    assert_eq!(code("cognito-idp:SignUp", "{}"), "InvalidParameterException");
    assert_eq!(code("cognito-identity:GetId", "{}"), "ValidationException");
    assert_eq!(code("sts:AssumeRole", "RoleArn=x"), "ValidationError");
    assert_eq!(code("iam:CreateRole", ""), "ValidationError");
}

#[test]
fn a_message_stays_of_bounded_size_whatever_is_sent() {
    let attributes: Vec<_> = (0..100_000).map(|_| json!({ "Value": "x" })).collect();
    let body = json!({ "UserPoolId": "x".repeat(100_000), "Username": "ada", "UserAttributes": attributes });
    let message = message("cognito-idp:AdminUpdateUserAttributes", &body);
    assert!(message.starts_with("50 validation errors detected: "), "{}", &message[..60]);
    assert!(message.len() < 20_000, "{} bytes", message.len());
}
