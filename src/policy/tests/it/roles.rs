//! Trust policies, limits on limits, and rules that hold for every document.

use policy::{
    ContextKeys, Deciding, Decision, Document, Principal, RequestContext, evaluate, evaluate_all_of,
};
use proptest::prelude::*;

const POOL: &str = "us-east-1:12345678-dead-beef-cafe-123456790ab0";

fn request(action: &str, resource: &str, principal: Principal, keys: ContextKeys) -> RequestContext {
    RequestContext { action: action.into(), resource: resource.into(), principal, keys }
}

fn federated(provider: &str, keys: ContextKeys) -> RequestContext {
    request("sts:AssumeRoleWithWebIdentity", "*", Principal::Federated(provider.into()), keys)
}

fn permissions(statements: &str) -> Document {
    Document::parse_permissions(&format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#))
        .expect("statements of the tests are sound")
}

fn trust(principal: &str) -> Document {
    let json = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow",{principal},"Action":"sts:AssumeRole*"}}}}"#
    );
    Document::parse_trust(&json).expect("principals of the tests are sound")
}

/// "Role trust and permissions" (Amazon Cognito Developer Guide).
#[test]
fn the_trust_policy_of_an_identity_pool_lets_its_signed_in_users_in_and_nobody_else() {
    let document = Document::parse_trust(&format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",
            "Principal":{{"Federated":"cognito-identity.amazonaws.com"}},"Action":"sts:AssumeRoleWithWebIdentity",
            "Condition":{{"StringEquals":{{"cognito-identity.amazonaws.com:aud":"{POOL}"}},
            "ForAnyValue:StringLike":{{"cognito-identity.amazonaws.com:amr":"authenticated"}}}}}}]}}"#
    ))
    .unwrap();
    let keys = |pool: &str, amr: &[&str]| {
        ContextKeys::new()
            .with("cognito-identity.amazonaws.com:aud", pool)
            .with_all("cognito-identity.amazonaws.com:amr", amr.iter().copied())
    };
    let ask = |provider: &str, keys| evaluate(&[&document], &federated(provider, keys)).is_allowed();
    let cognito = "cognito-identity.amazonaws.com";
    assert!(ask(cognito, keys(POOL, &["authenticated", "cognito-idp.us-east-1.amazonaws.com/us-east-1_a"])));
    assert!(!ask(cognito, keys(POOL, &["unauthenticated"])));
    assert!(!ask(cognito, keys(POOL, &[])));
    assert!(!ask(cognito, keys("us-east-1:other", &["authenticated"])));
    assert!(!ask(cognito, ContextKeys::new()));
    assert!(!ask("accounts.google.com", keys(POOL, &["authenticated"])));
}

/// "AWS JSON policy elements: Principal".
#[test]
fn a_principal_names_an_account_a_role_or_everybody() {
    let session = Principal::Aws {
        arn: "arn:aws:sts::123456789012:assumed-role/app/ada".into(),
        account: "123456789012".into(),
        role: Some("arn:aws:iam::123456789012:role/app".into()),
    };
    let lambda = Principal::Service("lambda.amazonaws.com".into());
    let cases = [
        (r#""Principal":{"AWS":"*"}"#, &session, true),
        (r#""Principal":{"AWS":"*"}"#, &Principal::Anonymous, true),
        (r#""Principal":{"AWS":"123456789012"}"#, &session, true),
        (r#""Principal":{"AWS":"arn:aws:iam::123456789012:root"}"#, &session, true),
        (r#""Principal":{"AWS":"210987654321"}"#, &session, false),
        (r#""Principal":{"AWS":"arn:aws:iam::123456789012:role/app"}"#, &session, true),
        (r#""Principal":{"AWS":"arn:aws:sts::123456789012:assumed-role/app/ada"}"#, &session, true),
        (r#""Principal":{"AWS":"arn:aws:sts::123456789012:assumed-role/app/bob"}"#, &session, false),
        (r#""Principal":{"AWS":"123456789012"}"#, &Principal::Anonymous, false),
        (r#""Principal":{"Service":"lambda.amazonaws.com"}"#, &lambda, true),
        (r#""Principal":{"Service":"sns.amazonaws.com"}"#, &lambda, false),
        (r#""Principal":{"Federated":"lambda.amazonaws.com"}"#, &lambda, false),
    ];
    for (principal, caller, expected) in cases {
        let asked = request("sts:AssumeRole", "*", caller.clone(), ContextKeys::new());
        assert_eq!(evaluate(&[&trust(principal)], &asked).is_allowed(), expected, "{principal} {caller:?}");
    }
}

/// "AWS JSON policy elements: `NotPrincipal`".
#[test]
fn not_principal_denies_everybody_else() {
    let json = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRoleWithWebIdentity"},
        {"Effect":"Deny","NotPrincipal":{"Federated":"accounts.google.com"},"Action":"sts:*"}]}"#;
    let document = Document::parse_trust(json).unwrap();
    assert!(evaluate(&[&document], &federated("accounts.google.com", ContextKeys::new())).is_allowed());
    let other = evaluate(&[&document], &federated("www.amazon.com", ContextKeys::new()));
    assert!(matches!(other, Decision::ExplicitlyDenied(Deciding { statement: 1, .. })));
}

#[test]
fn the_deciding_statement_is_told() {
    let first = permissions(r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#);
    let second = permissions(
        r#"{"Effect":"Allow","Action":"a:x","Resource":"*"},{"Sid":"Records","Effect":"Allow","Action":"a:b","Resource":"*"}"#,
    );
    let decision =
        evaluate(&[&first, &second], &request("a:b", "*", Principal::Anonymous, ContextKeys::new()));
    let deciding = Deciding { group: 0, document: 1, statement: 1, sid: Some("Records".into()) };
    assert_eq!(decision, Decision::Allowed(deciding));
}

/// "Session policies" and "Permissions boundaries for IAM entities": what is allowed is what all of them allow.
#[test]
fn groups_limit_each_other() {
    let role = permissions(r#"{"Effect":"Allow","Action":"a:*","Resource":"*"}"#);
    let session = permissions(r#"{"Effect":"Allow","Action":["a:b","s3:*"],"Resource":"*"}"#);
    let denying = permissions(r#"{"Effect":"Deny","Action":"a:b","Resource":"*"}"#);
    let ask = |groups: &[&[&Document]], action: &str| {
        evaluate_all_of(groups, &request(action, "*", Principal::Anonymous, ContextKeys::new()))
    };
    assert!(ask(&[&[&role], &[&session]], "a:b").is_allowed());
    assert_eq!(ask(&[&[&role], &[&session]], "a:c"), Decision::NotAllowed);
    assert_eq!(ask(&[&[&role], &[&session]], "s3:x"), Decision::NotAllowed);
    assert!(matches!(
        ask(&[&[&role], &[&session, &denying]], "a:b"),
        Decision::ExplicitlyDenied(Deciding { group: 1, document: 1, .. })
    ));
    assert_eq!(ask(&[&[&role], &[]], "a:b"), Decision::NotAllowed);
    assert_eq!(ask(&[], "a:b"), Decision::NotAllowed);
}

/// "Amazon Cognito Sync: resource-level permissions": an identity reaches its own datasets only.
#[test]
fn another_identitys_dataset_is_out_of_reach() {
    let own = "cognito-sync:us-east-1:123456789012:identitypool/${cognito-identity.amazonaws.com:aud}/identity/${cognito-identity.amazonaws.com:sub}/*";
    let role =
        permissions(&format!(r#"{{"Effect":"Allow","Action":"cognito-sync:*","Resource":"arn:aws:{own}"}}"#));
    let ask = |sub: Option<&str>, owner: &str| {
        let mut keys = ContextKeys::new().with("cognito-identity.amazonaws.com:aud", POOL);
        if let Some(sub) = sub {
            keys.set("cognito-identity.amazonaws.com:sub", [sub]);
        }
        let resource = format!(
            "arn:aws:cognito-sync:us-east-1:123456789012:identitypool/{POOL}/identity/{owner}/dataset/prefs"
        );
        evaluate(&[&role], &request("cognito-sync:ListRecords", &resource, Principal::Anonymous, keys))
            .is_allowed()
    };
    assert!(ask(Some("us-east-1:ada"), "us-east-1:ada"));
    assert!(!ask(Some("us-east-1:ada"), "us-east-1:bob"));
    assert!(!ask(Some("*"), "us-east-1:bob"));
    assert!(!ask(None, ""));
}

fn element() -> impl Strategy<Value = String> {
    let operator = prop_oneof![
        Just("StringLike"),
        Just("ForAllValues:StringNotEquals"),
        Just("ForAnyValue:ArnLike"),
        Just("NumericLessThanIfExists"),
        Just("DateNotEquals"),
        Just("NotIpAddress"),
        Just("Null"),
        Just("BinaryEquals"),
    ];
    let text =
        "[a-z*?:/${}, ']{0,24}|\\$\\{k:[ab]\\}|arn:aws:s3:::\\$\\{k:a\\}\\*|true|12|2026-01-02|10.0.0.0/8";
    let effect = prop_oneof![Just("Allow"), Just("Deny")];
    (effect, "[a-c*:]{1,6}", text, operator, text).prop_map(|(effect, action, resource, operator, value)| {
        format!(
            r#"{{"Effect":"{effect}","Action":"a:{action}","Resource":"arn:aws:s3:::{resource}","Condition":{{"{operator}":{{"k:a":"{value}"}}}}}}"#
        )
    })
}

fn any_request() -> impl Strategy<Value = RequestContext> {
    ("a:[abc]{0,3}", ".{0,24}", proptest::collection::vec(".{0,12}", 0..3)).prop_map(
        |(action, resource, values)| {
            let keys = ContextKeys::new().with_all("k:a", values.clone()).with_all("k:b", values);
            request(&action, &format!("arn:aws:s3:::{resource}"), Principal::Anonymous, keys)
        },
    )
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in ".{0,200}") {
        let _ = Document::parse_permissions(&text);
        let _ = Document::parse_trust(&text);
    }

    #[test]
    fn no_document_and_no_request_make_evaluation_panic(statement in element(), asked in any_request()) {
        let json = format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#);
        if let Ok(document) = Document::parse_permissions(&json) {
            let _ = evaluate(&[&document], &asked);
        }
    }

    #[test]
    fn a_deny_always_wins_wherever_it_stands(others in proptest::collection::vec(element(), 0..4), at in 0_usize..4, asked in any_request()) {
        let read = |text: &String| Document::parse_permissions(&format!(r#"{{"Version":"2012-10-17","Statement":{text}}}"#)).ok();
        let mut documents: Vec<Document> = others.iter().filter_map(read).collect();
        documents.push(permissions(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#));
        documents.insert(at.min(documents.len()), permissions(r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#));
        let all: Vec<&Document> = documents.iter().collect();
        let decision = evaluate(&all, &asked);
        prop_assert!(matches!(decision, Decision::ExplicitlyDenied(_)), "{decision:?}");
        let limited = evaluate_all_of(&[&all, &[&permissions(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#)]], &asked);
        prop_assert!(matches!(limited, Decision::ExplicitlyDenied(_)), "{limited:?}");
    }

    #[test]
    fn more_allowing_statements_never_take_a_permission_away(others in proptest::collection::vec(element(), 0..4), asked in any_request()) {
        let read = |text: &String| Document::parse_permissions(&format!(r#"{{"Version":"2012-10-17","Statement":{}}}"#, text.replace("Deny", "Allow"))).ok();
        let documents: Vec<Document> = others.iter().filter_map(read).collect();
        let all: Vec<&Document> = documents.iter().collect();
        let one_by_one = all.iter().any(|one| evaluate(&[one], &asked).is_allowed());
        prop_assert_eq!(evaluate(&all, &asked).is_allowed(), one_by_one);
    }
}
