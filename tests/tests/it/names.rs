//! User names, and how attributes are written, seen from outside: no name denotes two users, and no address is marked verified that is not.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::thread;

use serde_json::{Map, Value, json};
use tests::api::{self, Administrator, USER_POOLS, text};
use tests::http::{Answer, Connection, Request};
use tests::shared::{self, Shared};
use tests::{outbox, programs};

const PASSWORD: &str = "Analytical-Engine-1843";
const OTHER_PASSWORD: &str = "Difference-Engine-1822";

/// A pool of these settings, and a client of it.
struct House {
    server: Shared,
    administrator: Administrator,
    pool: String,
    client: String,
}

fn house(mut settings: Value) -> House {
    let server = shared::server();
    let administrator = Administrator::of(&server);
    settings["PoolName"] = json!("tests");
    let pool = text(&administrator.user_pools("CreateUserPool", &settings)["UserPool"]["Id"]);
    let client = json!({
        "UserPoolId": pool,
        "ClientName": "tests",
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    let client =
        text(&administrator.user_pools("CreateUserPoolClient", &client)["UserPoolClient"]["ClientId"]);
    House { server, administrator, pool, client }
}

fn attributes(given: &Value) -> Value {
    let one = |(name, value): (&String, &Value)| json!({"Name": name, "Value": value});
    given.as_object().unwrap().iter().map(one).collect()
}

impl House {
    fn administrate(&self, operation: &str, mut body: Value) -> Answer {
        body["UserPoolId"] = json!(self.pool);
        self.administrator.ask("cognito-idp", &format!("{USER_POOLS}.{operation}"), &body)
    }

    fn ask(&self, operation: &str, mut body: Value) -> Answer {
        body["ClientId"] = json!(self.client);
        let request = Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string());
        Connection::open(self.server.authority()).unwrap().exchange(&request).unwrap()
    }

    fn sign_up(&self, username: &str, given: &Value) -> Answer {
        let body = json!({"Username": username, "Password": PASSWORD, "UserAttributes": attributes(given)});
        self.ask("SignUp", body)
    }

    /// An address that no other pool knows: the outbox is one for all.
    fn email(&self, name: &str) -> String {
        format!("{name}@{}.example", self.pool.to_lowercase().replace('_', "-"))
    }

    /// Answers the code that was mailed to an address.
    fn confirm(&self, username: &str, email: &str) -> Answer {
        let code = outbox::code(&self.server.data(), email);
        self.ask("ConfirmSignUp", json!({"Username": username, "ConfirmationCode": code}))
    }

    fn create(&self, username: &str, given: &Value) -> Answer {
        let body = json!({
            "Username": username,
            "TemporaryPassword": PASSWORD,
            "MessageAction": "SUPPRESS",
            "UserAttributes": attributes(given),
        });
        self.administrate("AdminCreateUser", body)
    }

    fn sign_in(&self, username: &str, password: &str) -> Answer {
        let parameters = json!({"USERNAME": username, "PASSWORD": password});
        self.ask("InitiateAuth", json!({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}))
    }

    /// Answers `NEW_PASSWORD_REQUIRED` of a fresh sign-in with these attributes.
    fn complete(&self, username: &str, given: &Value) -> Answer {
        let asked = api::succeeded(&self.sign_in(username, PASSWORD));
        assert_eq!(asked["ChallengeName"], "NEW_PASSWORD_REQUIRED");
        let mut responses = Map::new();
        responses.insert("USERNAME".to_owned(), json!(username));
        responses.insert("NEW_PASSWORD".to_owned(), json!(OTHER_PASSWORD));
        for (name, value) in given.as_object().unwrap() {
            responses.insert(format!("userAttributes.{name}"), value.clone());
        }
        let body = json!({
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "Session": asked["Session"],
            "ChallengeResponses": responses,
        });
        self.ask("RespondToAuthChallenge", body)
    }

    /// Name and attributes of a user who must be there.
    #[track_caller]
    fn user(&self, name: &str) -> (String, Map<String, Value>) {
        let user = api::succeeded(&self.administrate("AdminGetUser", json!({"Username": name})));
        let told = user["UserAttributes"].as_array().unwrap().iter();
        let told = told.map(|attribute| (text(&attribute["Name"]), attribute["Value"].clone()));
        (text(&user["Username"]), told.collect())
    }

    #[track_caller]
    fn sub(&self, name: &str) -> String {
        text(&self.user(name).1["sub"])
    }
}

#[track_caller]
fn assert_refused(answer: &Answer, code: &str, message: &str) {
    let body = answer.json();
    assert_eq!((&body["__type"], &body["message"]), (&json!(code), &json!(message)), "{}", answer.text());
}

fn aliases() -> Value {
    json!({
        "AliasAttributes": ["email", "preferred_username"],
        "AutoVerifiedAttributes": ["email"],
        "UsernameConfiguration": {"CaseSensitive": false},
    })
}

#[test]
fn the_answer_to_a_temporary_password_replaces_no_address_that_the_administrator_gave() {
    let house = house(aliases());
    let given = json!({"email": "given@firm.example", "email_verified": "true"});
    api::succeeded(&house.create("invited", &given));
    for email in ["boss@firm.example", "given@firm.example", ""] {
        let answer = house.complete("invited", &json!({"email": email}));
        assert_refused(&answer, "NotAuthorizedException", "Cannot modify an already provided email");
    }
    let answer = house.complete("invited", &json!({"email_verified": "true"}));
    let message = "A client attempted to write unauthorized attribute";
    assert_refused(&answer, "NotAuthorizedException", message);
    api::succeeded(&house.complete("invited", &json!({"nickname": "Inv"})));
    let (_, told) = house.user("given@firm.example");
    assert_eq!((&told["email"], &told["email_verified"]), (&json!("given@firm.example"), &json!("true")));
    programs::verify(&house.server.data());
}

#[test]
fn the_answer_to_a_temporary_password_brings_what_is_required_and_unverified() {
    let required = json!({"Name": "name", "AttributeDataType": "String", "Required": true, "Mutable": true});
    let house = house(json!({"Schema": [required], "AliasAttributes": ["email", "preferred_username"]}));
    api::succeeded(&house.create("nameless", &json!({})));
    let refused = house.complete("nameless", &json!({}));
    assert_refused(&refused, "InvalidParameterException", "Invalid attributes given, name is missing");
    // The refused answer has left the temporary password as it was.
    let given = json!({"name": "Ada", "email": "a@lovelace.example", "preferred_username": "countess"});
    api::succeeded(&house.complete("nameless", &given));
    let (_, told) = house.user("countess");
    assert_eq!(told["name"], "Ada");
    assert_ne!(told.get("email_verified"), Some(&json!("true")));
    assert_eq!(house.administrate("AdminGetUser", json!({"Username": "a@lovelace.example"})).status, 400);
    programs::verify(&house.server.data());
}

#[test]
fn a_name_of_any_kind_that_another_user_has_is_refused_to_a_new_user() {
    let house = house(aliases());
    let email = house.email("ada");
    let names = json!({"email": email, "email_verified": "True", "preferred_username": "Countess"});
    api::succeeded(&house.create("Ada", &names));
    let exists = |answer: Answer, message: &str| assert_refused(&answer, "UsernameExistsException", message);
    for taken in ["ada", "COUNTESS", &house.sub("ada"), &house.sub("ada").to_uppercase()] {
        exists(house.sign_up(taken, &json!({})), "User already exists");
        exists(house.create(taken, &json!({})), "User account already exists.");
    }
    let given = |attribute| format!("An account with the given {attribute} already exists.");
    for taken in ["ADA", "countess"] {
        exists(house.create("eve", &json!({"preferred_username": taken})), &given("preferred_username"));
    }
    let verified = json!({"email": house.email("ADA"), "email_verified": "true"});
    exists(house.create("eve", &verified), &given("email"));
    api::succeeded(&house.sign_up("eve", &json!({"email": email})));
    let message = "An account with the email already exists.";
    assert_refused(&house.confirm("eve", &email), "AliasExistsException", message);
    for name in ["ada", "countess", &*email, &house.sub("ada")] {
        assert_eq!(house.user(name).0, "ada");
    }
    programs::verify(&house.server.data());
}

#[test]
fn a_name_that_begins_to_count_with_a_new_password_is_refused_where_another_user_has_it() {
    let house = house(aliases());
    api::succeeded(&house.sign_up("ada", &json!({})));
    api::succeeded(&house.create("invited", &json!({})));
    let answer = house.complete("invited", &json!({"preferred_username": "ADA"}));
    let message = "An account with the preferred_username already exists.";
    assert_refused(&answer, "AliasExistsException", message);
    let answer = house.complete("invited", &json!({"preferred_username": "ada@lovelace.example"}));
    let message =
        "Preferred username cannot be of email format, since user pool is configured for email alias.";
    assert_refused(&answer, "InvalidParameterException", message);
    api::succeeded(&house.complete("invited", &json!({"preferred_username": "countess"})));
    assert_refused(&house.sign_up("Countess", &json!({})), "UsernameExistsException", "User already exists");
    assert!(api::succeeded(&house.sign_in("COUNTESS", OTHER_PASSWORD))["AuthenticationResult"].is_object());
}

#[test]
fn of_two_who_want_one_name_at_once_one_gets_it_whatever_kind_of_name_it_is_to_them() {
    let house = house(aliases());
    for n in 0..20 {
        let name = format!("wanted{n}");
        let preferring = json!({"preferred_username": name});
        let (up, made) = thread::scope(|scope| {
            let up = scope.spawn(|| house.sign_up(&name, &json!({})).status);
            let made = scope.spawn(|| house.create(&format!("other{n}"), &preferring).status);
            (up.join().unwrap(), made.join().unwrap())
        });
        let mut both = [up, made];
        both.sort_unstable();
        assert_eq!(both, [200, 400], "{name}");
    }
    programs::verify(&house.server.data());
}

#[test]
fn a_sub_stays_its_users_and_is_no_name_to_sign_in_by() {
    let house = house(json!({}));
    api::succeeded(&house.create("ada", &json!({})));
    let password = json!({"Username": "ada", "Password": PASSWORD, "Permanent": true});
    assert_eq!(house.administrate("AdminSetUserPassword", password).status, 200);
    let sub = house.sub("ada");
    assert_refused(&house.sign_in(&sub, PASSWORD), "UserNotFoundException", "User does not exist.");
    assert_eq!(house.user(&sub).0, "ada");
    assert_eq!(house.administrate("AdminDeleteUser", json!({"Username": sub})).status, 200);
    assert_eq!(house.administrate("AdminGetUser", json!({"Username": "ada"})).status, 400);
    let exists = house.sign_up(&sub, &json!({}));
    assert_refused(&exists, "UsernameExistsException", "User already exists");
    // A UUID that is no sub is a user name like any other.
    let uuid = "9b2f0c1e-1111-4222-8333-444455556666";
    api::succeeded(&house.create(uuid, &json!({})));
    assert_eq!(house.user(uuid).0, uuid);
    assert_eq!(api::succeeded(&house.sign_in(uuid, PASSWORD))["ChallengeName"], "NEW_PASSWORD_REQUIRED");
}

#[test]
fn nobody_who_signs_up_has_a_preferred_user_name_where_that_is_a_name() {
    let house = house(aliases());
    let answer = house.sign_up("squatter", &json!({"preferred_username": "admin"}));
    let message = "Preferred username cannot be provided for unconfirmed account";
    assert_refused(&answer, "InvalidParameterException", message);
    assert_eq!(house.administrate("AdminGetUser", json!({"Username": "squatter"})).status, 400);
}

#[test]
fn what_the_service_says_of_a_user_nobody_writes() {
    let house = house(json!({}));
    let invalid = |answer: Answer, message| assert_refused(&answer, "InvalidParameterException", message);
    let sub = json!({"sub": "11111111-2222-4333-8444-555555555555"});
    invalid(house.sign_up("ada", &sub), "Cannot modify the non-mutable attribute sub");
    invalid(house.create("ada", &sub), "Cannot modify the non-mutable attribute sub");
    let flag = json!({"email": "ada@lovelace.example", "email_verified": "true"});
    let message = "A client attempted to write unauthorized attribute";
    assert_refused(&house.sign_up("ada", &flag), "NotAuthorizedException", message);
    let message = "Attribute email is required where email_verified is true.";
    invalid(house.create("ada", &json!({"email_verified": "true"})), message);
    invalid(house.create("ada", &json!({"email_verified": "true", "email": ""})), message);
    let flag = json!({"phone_number": "+14325551212", "phone_number_verified": "True", "nickname": ""});
    api::succeeded(&house.create("ada", &flag));
    let (_, told) = house.user("ada");
    assert_eq!((&told["phone_number_verified"], told.get("nickname")), (&json!("true"), None));
}

#[test]
fn where_addresses_are_user_names_the_address_is_lax_and_said_once() {
    let house = house(json!({"UsernameAttributes": ["email", "phone_number"]}));
    let invalid = |answer: Answer, message| assert_refused(&answer, "InvalidParameterException", message);
    for none in ["ada", "a@", "a@@b", "+12", "+1234567890123456789"] {
        let message = "Username should be either an email or a phone number.";
        invalid(house.create(none, &json!({})), message);
    }
    let message = "User email should be empty or same as username, since username attribute is email.";
    for other in ["eve@lovelace.example", "ADA@lovelace.example"] {
        invalid(house.sign_up("ada@lovelace.example", &json!({"email": other})), message);
    }
    let message =
        "User phone number should be empty or same as username, since username attribute is phone_number.";
    invalid(house.create("+14325551212", &json!({"phone_number": "+14325551213"})), message);
    api::succeeded(&house.sign_up("a@b", &json!({"email": "", "phone_number": "+14325551212"})));
    let (username, told) = house.user("a@b");
    assert_eq!((&json!(username), &told["email"]), (&told["sub"], &json!("a@b")));
    let exists = |answer: Answer, message| assert_refused(&answer, "UsernameExistsException", message);
    exists(house.sign_up("a@b", &json!({})), "An account with the given email already exists.");
    exists(house.create("a@b", &json!({})), "An account with the given email already exists.");
    exists(
        house.create("+14325551212", &json!({})),
        "An account with the given phone_number already exists.",
    );
    programs::verify(&house.server.data());
}
