//! Names that nobody has, seen by a stranger who would like to know who has an account.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use serde_json::{Value, json};
use tests::api::{self, Administrator, USER_POOLS, text};
use tests::http::{Connection, Request};
use tests::server::Recognito;

/// A public value that any client may send: g^a for a small a.
const SRP_A: &str = "2000000000000000000000000000000000000000000000000000000000000000";

/// The parameters of the SRP challenge for a name.
fn challenge(server: &Recognito, client: &str, name: &str) -> Value {
    let parameters = json!({"USERNAME": name, "SRP_A": SRP_A});
    let body = json!({"ClientId": client, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters});
    let request = Request::json(&format!("{USER_POOLS}.InitiateAuth"), body.to_string());
    let answer = Connection::open(server.authority()).unwrap().exchange(&request).unwrap();
    api::succeeded(&answer)["ChallengeParameters"].clone()
}

/// A client, which does not tell who exists, of a pool in which users are named by their address.
fn client_of_addresses(administrator: &Administrator) -> String {
    let pool = json!({
        "PoolName": "addresses",
        "UsernameAttributes": ["email"],
        "UsernameConfiguration": {"CaseSensitive": false},
    });
    let pool = text(&administrator.user_pools("CreateUserPool", &pool)["UserPool"]["Id"]);
    let ada = json!({"UserPoolId": pool, "Username": "ada@lovelace.example", "MessageAction": "SUPPRESS"});
    administrator.user_pools("AdminCreateUser", &ada);
    let client = json!({
        "UserPoolId": pool,
        "ClientName": "web",
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
        "PreventUserExistenceErrors": "ENABLED",
    });
    text(&administrator.user_pools("CreateUserPoolClient", &client)["UserPoolClient"]["ClientId"])
}

#[test]
fn the_challenge_for_an_address_that_nobody_has_looks_like_anybodys() {
    let server = Recognito::start();
    let client = client_of_addresses(&Administrator::of(&server));
    let known = challenge(&server, &client, "ada@lovelace.example");
    let unknown = challenge(&server, &client, "nobody@lovelace.example");
    for parameters in [&known, &unknown] {
        assert_eq!(parameters["USERNAME"], parameters["USER_ID_FOR_SRP"]);
        let name = text(&parameters["USERNAME"]);
        assert!(name.len() == 36 && !name.contains('@'), "{name}");
    }
    for spelling in ["nobody@lovelace.example", "Nobody@Lovelace.example"] {
        let again = challenge(&server, &client, spelling);
        assert_eq!((&again["USERNAME"], &again["SALT"]), (&unknown["USERNAME"], &unknown["SALT"]));
    }
    assert_ne!(challenge(&server, &client, "noone@lovelace.example")["SALT"], unknown["SALT"]);
}
