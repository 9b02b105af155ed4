//! How pools and clients are configured and listed, seen from outside: what is shown of members that were unset; which page a page's
//! token leads to.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

mod updates;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::api::{Administrator, USER_POOLS, text};
use tests::http::Answer;
use tests::shared::{self, Shared};

struct House {
    server: Shared,
    administrator: Administrator,
}

fn house() -> House {
    let server = shared::server();
    let administrator = Administrator::of(&server);
    House { server, administrator }
}

impl House {
    fn ask(&self, operation: &str, body: &Value) -> Answer {
        self.administrator.ask("cognito-idp", &format!("{USER_POOLS}.{operation}"), body)
    }

    #[track_caller]
    fn pool(&self, settings: &Value) -> String {
        let pool = self.administrator.user_pools("CreateUserPool", &with(settings, "PoolName", "tests"));
        text(&pool["UserPool"]["Id"])
    }

    fn user(&self, pool: &str, name: &str, attributes: &[(&str, &str)]) {
        let attributes: Vec<Value> =
            attributes.iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
        self.administrator.user_pools(
            "AdminCreateUser",
            &json!({ "UserPoolId": pool, "Username": name, "MessageAction": "SUPPRESS", "UserAttributes": attributes }),
        );
    }

    /// The names of the users that a filter finds.
    #[track_caller]
    fn found(&self, pool: &str, filter: &str) -> Vec<String> {
        let found =
            self.administrator.user_pools("ListUsers", &json!({ "UserPoolId": pool, "Filter": filter }));
        names(&found)
    }
}

fn with(settings: &Value, name: &str, value: &str) -> Value {
    let mut settings = settings.clone();
    settings[name] = json!(value);
    settings
}

fn names(listed: &Value) -> Vec<String> {
    listed["Users"].as_array().unwrap().iter().map(|user| text(&user["Username"])).collect()
}

#[track_caller]
fn assert_refused(answer: &Answer, status: u16, code: &str, message: &str) {
    let body = answer.json();
    assert_eq!(
        (answer.status, &body["__type"], &body["message"]),
        (status, &json!(code), &json!(message)),
        "{}",
        answer.text()
    );
}

#[test]
fn a_pool_and_a_client_are_told_as_aws_tells_them() {
    let house = house();
    let pool = house.pool(&json!({
        "AdminCreateUserConfig": { "UnusedAccountValidityDays": 3 }, "EmailVerificationSubject": "Yours",
        "Policies": { "PasswordPolicy": { "MinimumLength": 10, "PasswordHistorySize": 0 } },
        "VerificationMessageTemplate": { "EmailMessage": "Code {####}" },
    }));
    let told = house.administrator.user_pools("DescribeUserPool", &json!({ "UserPoolId": pool }));
    let told = &told["UserPool"];
    assert_eq!(told["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"], 3);
    assert_eq!(told["Policies"]["PasswordPolicy"]["PasswordHistorySize"], 0);
    assert_eq!(told["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"], json!(["PASSWORD"]));
    assert_eq!(told["AdminCreateUserConfig"]["UnusedAccountValidityDays"], 3);
    assert_eq!(told["EmailVerificationMessage"], "Code {####}");
    assert_eq!(told["VerificationMessageTemplate"]["EmailSubject"], "Yours");
    assert_eq!(told["VerificationMessageTemplate"]["DefaultEmailOption"], "CONFIRM_WITH_CODE");
    assert_eq!((&told["LambdaConfig"], &told["UserPoolTags"]), (&json!({}), &json!({})));
    assert_eq!(told.get("AccountRecoverySetting"), None);

    let client = json!({ "UserPoolId": pool, "ClientName": "web", "CallbackURLs": [] });
    let client = house.administrator.user_pools("CreateUserPoolClient", &client);
    let client = client["UserPoolClient"].as_object().unwrap();
    let told: BTreeSet<&str> = client.keys().map(String::as_str).collect();
    let expected = [
        "AllowedOAuthFlowsUserPoolClient",
        "AuthSessionValidity",
        "ClientId",
        "ClientName",
        "CreationDate",
        "EnablePropagateAdditionalUserContextData",
        "EnableTokenRevocation",
        "LastModifiedDate",
        "RefreshTokenValidity",
        "UserPoolId",
    ];
    assert_eq!(told, BTreeSet::from(expected));
    assert_eq!((&client["RefreshTokenValidity"], &client["AuthSessionValidity"]), (&json!(30), &json!(3)));
}

#[test]
fn a_page_goes_on_with_its_own_list_alone() {
    let house = house();
    let (pool, other) = (house.pool(&json!({})), house.pool(&json!({})));
    for number in 0..4 {
        house.user(&pool, &format!("anna-{number}"), &[("given_name", "Anna")]);
        house.user(&pool, &format!("bert-{number}"), &[("given_name", "Bert")]);
        let client = json!({ "UserPoolId": pool, "ClientName": format!("app-{number}") });
        house.administrator.user_pools("CreateUserPoolClient", &client);
    }
    let anna = json!({ "UserPoolId": pool, "Filter": "given_name = \"Anna\"", "Limit": 1 });
    let list = |request: &Value| house.administrator.user_pools("ListUsers", request);
    let first = list(&anna);
    let on = |request: &Value| with(request, "PaginationToken", first["PaginationToken"].as_str().unwrap());
    let refused = |request: &Value, token: &Value| {
        let request = with(request, "PaginationToken", token.as_str().unwrap());
        let answer = house.ask("ListUsers", &request);
        assert_refused(&answer, 400, "InvalidParameterException", "Invalid pagination token.");
    };
    let mine = &first["PaginationToken"];
    refused(&json!({ "UserPoolId": pool }), mine);
    refused(&json!({ "UserPoolId": pool, "Filter": "given_name = \"Bert\"" }), mine);
    refused(&json!({ "UserPoolId": pool, "Filter": "given_name ^= \"Anna\"" }), mine);
    refused(&with(&anna, "UserPoolId", &other), mine);
    let mut some = anna.clone();
    some["AttributesToGet"] = json!(["given_name"]);
    refused(&some, mine);
    let pools = house.administrator.user_pools("ListUserPools", &json!({ "MaxResults": 1 }));
    refused(&json!({ "UserPoolId": pool }), &pools["NextToken"]);
    let clients = json!({ "UserPoolId": pool, "MaxResults": 1 });
    let clients = house.administrator.user_pools("ListUserPoolClients", &clients);
    refused(&json!({ "UserPoolId": pool }), &clients["NextToken"]);

    // The same list in another spelling, and with another limit, continues the pages; a user deleted meanwhile does not disturb it.
    let gone = json!({ "UserPoolId": pool, "Username": names(&first)[0] });
    house.ask("AdminDeleteUser", &gone);
    let mut spelt = on(&json!({ "UserPoolId": pool, "Filter": "\"given_name\"=\"Anna\"" }));
    spelt["Limit"] = json!(60);
    let rest = list(&spelt);
    let all: BTreeSet<String> = names(&first).into_iter().chain(names(&rest)).collect();
    assert_eq!(all, (0..4).map(|number| format!("anna-{number}")).collect::<BTreeSet<_>>());
    assert_eq!((names(&rest).len(), rest.get("PaginationToken")), (3, None));
}

#[test]
fn a_filter_is_read_and_compared_as_aws_does() {
    let house = house();
    let pool = house.pool(&json!({}));
    house.user(&pool, "Quoted", &[("email", "Quoted@Mail.example"), ("name", "Lukas")]);
    house.user(&pool, "other", &[("email", "other@mail.example")]);
    let finds = [
        ("\"email\"^=\"quoted@\"", vec!["Quoted"]),
        ("email = \"QUOTED@mail.EXAMPLE\"", vec!["Quoted"]),
        ("name ^= \"lU\"", vec!["Quoted"]),
        ("\"username\"=\"Quoted\"", vec!["Quoted"]),
        ("username = \"quoted\"", vec![]),
        ("cognito:user_status = \"force_change_password\"", vec!["Quoted", "other"]),
        ("status = \"enabled\"", vec![]),
        ("status = \"Disabled\"", vec![]),
        ("phone_number = \"\"", vec![]),
        ("email = \"%@mail.example\"", vec![]),
    ];
    for (filter, expected) in finds {
        let mut found = house.found(&pool, filter);
        found.sort_unstable();
        assert_eq!(found, expected, "{filter}");
    }
    let refused = [
        ("foo", "Error while parsing filter."),
        ("email = somebody", "Error while parsing filter."),
        ("email ^= \"\".\"@gmail.example\"", "Error while parsing filter."),
        ("custom:x = \"1\"", "Invalid search attribute: custom:x"),
    ];
    for (filter, message) in refused {
        let answer = house.ask("ListUsers", &json!({ "UserPoolId": pool, "Filter": filter }));
        assert_refused(&answer, 400, "InvalidParameterException", message);
    }
    let answer = house.ask("ListUsers", &json!({ "UserPoolId": pool, "AttributesToGet": ["nope"] }));
    assert_refused(
        &answer,
        400,
        "InvalidParameterException",
        "One or more requested attributes do not exist.",
    );
}
