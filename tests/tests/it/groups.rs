//! Groups and resource servers, seen from outside: made, shown, changed, listed page by page, deleted, and gone with their pool.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use serde_json::{Value, json};
use tests::api::{self, USER_POOLS, text};
use tests::estate::{Estate, role_arn};
use tests::http::Request;
use tests::programs;
use tests::strangers::{Strangers, assert_refused};

const ROLE: &str = "arn:aws:iam::123456789012:role/admins";

/// A pool, and an administrator who may configure it.
struct House(Strangers);

impl House {
    fn new() -> Self {
        Self(Strangers::start("ENABLED"))
    }

    /// An operation on the pool, unless `body` names another.
    fn ask(&self, operation: &str, mut body: Value) -> tests::http::Answer {
        if body["UserPoolId"].is_null() {
            body["UserPoolId"] = json!(self.0.pool);
        }
        self.0.administrator.ask("cognito-idp", &format!("{USER_POOLS}.{operation}"), &body)
    }

    /// The same; it must succeed.
    #[track_caller]
    fn done(&self, operation: &str, body: Value) -> Value {
        api::succeeded(&self.ask(operation, body))
    }
}

/// Names on all pages of a list, each page's apart.
fn pages(house: &House, operation: &str, size: &str, rows: &str, name: &str) -> Vec<Vec<String>> {
    let (mut pages, mut body) = (Vec::new(), json!({size: 2}));
    loop {
        let page = house.done(operation, body.clone());
        pages.push(page[rows].as_array().unwrap().iter().map(|row| text(&row[name])).collect());
        if page["NextToken"].is_null() {
            return pages;
        }
        body["NextToken"] = page["NextToken"].clone();
    }
}

#[test]
fn a_group_is_made_changed_where_something_is_said_and_deleted() {
    let house = House::new();
    let made =
        json!({"GroupName": "admins", "Description": "Those who may", "Precedence": 3, "RoleArn": ROLE});
    let group = house.done("CreateGroup", made.clone())["Group"].clone();
    for (name, value) in made.as_object().unwrap() {
        assert_eq!(&group[name], value);
    }
    assert_eq!(group["UserPoolId"], json!(house.0.pool));
    assert_eq!(house.done("GetGroup", json!({"GroupName": "admins"}))["Group"], group);

    let same = house.done("UpdateGroup", json!({"GroupName": "admins", "Precedence": 3}))["Group"].clone();
    assert_eq!(same, group, "a change that makes no difference is none");
    let changed = house.done("UpdateGroup", json!({"GroupName": "admins", "Precedence": 0}))["Group"].clone();
    let said = |member: &str| changed[member].clone();
    assert_eq!(
        (said("Precedence"), said("Description"), said("RoleArn")),
        (json!(0), json!("Those who may"), json!(ROLE))
    );
    assert_eq!(changed["CreationDate"], group["CreationDate"]);
    assert!(changed["LastModifiedDate"].as_f64() > group["LastModifiedDate"].as_f64(), "{changed}");

    assert_eq!(house.done("DeleteGroup", json!({"GroupName": "admins"})), Value::Null);
    for operation in ["GetGroup", "UpdateGroup", "DeleteGroup"] {
        let answer = house.ask(operation, json!({"GroupName": "admins"}));
        assert_refused(&answer, "ResourceNotFoundException", "Group not found.");
    }
    let again = house.done("CreateGroup", json!({"GroupName": "admins"}))["Group"].clone();
    assert_eq!(
        (&again["Description"], &again["Precedence"]),
        (&Value::Null, &Value::Null),
        "the name is free"
    );
}

#[test]
fn who_may_not_pass_a_role_gives_it_to_no_group() {
    let estate = Estate::build();
    let policy = json!({"Version": "2012-10-17", "Statement":
        [{"Effect": "Allow", "Action": "cognito-idp:*", "Resource": "*"}]});
    assert_eq!(estate.put_policy("guest", &policy.to_string()).status, 200);
    let session = estate.assumed("guest", &estate.open_id_token(&estate.get_id(&json!({}))), &[]);
    let create = |body: Value| {
        let request = Request::json(&format!("{USER_POOLS}.CreateGroup"), body.to_string());
        estate.signed(Some(&session), "cognito-idp", &request)
    };
    let plain = create(json!({"UserPoolId": estate.pool, "GroupName": "plain"}));
    assert_eq!(plain.status, 200, "{}", plain.text());
    let strong =
        create(json!({"UserPoolId": estate.pool, "GroupName": "strong", "RoleArn": role_arn("guest")}));
    assert_eq!((strong.status, &strong.json()["__type"]), (400, &json!("AccessDeniedException")));
}

#[test]
fn groups_and_resource_servers_are_listed_by_name_page_by_page_and_go_with_their_pool() {
    let house = House::new();
    for name in ["c", "a", "e", "b", "d"] {
        house.done("CreateGroup", json!({"GroupName": name}));
        house.done("CreateResourceServer", json!({"Identifier": name, "Name": "API"}));
    }
    let expected = [vec!["a", "b"], vec!["c", "d"], vec!["e"]];
    assert_eq!(pages(&house, "ListGroups", "Limit", "Groups", "GroupName"), expected);
    let servers = pages(&house, "ListResourceServers", "MaxResults", "ResourceServers", "Identifier");
    assert_eq!(servers, expected);

    let token = house.done("ListGroups", json!({"Limit": 2}))["NextToken"].clone();
    let strange = house.ask("ListResourceServers", json!({"NextToken": token}));
    assert_refused(&strange, "InvalidParameterException", "Invalid pagination token.");
    let (other, _) = api::user_pool(&house.0.administrator);
    let strange = house.ask("ListGroups", json!({"UserPoolId": other, "NextToken": token}));
    assert_refused(&strange, "InvalidParameterException", "Invalid pagination token.");

    house.done("CreateGroup", json!({"UserPoolId": other, "GroupName": "a"}));
    house.done("DeleteUserPool", json!({}));
    let gone = format!("User pool {} does not exist.", house.0.pool);
    for operation in ["ListGroups", "ListResourceServers"] {
        assert_refused(&house.ask(operation, json!({})), "ResourceNotFoundException", &gone);
    }
    let left = house.done("ListGroups", json!({"UserPoolId": other}));
    assert_eq!(left["Groups"].as_array().unwrap().len(), 1);
    programs::verify(&house.0.server.data());
}
