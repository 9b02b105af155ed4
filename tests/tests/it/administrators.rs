//! What administrators do to users and clients, seen from outside: its effect on tokens that were issued before, and on names.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use serde_json::{Value, json};
use tests::api::{self, Administrator, USER_POOLS, text};
use tests::http::{Answer, Connection, Request};
use tests::programs;
use tests::shared::{self, Shared};

const PASSWORD: &str = "Analytical-Engine-1843";

/// A pool with a confirmed user `ada`, and an administrator who may change that.
struct House {
    server: Shared,
    administrator: Administrator,
    pool: String,
    client: String,
}

fn house() -> House {
    house_of(&json!({"PoolName": "tests"}))
}

/// In a pool with these settings.
fn house_of(settings: &Value) -> House {
    let server = shared::server();
    let administrator = Administrator::of(&server);
    let (pool, client) = api::user_pool_of(&administrator, settings);
    let house = House { server, administrator, pool, client };
    house.make_ada();
    house
}

impl House {
    /// Makes the user; gives its `sub`.
    fn make_ada(&self) -> String {
        let ada = json!({"UserPoolId": self.pool, "Username": "ada", "MessageAction": "SUPPRESS"});
        let made = self.administrator.user_pools("AdminCreateUser", &ada);
        let password =
            json!({"UserPoolId": self.pool, "Username": "ada", "Password": PASSWORD, "Permanent": true});
        self.administrator.ask("cognito-idp", &format!("{USER_POOLS}.AdminSetUserPassword"), &password);
        text(&made["User"]["Attributes"][0]["Value"])
    }

    /// An operation on ada.
    fn on_ada(&self, operation: &str) -> Answer {
        self.administrate(operation, &json!({"UserPoolId": self.pool, "Username": "ada"}))
    }

    fn administrate(&self, operation: &str, body: &Value) -> Answer {
        self.administrator.ask("cognito-idp", &format!("{USER_POOLS}.{operation}"), body)
    }

    fn ask(&self, operation: &str, body: &Value) -> Answer {
        let request = Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string());
        Connection::open(self.server.authority()).unwrap().exchange(&request).unwrap()
    }

    fn sign_in(&self) -> Answer {
        let parameters = json!({"USERNAME": "ada", "PASSWORD": PASSWORD});
        let body =
            json!({"ClientId": self.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        self.ask("InitiateAuth", &body)
    }

    fn refresh(&self, token: &Value) -> Answer {
        let parameters = json!({"REFRESH_TOKEN": token});
        let body =
            json!({"ClientId": self.client, "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": parameters});
        self.ask("InitiateAuth", &body)
    }

    /// Access and refresh token of a sign-in that must succeed.
    #[track_caller]
    fn tokens(&self) -> Value {
        api::succeeded(&self.sign_in())["AuthenticationResult"].clone()
    }
}

#[track_caller]
fn assert_refused(answer: &Answer, code: &str, message: &str) {
    let body = answer.json();
    assert_eq!((&body["__type"], &body["message"]), (&json!(code), &json!(message)), "{}", answer.text());
}

#[test]
fn an_administrator_ends_every_session_of_a_user_who_may_then_sign_in_again() {
    let house = house();
    let (one, other) = (house.tokens(), house.tokens());
    assert_eq!(api::succeeded(&house.on_ada("AdminUserGlobalSignOut")), json!({}));
    for tokens in [one, other] {
        let answer = house.ask("GetUser", &json!({"AccessToken": tokens["AccessToken"]}));
        assert_refused(&answer, "NotAuthorizedException", "Access Token has been revoked");
        let answer = house.refresh(&tokens["RefreshToken"]);
        assert_refused(&answer, "NotAuthorizedException", "Refresh Token has been revoked");
    }
    let fresh = house.tokens();
    let seen = api::succeeded(&house.ask("GetUser", &json!({"AccessToken": fresh["AccessToken"]})));
    assert_eq!(seen["Username"], "ada");
}

#[test]
fn a_user_who_is_switched_off_does_nothing_more_and_begins_anew_when_switched_on() {
    let house = house();
    let tokens = house.tokens();
    for _ in 0..2 {
        assert_eq!(api::succeeded(&house.on_ada("AdminDisableUser")), json!({}));
    }
    assert_eq!(api::succeeded(&house.on_ada("AdminGetUser"))["Enabled"], false);
    let get_user = || house.ask("GetUser", &json!({"AccessToken": tokens["AccessToken"]}));
    for answer in [house.sign_in(), get_user(), house.refresh(&tokens["RefreshToken"])] {
        assert_refused(&answer, "NotAuthorizedException", "User is disabled.");
    }
    let list = json!({"UserPoolId": house.pool, "Filter": "status = \"Disabled\""});
    let listed = api::succeeded(&house.administrate("ListUsers", &list));
    assert_eq!(
        (&listed["Users"][0]["Username"], &listed["Users"][0]["Enabled"]),
        (&json!("ada"), &json!(false))
    );

    assert_eq!(api::succeeded(&house.on_ada("AdminEnableUser")), json!({}));
    assert_refused(&get_user(), "NotAuthorizedException", "Access Token has been revoked");
    let answer = house.refresh(&tokens["RefreshToken"]);
    assert_refused(&answer, "NotAuthorizedException", "Refresh Token has been revoked");
    house.tokens();
}

#[test]
fn what_an_administrator_writes_of_a_user_is_shown_everywhere_and_signs_in() {
    let aliased = house_of(&json!({"PoolName": "aliased", "AliasAttributes": ["email"]}));
    let email = json!([{"Name": "email", "Value": "countess@example.com"}, {"Name": "email_verified", "Value": "true"}]);
    let write = json!({"UserPoolId": aliased.pool, "Username": "ada", "UserAttributes": email});
    assert_eq!(api::succeeded(&aliased.administrate("AdminUpdateUserAttributes", &write)), json!({}));
    let parameters = json!({"USERNAME": "countess@example.com", "PASSWORD": PASSWORD});
    let by_alias =
        json!({"ClientId": aliased.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
    api::succeeded(&aliased.ask("InitiateAuth", &by_alias));
    let list = json!({"UserPoolId": aliased.pool, "Filter": "email = \"countess@example.com\""});
    assert_eq!(api::succeeded(&aliased.administrate("ListUsers", &list))["Users"][0]["Username"], "ada");

    let delete = json!({"UserPoolId": aliased.pool, "Username": "ada", "UserAttributeNames": ["email"]});
    assert_eq!(api::succeeded(&aliased.administrate("AdminDeleteUserAttributes", &delete)), json!({}));
    let unknown = aliased.ask("InitiateAuth", &by_alias);
    assert_eq!(unknown.status, 400, "{}", unknown.text());
    assert_eq!(api::succeeded(&aliased.administrate("ListUsers", &list))["Users"], json!([]));
}

#[test]
fn signing_out_or_deleting_nobody_says_so() {
    let house = house();
    let nobody = json!({"UserPoolId": house.pool, "Username": "nobody"});
    for operation in ["AdminUserGlobalSignOut", "AdminDisableUser", "AdminEnableUser", "AdminDeleteUser"] {
        assert_refused(
            &house.administrate(operation, &nobody),
            "UserNotFoundException",
            "User does not exist.",
        );
    }
}

#[test]
fn a_user_whom_an_administrator_deletes_is_gone_and_the_name_is_free() {
    let house = house();
    let before = text(&house.on_ada("AdminGetUser").json()["UserAttributes"][0]["Value"]);
    let tokens = house.tokens();
    let answer = house.on_ada("AdminDeleteUser");
    assert_eq!((answer.status, answer.text().as_str()), (200, ""));
    assert_refused(&house.on_ada("AdminGetUser"), "UserNotFoundException", "User does not exist.");
    let answer = house.ask("GetUser", &json!({"AccessToken": tokens["AccessToken"]}));
    assert_eq!(answer.status, 400, "{}", answer.text());
    let listed = house.administrate("ListUsers", &json!({"UserPoolId": house.pool}));
    assert_eq!(api::succeeded(&listed)["Users"], json!([]));
    assert_ne!(house.make_ada(), before);
    programs::verify(&house.server.data());
}

#[test]
fn a_deleted_client_signs_nobody_in_and_refreshes_nothing() {
    let house = house();
    let tokens = house.tokens();
    let client = json!({"UserPoolId": house.pool, "ClientId": house.client});
    let answer = house.administrate("DeleteUserPoolClient", &client);
    assert_eq!((answer.status, answer.text().as_str()), (200, ""));
    let gone = format!("User pool client {} does not exist.", house.client);
    for answer in [
        house.sign_in(),
        house.refresh(&tokens["RefreshToken"]),
        house.administrate("DescribeUserPoolClient", &client),
        house.administrate("DeleteUserPoolClient", &client),
    ] {
        assert_refused(&answer, "ResourceNotFoundException", &gone);
    }
    let listed = house.administrate("ListUserPoolClients", &json!({"UserPoolId": house.pool}));
    assert_eq!(api::succeeded(&listed)["UserPoolClients"], json!([]));
}

#[test]
fn a_password_that_breaks_the_policy_is_told_the_rule_it_breaks() {
    let house = house();
    let weak = json!({"UserPoolId": house.pool, "Username": "ada", "Password": "short", "Permanent": true});
    let message = "Password did not conform with policy: Password not long enough";
    assert_refused(&house.administrate("AdminSetUserPassword", &weak), "InvalidPasswordException", message);
    house.tokens();
}
