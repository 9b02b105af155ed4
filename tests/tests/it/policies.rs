//! Roles, policies and STS from outside: what a policy can say, what it then decides, and who a caller is.

use serde_json::{Value, json};
use tests::estate::{ALLOW_SYNC, Estate, refusal, role_arn, trust};
use tests::http::{Answer, Request};

fn denying(condition: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition},
    ]})
    .to_string()
}

#[track_caller]
fn assert_malformed(answer: &Answer, part: &str) {
    let (code, message) = refusal(answer);
    assert!(code == "MalformedPolicyDocument" && message.contains(part), "{code}: {message}");
}

#[test]
fn a_deny_on_what_every_request_is_denies() {
    let estate = Estate::build();
    let guest = estate.get_id(&json!({}));
    let session = estate.session(&guest, &json!({}));
    let ask = |condition: Value| {
        let put = estate.put_policy("guest", &denying(&condition));
        assert_eq!(put.status, 200, "{}", put.text());
        estate.records(&session, &guest, "notes", 0).status
    };
    assert_eq!(ask(json!({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}})), 200);
    assert_eq!(ask(json!({"DateLessThan": {"aws:TokenIssueTime": "2020-01-01T00:00:00Z"}})), 200);
    for condition in [
        json!({"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}),
        json!({"NumericGreaterThan": {"aws:EpochTime": "1"}}),
        json!({"DateLessThan": {"aws:TokenIssueTime": "2199-01-01T00:00:00Z"}}),
        json!({"Bool": {"aws:SecureTransport": "false"}}),
        json!({"StringEquals": {"aws:PrincipalType": "AssumedRole"}}),
        json!({"StringEquals": {"aws:RequestedRegion": "us-east-1"}}),
        json!({"Null": {"aws:UserAgent": "false"}}),
        json!({"StringEquals": {"aws:ResourceAccount": "123456789012"}}),
        json!({"Bool": {"aws:ViaAWSService": "false"}}),
        json!({"Bool": {"aws:MultiFactorAuthPresent": "false"}}),
        json!({"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}),
    ] {
        assert_eq!(ask(condition.clone()), 403, "{condition}");
    }
    // A session's own policy is asked the same.
    assert_eq!(estate.put_policy("guest", ALLOW_SYNC).status, 200);
    let token = estate.open_id_token(&guest);
    for (value, status) in [("true", 200), ("false", 403)] {
        let policy = denying(&json!({"Bool": {"aws:SecureTransport": value}}));
        let session = estate.assumed("guest", &token, &[("Policy", &policy)]);
        assert_eq!(estate.records(&session, &guest, "notes", 0).status, status, "{value}");
    }
}

#[test]
fn a_policy_with_a_key_that_cannot_be_known_is_refused_wherever_it_is_put() {
    let estate = Estate::build();
    let token = estate.open_id_token(&estate.get_id(&json!({})));
    for key in ["aws:SourceVpc", "aws:SourceVpce", "aws:PrincipalOrgID", "aws:TagKeys"] {
        let condition = json!({"StringNotEquals": {key: "x"}});
        assert_malformed(&estate.put_policy("guest", &denying(&condition)), key);
        assert_malformed(&estate.assume("guest", &token, &[("Policy", &denying(&condition))]), key);
        let mut document = trust(&estate.identities, "unauthenticated");
        document["Statement"][0]["Condition"] = condition;
        assert_malformed(&estate.create_role("vpc", &document.to_string()), key);
    }
}

#[test]
fn tags_of_a_role_and_of_what_it_acts_on_are_known_to_policies() {
    let estate = Estate::build();
    let guest = estate.get_id(&json!({}));
    let document = trust(&estate.identities, "unauthenticated").to_string();
    let tagged_role = estate.role("tagged");
    let tagged = [
        ("Action", "CreateRole"),
        ("RoleName", &*tagged_role),
        ("AssumeRolePolicyDocument", &*document),
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "red"),
    ];
    assert_eq!(estate.query(None, "iam", &tagged).status, 200);
    let set = estate.set_roles(&json!({"Roles": {"unauthenticated": estate.role_arn("tagged")}}));
    assert_eq!(set.status, 200, "{}", set.text());
    let session = estate.session(&guest, &json!({}));
    let ask = |condition: Value| {
        assert_eq!(estate.put_policy("tagged", &denying(&condition)).status, 200);
        estate.records(&session, &guest, "notes", 0).status
    };
    assert_eq!(ask(json!({"StringEquals": {"aws:PrincipalTag/team": "blue"}})), 200);
    assert_eq!(ask(json!({"StringEquals": {"aws:PrincipalTag/team": "red"}})), 403);
    assert_eq!(
        ask(json!({"StringEquals": {"aws:ResourceTag/team": "red"}})),
        200,
        "the identity pool has no tags"
    );
}

#[test]
fn a_trust_policy_names_principals_that_are_there() {
    let estate = Estate::build();
    let of = |principal: Value| {
        let statement = json!({"Effect": "Deny", "Action": "sts:AssumeRole", "Principal": principal});
        json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
    };
    for (principal, name) in [
        (json!("*"), "*"),
        (json!({"AWS": role_arn("nobody")}), "role/nobody"),
        (json!({"AWS": "arn:aws:iam::123456789012:user/nobody"}), "user/nobody"),
        (json!({"AWS": "arn:aws:sts::123456789012:assumed-role/nobody/s"}), "assumed-role/nobody/s"),
        (json!({"Federated": "arn:aws:iam::123456789012:saml-provider/none"}), "saml-provider/none"),
    ] {
        let answer = estate.create_role("trusting", &of(principal));
        assert_malformed(&answer, "Invalid principal in policy");
        assert_malformed(&answer, name);
    }
    let guest = estate.role_arn("guest");
    let session = format!("{}/s", guest.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/"));
    let principals = [
        json!({"AWS": "*"}),
        json!({"AWS": [guest, session, "123456789012"]}),
        json!({"AWS": "arn:aws:iam::123456789012:user/administrator"}),
        json!({"AWS": "arn:aws:iam::999988887777:root", "Service": "cognito-idp.amazonaws.com"}),
    ];
    for (index, principal) in principals.iter().enumerate() {
        let answer = estate.create_role(&format!("trusting-{index}"), &of(principal.clone()));
        assert_eq!(answer.status, 200, "{principal}: {}", answer.text());
    }
}

#[test]
fn a_policy_document_begins_with_its_brace() {
    let estate = Estate::build();
    assert_malformed(
        &estate.put_policy("guest", &format!("\n {ALLOW_SYNC}")),
        "The policy failed legacy parsing",
    );
    assert_eq!(estate.put_policy("guest", &format!("{ALLOW_SYNC}\n")).status, 200);
    let document = trust(&estate.identities, "unauthenticated").to_string();
    let answer = estate.create_role("spaced", &format!(" {document}"));
    assert_malformed(&answer, "JSON strings must not have leading spaces");
}

#[test]
fn who_calls_is_told_in_json_to_those_who_accept_nothing_else() {
    let estate = Estate::build();
    let ask = |accept: &str, request: Request| estate.signed(None, "sts", &request.with("Accept", accept));
    let form = "Action=GetCallerIdentity&Version=2011-06-15";
    let xml = ask("*/*", Request::query(form));
    assert_eq!(xml.header("content-type"), Some("text/xml"));
    let told = ask("application/json", Request::query(form));
    assert_eq!(told.header("content-type"), Some("application/json"));
    let result = &told.json()["GetCallerIdentityResponse"]["GetCallerIdentityResult"];
    assert_eq!(result["Arn"], "arn:aws:iam::123456789012:user/administrator");
    assert_eq!(result["Account"], "123456789012");
    let refused = ask("application/json", Request::query("Action=NoSuchAction&Version=2011-06-15"));
    assert_eq!((refused.status, refused.json()["Error"]["Code"].as_str()), (400, Some("InvalidAction")));
}

#[test]
fn a_presigned_question_who_calls_is_good_for_fifteen_minutes_whatever_it_says() {
    let estate = Estate::build();
    for (ago, good_for) in [(0, 60), (840, 60), (840, 3_600)] {
        let answer = estate.presigned_caller_identity(ago, good_for);
        assert_eq!(answer.status, 200, "{ago} s, {good_for} s: {}", answer.text());
    }
    for good_for in [60, 3_600] {
        let (code, message) = refusal(&estate.presigned_caller_identity(960, good_for));
        assert!(
            code == "SignatureDoesNotMatch" && message.starts_with("Signature expired"),
            "{code}: {message}"
        );
    }
}
