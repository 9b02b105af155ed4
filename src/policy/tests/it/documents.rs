//! Which documents are policies. Sources are named by the titles of the pages of the IAM User Guide.

use policy::{Document, MAX_DOCUMENT_BYTES};

fn statement(elements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{{{elements}}}]}}"#)
}

fn refusal(read: Result<Document, policy::MalformedPolicy>) -> String {
    read.expect_err("should be refused").to_string()
}

#[test]
fn the_documented_forms_are_read() {
    let full = r#""Effect":"Allow","Action":"a:b","Resource":"*""#;
    for json in [
        statement(full),
        format!(r#"{{"Statement":{{{full}}}}}"#),
        format!(r#"{{"Version":"2008-10-17","Id":"any text","Statement":[{{"Sid":"One1",{full}}}]}}"#),
        statement(
            r#""Effect":"Deny","NotAction":["iam:*","*"],"NotResource":["arn:aws:s3:::b/${aws:username}/*"]"#,
        ),
        statement(&format!(r#"{full},"Condition":{{}}"#)),
        statement(&format!(r#"{full},"Condition":{{"Bool":{{"aws:SecureTransport":true}}}}"#)),
        statement(&format!(r#"{full},"Condition":{{"NumericLessThan":{{"aws:MultiFactorAuthAge":3600}}}}"#)),
    ] {
        assert!(Document::parse_permissions(&json).is_ok(), "{json}");
    }
}

#[test]
fn the_trust_policies_of_identity_pools_are_read() {
    let json = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Principal":{"Federated":"cognito-identity.amazonaws.com"},
        "Action":["sts:AssumeRoleWithWebIdentity","sts:TagSession"],
        "Condition":{"StringEquals":{"cognito-identity.amazonaws.com:aud":"us-east-1:12345678-corner-cafe-123456790ab"},
                     "ForAnyValue:StringLike":{"cognito-identity.amazonaws.com:amr":"authenticated"}}}]}"#;
    assert!(Document::parse_trust(json).is_ok());
    for principal in [
        r#"{"AWS":"*"}"#,
        r#"{"AWS":["123456789012","arn:aws:iam::123456789012:role/a","arn:aws:iam::123456789012:root"]}"#,
        r#"{"Service":"lambda.amazonaws.com","Federated":["accounts.google.com"]}"#,
    ] {
        let json =
            statement(&format!(r#""Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRole""#));
        assert!(Document::parse_trust(&json).is_ok(), "{json}");
    }
}

/// "Grammar of the IAM JSON policy language" and the pages of the single elements; message beginnings are IAM's own
/// where it has one.
#[test]
fn what_is_not_understood_is_refused_with_its_place() {
    let allow = r#""Effect":"Allow","Action":"a:b","Resource":"*""#;
    let with = |condition: &str| statement(&format!(r#"{allow},"Condition":{condition}"#));
    let cases = [
        (String::new(), "Syntax errors in policy."),
        ("[]".into(), "Expected an object, found a list"),
        ("{}".into(), "Missing required field Statement"),
        (r#"{"Statement":[]}"#.into(), "between 1 and"),
        (r#"{"Statement":"x"}"#.into(), "Expected an object, found a string"),
        (r#"{"Version":"2012-10-18","Statement":[]}"#.into(), "2012-10-17"),
        (r#"{"Version":2012,"Statement":[]}"#.into(), "Expected a string, found a number"),
        (r#"{"version":"2012-10-17","Statement":[]}"#.into(), r#"Unknown element "version""#),
        (
            statement(&format!(r#"{allow},"Extra":1"#)),
            r#"Unknown element "Extra". (in Extra) (in Statement 1)"#,
        ),
        (statement(&format!(r#"{allow},"Effect":"Deny""#)), "is there twice"),
        (statement(r#""Action":"a:b","Resource":"*""#), "Missing required field Effect"),
        (statement(r#""Effect":"allow","Action":"a:b","Resource":"*""#), "Invalid effect"),
        (statement(r#""Effect":"Allow","Resource":"*""#), "must contain actions"),
        (statement(r#""Effect":"Allow","Action":[],"Resource":"*""#), "must not be empty"),
        (statement(r#""Effect":"Allow","Action":{},"Resource":"*""#), "Expected a string, found an object"),
        (statement(r#""Effect":"Allow","Action":"ListRecords","Resource":"*""#), "prefaced by a vendor"),
        (statement(r#""Effect":"Allow","Action":":x","Resource":"*""#), "prefaced by a vendor"),
        (statement(&format!(r#"{allow},"NotAction":"a:c""#)), "exclude each other"),
        (statement(&format!(r#"{allow},"NotResource":"*""#)), "exclude each other"),
        (statement(r#""Effect":"Allow","Action":"a:b""#), "must contain resources"),
        (statement(r#""Effect":"Allow","Action":"a:b","Resource":"bucket""#), "must be in ARN format"),
        (
            statement(r#""Effect":"Allow","Action":"a:b","Resource":"arn:aws:s3::${aws:username}:b""#),
            "before the resource part",
        ),
        (
            statement(r#""Effect":"Allow","Action":"a:b","Resource":"arn:aws:s3:::${aws:x""#),
            "Invalid policy variable",
        ),
        (statement(&format!(r#"{allow},"Principal":"*""#)), "should not specify a principal"),
        (statement(&format!(r#"{allow},"Sid":"a b""#)), "alpha-numeric"),
        (format!(r#"{{"Statement":[{{{allow},"Sid":"a"}},{{{allow},"Sid":"a"}}]}}"#), "must be unique"),
        (with(r#"{"StringSounds":{"a:b":"c"}}"#), "Unknown condition operator"),
        (with(r#"{"stringequals":{"a:b":"c"}}"#), "Unknown condition operator"),
        (with(r#"{"ForSomeValues:StringEquals":{"a:b":"c"}}"#), "Unknown condition operator"),
        (with(r#"{"NullIfExists":{"a:b":"true"}}"#), "Unknown condition operator"),
        (with(r#"{"ForAllValues:Null":{"a:b":"true"}}"#), "Unknown condition operator"),
        (with(r#"{"StringEquals":{"a:b":[]}}"#), "must not be empty"),
        (with(r#"{"StringEquals":{"a:b":null}}"#), "found null"),
        (with(r#"{"StringEquals":{"a:b":[["c"]]}}"#), "found a list"),
        (with(r#"{"StringEquals":{"b":"c"}}"#), "prefaced by a vendor"),
        (with(r#"{"StringEquals":"c"}"#), "Expected an object"),
        (with(r#"{"NumericEquals":{"a:b":"twelve"}}"#), "is not a number"),
        (with(r#"{"NumericEquals":{"a:b":"${aws:x}"}}"#), "is not a number"),
        (with(r#"{"DateLessThan":{"a:b":"soon"}}"#), "is not a date"),
        (with(r#"{"Bool":{"a:b":"yes"}}"#), "is not true or false"),
        (with(r#"{"Null":{"a:b":"1"}}"#), "is not true or false"),
        (with(r#"{"IpAddress":{"a:b":"10.0.0.0/64"}}"#), "is not an IP address"),
        (with(r#"{"BinaryEquals":{"a:b":"%%"}}"#), "is not base64"),
        (with(r#"{"ArnLike":{"a:b":"*"}}"#), "is not an ARN"),
    ];
    for (json, expected) in cases {
        let message = refusal(Document::parse_permissions(&json));
        assert!(message.contains(expected), "{json}\n gave {message}\n not {expected}");
    }
}

#[test]
fn a_trust_policy_names_principals_and_no_resource() {
    let web = r#""Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity""#;
    let cases = [
        (web.to_owned(), "Missing required field Principal"),
        (format!(r#"{web},"Principal":"*""#), r#"Invalid principal in policy: "*""#),
        (r#""Effect":"Deny","Action":"sts:AssumeRole","NotPrincipal":"*""#.into(), "Invalid principal"),
        (format!(r#"{web},"Principal":{{"AWS":"*"}},"Resource":"*""#), "Has prohibited field Resource"),
        (
            r#""Effect":"Deny","NotAction":"sts:x","Principal":{"AWS":"*"}"#.into(),
            "Has prohibited field NotAction",
        ),
        (format!(r#"{web},"Principal":"me""#), "Invalid principal in policy"),
        (format!(r#"{web},"Principal":{{}}"#), "must not be empty"),
        (
            format!(r#"{web},"Principal":{{"AWS":"arn:aws:iam::123456789012:role/*"}}"#),
            "Invalid principal in policy",
        ),
        (format!(r#"{web},"Principal":{{"AWS":"12345"}}"#), "Invalid principal in policy"),
        (format!(r#"{web},"Principal":{{"Federated":"*"}}"#), "Invalid principal in policy"),
        (format!(r#"{web},"Principal":{{"Person":"Ada"}}"#), "Invalid principal in policy"),
        (format!(r#"{web},"NotPrincipal":{{"AWS":"123456789012"}}"#), "only supported with the effect Deny"),
        (
            r#""Effect":"Allow","Action":"s3:GetObject","Principal":{"AWS":"*"}"#.into(),
            "may only specify STS",
        ),
        (r#""Effect":"Allow","Action":"*","Principal":{"AWS":"*"}"#.into(), "may only specify STS"),
    ];
    for (elements, expected) in cases {
        let message = refusal(Document::parse_trust(&statement(&elements)));
        assert!(message.contains(expected), "{elements}\n gave {message}\n not {expected}");
    }
}

#[test]
fn a_document_begins_with_its_brace_and_may_end_in_spaces() {
    let permissions = statement(r#""Effect":"Allow","Action":"a:b","Resource":"*""#);
    let trust = statement(r#""Effect":"Deny","Action":"sts:AssumeRole","Principal":{"AWS":"*"}"#);
    for space in [" ", "\n", "\t", "\r\n  "] {
        let refused = refusal(Document::parse_permissions(&format!("{space}{permissions}")));
        assert_eq!(refused, "The policy failed legacy parsing");
        let refused = refusal(Document::parse_trust(&format!("{space}{trust}")));
        assert_eq!(refused, "JSON strings must not have leading spaces");
        assert!(Document::parse_permissions(&format!("{permissions}{space}")).is_ok());
    }
}

/// "AWS global condition context keys". A Deny on a key that is never there has no effect.
#[test]
fn a_global_key_whose_value_cannot_be_known_is_refused_by_name() {
    let unknowable = [
        "aws:SourceVpc",
        "aws:SourceVpcArn",
        "aws:SourceVpce",
        "aws:VpcSourceIp",
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths",
        "aws:ResourceOrgID",
        "aws:RequestTag/team",
        "aws:TagKeys",
        "aws:PrincipalTag/",
        "aws:NoSuchKey",
        "AWS:sourcevpc",
    ];
    for key in unknowable {
        let condition = format!(r#""Condition":{{"StringEquals":{{"{key}":"v"}}}}"#);
        let value = format!(r#""Condition":{{"StringLike":{{"a:b":"x-${{{key}}}"}}}}"#);
        let documents = [
            format!(r#""Effect":"Deny","Action":"a:b","Resource":"*",{condition}"#),
            format!(r#""Effect":"Deny","Action":"a:b","Resource":"*",{value}"#),
            format!(r#""Effect":"Deny","Action":"a:b","Resource":"arn:aws:s3:::b/${{{key}}}""#),
        ];
        for document in documents {
            let message = refusal(Document::parse_permissions(&statement(&document)));
            assert!(message.contains(&format!("The condition key \"{key}\" is not supported")), "{message}");
        }
        let trust =
            format!(r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":{{"AWS":"*"}},{condition}"#);
        assert!(refusal(Document::parse_trust(&statement(&trust))).contains(key), "{key}");
    }
}

#[test]
fn keys_that_are_always_there_or_rightly_absent_are_taken_in_any_case_of_letters() {
    let rightly_absent = [
        "aws:CalledVia",
        "aws:MultiFactorAuthAge",
        "aws:SourceArn",
        "aws:username",
        "s3:prefix",
        "graph.facebook.com:id",
    ];
    let tags = ["aws:PrincipalTag/team", "aws:ResourceTag/team"];
    for key in policy::ALWAYS_PRESENT.iter().copied().chain(rightly_absent).chain(tags) {
        for key in [key.to_owned(), key.to_ascii_uppercase(), key.to_ascii_lowercase()] {
            let document = format!(
                r#""Effect":"Deny","Action":"a:b","Resource":"*","Condition":{{"Null":{{"{key}":"true"}}}}"#
            );
            assert!(Document::parse_permissions(&statement(&document)).is_ok(), "{key}");
        }
    }
}

#[test]
fn a_document_tells_whom_it_names_and_whether_tags_of_the_resource_matter() {
    use policy::NamedPrincipal as Named;
    let trust = statement(
        r#""Effect":"Allow","Action":"sts:AssumeRole",
           "Principal":{"AWS":["123456789012","arn:aws:iam::123456789012:role/a"],"Service":"lambda.amazonaws.com"}"#,
    );
    let trust = Document::parse_trust(&trust).unwrap();
    let named = [
        Named::Account("123456789012".into()),
        Named::AwsArn("arn:aws:iam::123456789012:role/a".into()),
        Named::Service("lambda.amazonaws.com".into()),
    ];
    assert!(trust.principals().eq(named.iter()), "{trust:?}");
    let cases = [
        (r#""Resource":"*""#, false),
        (r#""Resource":"arn:aws:s3:::b/${aws:resourcetag/team}""#, true),
        (r#""Resource":"*","Condition":{"StringEquals":{"AWS:ResourceTag/team":"a"}}"#, true),
        (r#""Resource":"*","Condition":{"StringEquals":{"a:b":"${aws:ResourceTag/team}"}}"#, true),
        (r#""Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"a"}}"#, false),
    ];
    for (elements, expected) in cases {
        let document = statement(&format!(r#""Effect":"Allow","Action":"a:b",{elements}"#));
        assert_eq!(
            Document::parse_permissions(&document).unwrap().depends_on_resource_tags(),
            expected,
            "{elements}"
        );
    }
}

#[test]
fn oversized_and_deeply_nested_documents_are_refused() {
    let long = format!(r#"{{"Id":"{}","Statement":[]}}"#, "x".repeat(MAX_DOCUMENT_BYTES));
    assert!(refusal(Document::parse_permissions(&long)).contains("longer than"));
    let deep = format!(r#"{{"Statement":{}1{}}}"#, "[".repeat(50_000), "]".repeat(50_000));
    assert!(refusal(Document::parse_permissions(&deep)).contains("Syntax errors"));
    let wide = statement(&format!(r#""Effect":"Allow","Action":"a:{}","Resource":"*""#, "x".repeat(5_000)));
    assert!(refusal(Document::parse_permissions(&wide)).contains("longer than"));
}

#[test]
fn the_size_that_quotas_count_leaves_white_space_out() {
    let tight = statement(r#""Effect":"Allow","Action":"a:b","Resource":"*""#);
    let loose = tight.replace(',', " ,\n\t ");
    let size = |json: &str| Document::parse_permissions(json).unwrap().size_chars();
    assert_eq!(size(&tight), tight.len());
    assert_eq!(size(&loose), tight.len());
}
