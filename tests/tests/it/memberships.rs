//! Who is in which group, seen from outside: lists, tokens' effect on the role of an identity, and what deletions leave.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use serde_json::{Value, json};
use tests::api::{self, USER_POOLS, text};
use tests::estate::{Estate, login_key, trust};
use tests::http::Answer;
use tests::programs;

/// An administrator's operation on the pool.
fn ask(estate: &Estate, operation: &str, mut body: Value) -> Answer {
    body["UserPoolId"] = json!(estate.pool);
    estate.administrator.ask("cognito-idp", &format!("{USER_POOLS}.{operation}"), &body)
}

/// The same; it must succeed.
#[track_caller]
fn done(estate: &Estate, operation: &str, body: Value) -> Value {
    api::succeeded(&ask(estate, operation, body))
}

fn members(estate: &Estate, group: &str) -> Vec<String> {
    let (mut names, mut body) = (Vec::new(), json!({"GroupName": group, "Limit": 2}));
    loop {
        let page = done(estate, "ListUsersInGroup", body.clone());
        names.extend(page["Users"].as_array().unwrap().iter().map(|user| text(&user["Username"])));
        if page["NextToken"].is_null() {
            names.sort_unstable();
            return names;
        }
        body["NextToken"] = page["NextToken"].clone();
    }
}

fn groups(estate: &Estate, user: &str) -> Vec<String> {
    let listed = done(estate, "AdminListGroupsForUser", json!({"Username": user}));
    listed["Groups"].as_array().unwrap().iter().map(|group| text(&group["GroupName"])).collect()
}

#[test]
fn users_join_and_leave_groups_and_no_deleted_one_stays_in_any() {
    let estate = Estate::build();
    let users = ["ada", "bob", "eve"];
    for user in users {
        estate.make_user(&estate.pool, user);
    }
    for group in ["admins", "birds"] {
        done(&estate, "CreateGroup", json!({"GroupName": group}));
        for user in users {
            let added = done(&estate, "AdminAddUserToGroup", json!({"GroupName": group, "Username": user}));
            assert_eq!(added, Value::Null);
        }
    }
    assert_eq!(
        (members(&estate, "admins"), groups(&estate, "ada")),
        (users.map(Into::into).to_vec(), vec!["admins".into(), "birds".into()])
    );
    let removed = json!({"GroupName": "admins", "Username": "bob"});
    assert_eq!(done(&estate, "AdminRemoveUserFromGroup", removed), Value::Null);
    done(&estate, "AdminDeleteUser", json!({"Username": "eve"}));
    assert_eq!(members(&estate, "admins"), ["ada"]);
    assert_eq!(members(&estate, "birds"), ["ada", "bob"]);
    done(&estate, "DeleteGroup", json!({"GroupName": "birds"}));
    done(&estate, "CreateGroup", json!({"GroupName": "birds"}));
    assert_eq!((members(&estate, "birds"), groups(&estate, "bob")), (Vec::new(), Vec::new()));
    programs::verify(&estate.server.data());
}

#[test]
fn the_role_of_an_identity_is_that_of_the_groups_first_in_rank() {
    let estate = Estate::build();
    estate.make_user(&estate.pool, "ada");
    for (name, precedence) in [("first", 1), ("second", 2)] {
        estate.make_role(name, &trust(&estate.identities, "authenticated"), None);
        let group = json!({"GroupName": name, "Precedence": precedence, "RoleArn": estate.role_arn(name)});
        done(&estate, "CreateGroup", group);
    }
    let key = format!("{}:{}", login_key(&estate.pool), estate.client);
    let mapping = json!({"Type": "Token", "AmbiguousRoleResolution": "AuthenticatedRole"});
    let roles = json!({"authenticated": estate.role_arn("known")});
    api::succeeded(&estate.set_roles(&json!({"Roles": roles, "RoleMappings": {key: mapping}})));
    let assert_role = |name: &str| {
        let logins = estate.logins(&estate.pool, &estate.client, "ada");
        let session = estate.session(&estate.get_id(&logins), &logins);
        let identity = estate.caller_identity(&session);
        let role = format!(":assumed-role/{}/", estate.role(name));
        assert!(identity.text().contains(&role), "{role} {}", identity.text());
    };
    assert_role("known");
    for group in ["second", "first"] {
        done(&estate, "AdminAddUserToGroup", json!({"GroupName": group, "Username": "ada"}));
        assert_role(group);
    }
    done(&estate, "DeleteGroup", json!({"GroupName": "first"}));
    assert_role("second");
}
