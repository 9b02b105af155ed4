//! The table of cases: what a policy says about a request, each with the page of the IAM User Guide (by title) that
//! says so. "ours" marks a choice where AWS documents nothing; the choice always refuses more.

use Answer::{Allowed, Denied, Silent};
use policy::{ContextKeys, Decision, Document, Principal, RequestContext, evaluate};

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum Answer {
    Allowed,
    Denied,
    Silent,
}

impl From<Decision> for Answer {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Allowed(_) => Allowed,
            Decision::ExplicitlyDenied(_) => Denied,
            Decision::NotAllowed => Silent,
        }
    }
}

const BOB: &str = "arn:aws:s3:::pics/bob/1";

fn request(action: &str, resource: &str, keys: ContextKeys) -> RequestContext {
    RequestContext { action: action.into(), resource: resource.into(), principal: Principal::Anonymous, keys }
}

/// Keys from `name=value` and `name=value|value`; a name alone is a key without values.
fn keys(list: &str) -> ContextKeys {
    list.split_whitespace().fold(ContextKeys::new(), |keys, pair| match pair.split_once('=') {
        Some((name, values)) => keys.with_all(name, values.split('|')),
        None => keys.with_all(pair, Vec::<String>::new()),
    })
}

fn decide(statements: &str, request: &RequestContext) -> Answer {
    let json = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let document = Document::parse_permissions(&json).unwrap_or_else(|refusal| panic!("{json}: {refusal}"));
    evaluate(&[&document], request).into()
}

const LOGIC: &str = "Policy evaluation logic";
const ACTION: &str = "IAM JSON policy elements: Action";
const NOT_ACTION: &str = "IAM JSON policy elements: NotAction";
const RESOURCE: &str = "IAM JSON policy elements: Resource";
const NOT_RESOURCE: &str = "IAM JSON policy elements: NotResource";
const VARIABLES: &str = "IAM policy elements: Variables and tags";
const CONDITION: &str = "IAM JSON policy elements: Condition";
const OPERATORS: &str = "IAM JSON policy elements: Condition operators";
const SETS: &str = "Set operators for multivalued context keys";
const SEVERAL: &str = "Conditions with multiple context keys or values";

#[test]
fn effects_actions_and_resources() {
    let allow = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#;
    let deny = r#"{"Effect":"Deny","Action":"s3:Put*","Resource":"*"}"#;
    let one = |action: &str, resource: &str| format!(r#"{{"Effect":"Allow",{action},{resource}}}"#);
    let get = |resource: &str| one(r#""Action":"s3:GetObject""#, resource);
    let any = |action: &str| one(action, r#""Resource":"*""#);
    let cases = [
        (LOGIC, allow.to_owned(), "s3:GetObject", BOB, Allowed),
        (LOGIC, allow.to_owned(), "sts:AssumeRole", BOB, Silent),
        (LOGIC, format!("{allow},{deny}"), "s3:PutObject", BOB, Denied),
        (LOGIC, format!("{deny},{allow}"), "s3:PutObject", BOB, Denied),
        (LOGIC, format!("{allow},{deny}"), "s3:GetObject", BOB, Allowed),
        (LOGIC, deny.to_owned(), "s3:GetObject", BOB, Silent),
        (ACTION, any(r#""Action":"S3:getobject""#), "s3:GetObject", BOB, Allowed),
        (ACTION, any(r#""Action":"s3:Get?bject""#), "s3:GetObject", BOB, Allowed),
        (ACTION, any(r#""Action":"s3:Get*""#), "s3:GetObjectAcl", BOB, Allowed),
        (ACTION, any(r#""Action":"s3:Get""#), "s3:GetObject", BOB, Silent),
        (ACTION, any(r#""Action":"*""#), "iam:CreateRole", BOB, Allowed),
        (ACTION, any(r#""Action":["iam:*","s3:GetObject"]"#), "s3:GetObject", BOB, Allowed),
        (ACTION, any(r#""Action":"s3:${aws:username}""#), "s3:bob", BOB, Silent),
        (NOT_ACTION, any(r#""NotAction":"iam:*""#), "s3:GetObject", BOB, Allowed),
        (NOT_ACTION, any(r#""NotAction":"IAM:*""#), "iam:CreateRole", BOB, Silent),
        (NOT_ACTION, any(r#""NotAction":["iam:*","s3:*"]"#), "s3:GetObject", BOB, Silent),
        (RESOURCE, get(r#""Resource":"arn:aws:s3:::pics/*""#), "s3:GetObject", BOB, Allowed),
        (RESOURCE, get(r#""Resource":"arn:aws:s3:::PICS/*""#), "s3:GetObject", BOB, Silent),
        (RESOURCE, get(r#""Resource":"arn:aws:s3:::pics/?ob/1""#), "s3:GetObject", BOB, Allowed),
        (RESOURCE, get(r#""Resource":"arn:aws:s3:::pics""#), "s3:GetObject", BOB, Silent),
        (RESOURCE, get(r#""Resource":"arn:*/1""#), "s3:GetObject", BOB, Allowed),
        (
            RESOURCE,
            get(r#""Resource":["arn:aws:s3:::a","arn:aws:s3:::pics/bob/1"]"#),
            "s3:GetObject",
            BOB,
            Allowed,
        ),
        (NOT_RESOURCE, get(r#""NotResource":"arn:aws:s3:::pics/*""#), "s3:GetObject", BOB, Silent),
        (NOT_RESOURCE, get(r#""NotResource":"arn:aws:s3:::other/*""#), "s3:GetObject", BOB, Allowed),
    ];
    for (source, statements, action, resource, expected) in cases {
        let answer = decide(&statements, &request(action, resource, ContextKeys::new()));
        assert_eq!(answer, expected, "{statements} on {action} {resource} ({source})");
    }
}

#[test]
fn variables_in_resources() {
    let allow = |element: &str| format!(r#"{{"Effect":"Allow","Action":"s3:*",{element}}}"#);
    let home = allow(r#""Resource":"arn:aws:s3:::pics/${aws:username}/*""#);
    let team = allow(r#""Resource":"arn:aws:s3:::pics/${aws:PrincipalTag/team, 'all'}""#);
    let all_but = r#""NotResource":"arn:aws:s3:::pics/${aws:username}/*""#;
    let deny = format!(r#"{{"Effect":"Deny","Action":"s3:*",{all_but}}}"#);
    let star = allow(r#""Resource":"arn:aws:s3:::${*}""#);
    let cases = [
        (VARIABLES, home.as_str(), BOB, "aws:username=bob", Allowed),
        (VARIABLES, home.as_str(), BOB, "AWS:UserName=bob", Allowed),
        (VARIABLES, home.as_str(), BOB, "aws:username=eve", Silent),
        ("ours: a value is never a pattern", home.as_str(), BOB, "aws:username=*", Silent),
        ("ours: a value is never a pattern", home.as_str(), BOB, "aws:username=b?b", Silent),
        ("ours: a value is never expanded again", home.as_str(), BOB, "aws:username=${x:y} x:y=bob", Silent),
        (VARIABLES, home.as_str(), "arn:aws:s3:::pics/*/1", "aws:username=*", Allowed),
        ("Variables and tags: no value", home.as_str(), "arn:aws:s3:::pics//1", "", Silent),
        ("Variables and tags: no value", home.as_str(), "arn:aws:s3:::pics//1", "aws:username=", Silent),
        ("Variables and tags: single-valued keys", home.as_str(), BOB, "aws:username=bob|eve", Silent),
        ("Variables and tags: default values", team.as_str(), "arn:aws:s3:::pics/all", "", Allowed),
        (
            "Variables and tags: default values",
            team.as_str(),
            "arn:aws:s3:::pics/red",
            "aws:PrincipalTag/team=red",
            Allowed,
        ),
        (
            "Variables and tags: default values",
            team.as_str(),
            "arn:aws:s3:::pics/all",
            "aws:PrincipalTag/team=red",
            Silent,
        ),
        ("Variables and tags: special characters", star.as_str(), "arn:aws:s3:::*", "", Allowed),
        ("Variables and tags: special characters", star.as_str(), BOB, "", Silent),
        ("Variables and tags: no value", deny.as_str(), BOB, "", Denied),
        (VARIABLES, deny.as_str(), BOB, "aws:username=bob", Silent),
        ("ours: an Allow does not grow", &allow(all_but), BOB, "", Silent),
    ];
    for (source, statements, resource, given, expected) in cases {
        let answer = decide(statements, &request("s3:GetObject", resource, keys(given)));
        assert_eq!(answer, expected, "{statements} on {resource} with {given:?} ({source})");
    }
}

/// "IAM JSON policy elements: Version": variables exist from 2012-10-17 on.
#[test]
fn before_2012_a_variable_is_plain_text() {
    for version in [r#""Version":"2008-10-17","#, ""] {
        let json = format!(
            r#"{{{version}"Statement":{{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${{aws:username}}"}}}}"#
        );
        let document = Document::parse_permissions(&json).unwrap();
        let ask =
            |resource: &str| evaluate(&[&document], &request("s3:x", resource, keys("aws:username=bob")));
        assert_eq!(ask("arn:aws:s3:::bob"), Decision::NotAllowed);
        assert!(ask("arn:aws:s3:::${aws:username}").is_allowed());
    }
}

/// Each case as `(source, condition, keys, whether it is met)`.
type Case = (&'static str, &'static str, &'static str, bool);

fn check(cases: &[Case]) {
    for (source, condition, given, met) in cases {
        let statement =
            format!(r#"{{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{condition}}}"#);
        let expected = if *met { Allowed } else { Silent };
        let answer = decide(&statement, &request("a:b", "*", keys(given)));
        assert_eq!(answer, expected, "{condition} with {given:?} ({source})");
    }
}

#[test]
fn string_conditions() {
    check(&[
        (OPERATORS, r#"{"StringEquals":{"k:a":"x"}}"#, "k:a=x", true),
        (OPERATORS, r#"{"StringEquals":{"k:a":"x"}}"#, "k:a=X", false),
        (OPERATORS, r#"{"StringEquals":{"k:a":"x*"}}"#, "k:a=xy", false),
        (OPERATORS, r#"{"StringEquals":{"k:a":"x"}}"#, "", false),
        (CONDITION, r#"{"StringEquals":{"K:A":"x"}}"#, "k:a=x", true),
        (SEVERAL, r#"{"StringEquals":{"k:a":["x","y"]}}"#, "k:a=y", true),
        (SEVERAL, r#"{"StringEquals":{"k:a":"x","k:b":"y"}}"#, "k:a=x", false),
        (SEVERAL, r#"{"StringEquals":{"k:a":"x"},"Bool":{"k:b":"true"}}"#, "k:a=x k:b=true", true),
        (SEVERAL, r#"{"StringEquals":{"k:a":"x"},"Bool":{"k:b":"true"}}"#, "k:a=x k:b=false", false),
        (SEVERAL, r#"{"StringNotEquals":{"k:a":["x","y"]}}"#, "k:a=y", false),
        (SEVERAL, r#"{"StringNotEquals":{"k:a":["x","y"]}}"#, "k:a=z", true),
        (OPERATORS, r#"{"StringNotEquals":{"k:a":"x"}}"#, "", true),
        (OPERATORS, r#"{"StringEqualsIgnoreCase":{"k:a":"StraSSe"}}"#, "k:a=STRASSE", true),
        (OPERATORS, r#"{"StringNotEqualsIgnoreCase":{"k:a":"x"}}"#, "k:a=X", false),
        (OPERATORS, r#"{"StringNotEqualsIgnoreCase":{"k:a":"x"}}"#, "", true),
        (OPERATORS, r#"{"StringLike":{"k:a":"a*c?"}}"#, "k:a=abbcd", true),
        (OPERATORS, r#"{"StringLike":{"k:a":"a*c?"}}"#, "k:a=abbc", false),
        (OPERATORS, r#"{"StringLike":{"k:a":"*"}}"#, "", false),
        (OPERATORS, r#"{"StringNotLike":{"k:a":"a*"}}"#, "k:a=abc", false),
        (OPERATORS, r#"{"StringNotLike":{"k:a":"a*"}}"#, "k:a=b", true),
        (OPERATORS, r#"{"StringNotLike":{"k:a":"a*"}}"#, "", true),
        (OPERATORS, r#"{"StringEqualsIfExists":{"k:a":"x"}}"#, "", true),
        (OPERATORS, r#"{"StringEqualsIfExists":{"k:a":"x"}}"#, "k:a=y", false),
        (OPERATORS, r#"{"StringLikeIfExists":{"k:a":"x*"}}"#, "k:a=xy", true),
        (VARIABLES, r#"{"StringEquals":{"k:a":"${k:b}"}}"#, "k:a=x k:b=x", true),
        (VARIABLES, r#"{"StringEquals":{"k:a":"${k:b}"}}"#, "k:a=x", false),
        (VARIABLES, r#"{"StringEquals":{"k:a":"${k:b}"}}"#, "k:a= k:b=", false),
        (VARIABLES, r#"{"StringNotEquals":{"k:a":"${k:b}"}}"#, "k:a=x", true),
        ("ours: a value is never a pattern", r#"{"StringLike":{"k:a":"${k:b}"}}"#, "k:a=x k:b=*", false),
        (VARIABLES, r#"{"StringLike":{"k:a":"${k:b, 'd*'}"}}"#, "k:a=d*", true),
        (VARIABLES, r#"{"StringLike":{"k:a":"${k:b, 'd*'}"}}"#, "k:a=dx", false),
        (VARIABLES, r#"{"StringLike":{"k:a":"${*}x*"}}"#, "k:a=*xy", true),
    ]);
}

#[test]
fn numbers_dates_booleans_and_null() {
    check(&[
        (OPERATORS, r#"{"NumericEquals":{"k:a":"10"}}"#, "k:a=10.0", true),
        (OPERATORS, r#"{"NumericNotEquals":{"k:a":10}}"#, "k:a=10", false),
        (OPERATORS, r#"{"NumericNotEquals":{"k:a":10}}"#, "", true),
        (OPERATORS, r#"{"NumericLessThan":{"k:a":"10"}}"#, "k:a=9", true),
        (OPERATORS, r#"{"NumericLessThan":{"k:a":"10"}}"#, "k:a=10", false),
        (OPERATORS, r#"{"NumericLessThanEquals":{"k:a":"10"}}"#, "k:a=10", true),
        (OPERATORS, r#"{"NumericGreaterThan":{"k:a":"10"}}"#, "k:a=9007199254740993", true),
        (OPERATORS, r#"{"NumericGreaterThanEquals":{"k:a":"-1.5"}}"#, "k:a=-1.5", true),
        (OPERATORS, r#"{"NumericLessThanEqualsIfExists":{"k:a":"10"}}"#, "", true),
        ("ours: no number fits", r#"{"NumericLessThan":{"k:a":"10"}}"#, "k:a=ten", false),
        (
            OPERATORS,
            r#"{"DateGreaterThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}}"#,
            "aws:CurrentTime=2026-11-23T10:00:00Z",
            true,
        ),
        (
            OPERATORS,
            r#"{"DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}}"#,
            "aws:CurrentTime=2026-11-23T10:00:00Z",
            false,
        ),
        (
            OPERATORS,
            r#"{"DateLessThanEquals":{"aws:TokenIssueTime":"1795429433"}}"#,
            "aws:TokenIssueTime=2026-11-23T10:23:53Z",
            true,
        ),
        (
            OPERATORS,
            r#"{"DateEquals":{"aws:EpochTime":"2026-11-23T11:23:53+01:00"}}"#,
            "aws:EpochTime=1795429433",
            true,
        ),
        (OPERATORS, r#"{"DateNotEquals":{"aws:EpochTime":"1795429433"}}"#, "aws:EpochTime=1795429433", false),
        (
            OPERATORS,
            r#"{"DateGreaterThanEquals":{"aws:EpochTime":"2026-11-23"}}"#,
            "aws:EpochTime=1795429433",
            true,
        ),
        (OPERATORS, r#"{"DateLessThan":{"aws:CurrentTime":"2099-01-01"}}"#, "", false),
        (OPERATORS, r#"{"Bool":{"aws:SecureTransport":"true"}}"#, "aws:SecureTransport=true", true),
        (OPERATORS, r#"{"Bool":{"aws:SecureTransport":false}}"#, "aws:SecureTransport=true", false),
        (OPERATORS, r#"{"Bool":{"aws:SecureTransport":"false"}}"#, "", false),
        (OPERATORS, r#"{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}"#, "", true),
        (OPERATORS, r#"{"BinaryEquals":{"k:a":"QmluYXJ5VmFsdWU="}}"#, "k:a=QmluYXJ5VmFsdWU=", true),
        (OPERATORS, r#"{"BinaryEquals":{"k:a":"QmluYXJ5VmFsdWU="}}"#, "k:a=qmluYXJ5VmFsdWU=", false),
        (OPERATORS, r#"{"Null":{"aws:TokenIssueTime":"true"}}"#, "", true),
        (OPERATORS, r#"{"Null":{"aws:TokenIssueTime":"true"}}"#, "aws:TokenIssueTime", true),
        (OPERATORS, r#"{"Null":{"aws:TokenIssueTime":"true"}}"#, "aws:TokenIssueTime=1", false),
        (OPERATORS, r#"{"Null":{"aws:TokenIssueTime":"false"}}"#, "aws:TokenIssueTime=1", true),
        (OPERATORS, r#"{"Null":{"aws:TokenIssueTime":"false"}}"#, "", false),
    ]);
}

#[test]
fn addresses_and_arns() {
    check(&[
        (OPERATORS, r#"{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#, "aws:SourceIp=203.0.113.7", true),
        (OPERATORS, r#"{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#, "aws:SourceIp=203.0.114.7", false),
        (OPERATORS, r#"{"IpAddress":{"aws:SourceIp":"203.0.113.7"}}"#, "aws:SourceIp=203.0.113.7", true),
        (
            OPERATORS,
            r#"{"IpAddress":{"aws:SourceIp":"2001:DB8:1234:5678::/64"}}"#,
            "aws:SourceIp=2001:db8:1234:5678::9",
            true,
        ),
        (OPERATORS, r#"{"IpAddress":{"aws:SourceIp":"::/0"}}"#, "aws:SourceIp=203.0.113.7", false),
        (OPERATORS, r#"{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}"#, "", false),
        (
            OPERATORS,
            r#"{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}"#,
            "aws:SourceIp=lambda.amazonaws.com",
            false,
        ),
        (
            OPERATORS,
            r#"{"NotIpAddress":{"aws:SourceIp":["10.0.0.0/8","192.168.0.0/16"]}}"#,
            "aws:SourceIp=192.168.3.4",
            false,
        ),
        (OPERATORS, r#"{"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#, "aws:SourceIp=11.0.0.1", true),
        (OPERATORS, r#"{"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#, "", true),
        (OPERATORS, r#"{"IpAddressIfExists":{"aws:SourceIp":"10.0.0.0/8"}}"#, "", true),
        (
            OPERATORS,
            r#"{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:123456789012:t*"}}"#,
            "aws:SourceArn=arn:aws:sns:eu-west-1:123456789012:topic",
            true,
        ),
        (
            OPERATORS,
            r#"{"ArnLike":{"aws:SourceArn":"arn:aws:*:*:t:*"}}"#,
            "aws:SourceArn=arn:aws:sns:a:b:t:x",
            false,
        ),
        (
            OPERATORS,
            r#"{"ArnLike":{"aws:SourceArn":"arn:aws:*:*:*:topic"}}"#,
            "aws:SourceArn=arn:aws:sns:a:b:c:topic",
            false,
        ),
        (
            OPERATORS,
            r#"{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:*"}}"#,
            "aws:SourceArn=arn:aws:sns:a:b:c:topic",
            true,
        ),
        (
            OPERATORS,
            r#"{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:*"}}"#,
            "aws:SourceArn=arn:aws:sns:a:b",
            false,
        ),
        (
            OPERATORS,
            r#"{"ArnEquals":{"aws:SourceArn":"arn:aws:sns:a:b:t?"}}"#,
            "aws:SourceArn=arn:aws:sns:a:b:t1",
            true,
        ),
        (OPERATORS, r#"{"ArnEquals":{"aws:SourceArn":"arn:aws:sns:a:b:t"}}"#, "", false),
        (
            OPERATORS,
            r#"{"ArnNotEquals":{"aws:SourceArn":"arn:aws:sns:a:b:t"}}"#,
            "aws:SourceArn=arn:aws:sns:a:b:t",
            false,
        ),
        (
            OPERATORS,
            r#"{"ArnNotLike":{"aws:SourceArn":"arn:aws:sns:*:*:*"}}"#,
            "aws:SourceArn=arn:aws:sqs:a:b:c",
            true,
        ),
        (OPERATORS, r#"{"ArnNotLike":{"aws:SourceArn":"arn:aws:sns:*:*:*"}}"#, "", true),
        (
            VARIABLES,
            r#"{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::1:user/${k:b}"}}"#,
            "aws:PrincipalArn=arn:aws:iam::1:user/x k:b=x",
            true,
        ),
        (
            "ours: a value is never a pattern",
            r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::1:user/${k:b}"}}"#,
            "aws:PrincipalArn=arn:aws:iam::1:user/x k:b=*",
            false,
        ),
        (
            VARIABLES,
            r#"{"ArnLike":{"aws:SourceArn":"${aws:PrincipalArn}"}}"#,
            "aws:SourceArn=arn:aws:sns:a:b:t aws:PrincipalArn=arn:aws:sns:a:b:t",
            true,
        ),
    ]);
}

#[test]
fn sets_of_values() {
    let any = r#"{"ForAnyValue:StringLike":{"cognito-identity.amazonaws.com:amr":"auth*"}}"#;
    let all = r#"{"ForAllValues:StringEquals":{"dynamodb:Attributes":["env","team"]}}"#;
    check(&[
        (SETS, any, "cognito-identity.amazonaws.com:amr=authenticated|graph.facebook.com", true),
        (SETS, any, "cognito-identity.amazonaws.com:amr=unauthenticated", false),
        (SETS, any, "cognito-identity.amazonaws.com:amr", false),
        (SETS, any, "", false),
        (SETS, all, "dynamodb:Attributes=env|team", true),
        (SETS, all, "dynamodb:Attributes=env|cost", false),
        (SETS, all, "", true),
        (SETS, all, "dynamodb:Attributes=", true),
        (
            SETS,
            r#"{"ForAllValues:StringEquals":{"dynamodb:Attributes":"env"},"Null":{"dynamodb:Attributes":"false"}}"#,
            "",
            false,
        ),
        (
            SETS,
            r#"{"ForAnyValue:StringNotEquals":{"dynamodb:Attributes":"env"}}"#,
            "dynamodb:Attributes=env|cost",
            true,
        ),
        (
            SETS,
            r#"{"ForAnyValue:StringNotEquals":{"dynamodb:Attributes":"env"}}"#,
            "dynamodb:Attributes=env",
            false,
        ),
        (SETS, r#"{"ForAnyValue:StringNotEquals":{"dynamodb:Attributes":"env"}}"#, "", false),
        (
            SETS,
            r#"{"ForAllValues:StringNotEquals":{"dynamodb:Attributes":["env","team"]}}"#,
            "dynamodb:Attributes=cost|env",
            false,
        ),
        (
            SETS,
            r#"{"ForAllValues:StringNotEquals":{"dynamodb:Attributes":["env","team"]}}"#,
            "dynamodb:Attributes=cost",
            true,
        ),
        (SETS, r#"{"ForAnyValue:StringEqualsIfExists":{"dynamodb:Attributes":"env"}}"#, "", true),
        (SETS, r#"{"ForAllValues:NumericLessThan":{"k:a":"10"}}"#, "k:a=1|9", true),
        (SETS, r#"{"ForAllValues:NumericLessThan":{"k:a":"10"}}"#, "k:a=1|11", false),
        (
            SETS,
            r#"{"ForAnyValue:ArnLike":{"k:a":"arn:aws:iam::*:role/x"}}"#,
            "k:a=arn:aws:iam::1:role/y|arn:aws:iam::1:role/x",
            true,
        ),
        (
            "ours: with several values, not one may fit",
            r#"{"StringNotEquals":{"k:a":"x"}}"#,
            "k:a=y|x",
            false,
        ),
    ]);
}

#[test]
fn what_takes_too_much_work_to_weigh_is_refused_and_soon() {
    let patterns = vec![r#""*${fuzz:short}b""#; 60].join(",");
    let condition = format!(r#"{{"StringLike":{{"fuzz:long":[{patterns}]}}}}"#);
    let statement = |effect: &str, condition: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"{effect}","Action":"*","Resource":"*","Condition":{condition}}}}}"#
        );
        Document::parse_permissions(&text).unwrap()
    };
    let keys = ContextKeys::new().with("fuzz:short", "a".repeat(5_000)).with("fuzz:long", "a".repeat(20_000));
    let request = RequestContext {
        action: "s3:GetObject".to_owned(),
        resource: "*".to_owned(),
        principal: Principal::Anonymous,
        keys,
    };
    let allowing = statement("Allow", r#"{"StringLike":{"fuzz:short":"a*"}}"#);
    assert!(evaluate(&[&allowing], &request).is_allowed(), "long values alone are no fault");
    for effect in ["Allow", "Deny"] {
        let costly = statement(effect, &condition);
        let began = std::time::Instant::now();
        assert_eq!(evaluate(&[&costly, &allowing], &request), Decision::NotAllowed);
        assert!(began.elapsed() < std::time::Duration::from_secs(10), "{:?}", began.elapsed());
    }
}
