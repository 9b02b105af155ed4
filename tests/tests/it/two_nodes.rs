//! Two nodes that share nothing but the database: what one has answered, the other knows.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::thread;

use serde_json::{Value, json};
use tests::api::{self, Administrator, USER_POOLS, text};
use tests::{http::Connection, http::Request, programs, server::Recognito};

const WRITERS: usize = 8;
const ROUNDS: usize = 6;

fn sign_up(node: &Recognito, client: &str, name: &str) {
    let body = json!({"ClientId": client, "Username": name, "Password": "Passw0rd!x"});
    let request = Request::json(&format!("{USER_POOLS}.SignUp"), body.to_string());
    let answer = Connection::open(node.authority()).unwrap().exchange(&request).unwrap();
    assert_eq!(answer.status, 200, "{name}: {}", answer.text());
}

fn listed(administrator: &Administrator, pool: &str, name: &str) -> Vec<String> {
    let filter = format!("username = \"{name}\"");
    let answer = administrator.user_pools("ListUsers", &json!({"UserPoolId": pool, "Filter": filter}));
    answer["Users"].as_array().unwrap().iter().map(|user| text(&user["Username"])).collect()
}

#[test]
fn what_one_node_has_answered_the_other_knows_at_once() {
    let one = Recognito::start();
    let two = one.another_node();
    let (at_one, at_two) = (Administrator::of(&one), Administrator::of(&two));
    let (pool, client) = api::user_pool(&at_one);
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let sides = if writer % 2 == 0 { (&one, &at_two) } else { (&two, &at_one) };
            let (pool, client) = (&pool, &client);
            scope.spawn(move || there_and_back(sides, pool, client, writer));
        }
    });
    let all: Vec<Value> = [&at_one, &at_two]
        .map(|at| at.user_pools("ListUsers", &json!({"UserPoolId": pool}))["Users"].clone())
        .to_vec();
    assert_eq!(all[0].as_array().unwrap().len(), WRITERS * ROUNDS);
    assert_eq!(all[0], all[1]);
    programs::verify(&one.data());
}

/// Writes at one node and at once reads at the other, by the entity and by the read model.
fn there_and_back((here, there): (&Recognito, &Administrator), pool: &str, client: &str, writer: usize) {
    for round in 0..ROUNDS {
        let name = format!("w{writer}r{round}");
        sign_up(here, client, &name);
        let who = json!({"UserPoolId": pool, "Username": name});
        assert_eq!(there.user_pools("AdminGetUser", &who)["UserStatus"], "UNCONFIRMED");
        assert_eq!(listed(there, pool, &name), [name.as_str()]);
        there.user_pools("AdminConfirmSignUp", &who);
        assert_eq!(there.user_pools("AdminGetUser", &who)["UserStatus"], "CONFIRMED");
    }
}

#[test]
fn configuration_that_one_node_made_the_other_serves_at_once_and_one_may_die() {
    let one = Recognito::start();
    let mut two = one.another_node();
    let (at_one, at_two) = (Administrator::of(&one), Administrator::of(&two));
    for round in 0..5 {
        let (pool, client) = api::user_pool(&at_two);
        sign_up(&one, &client, "ada");
        at_one.user_pools("DeleteUserPool", &json!({"UserPoolId": pool}));
        let gone = at_two.ask(
            "cognito-idp",
            &format!("{USER_POOLS}.DescribeUserPool"),
            &json!({"UserPoolId": pool}),
        );
        assert_eq!(gone.json()["__type"], "ResourceNotFoundException", "round {round}");
    }
    let (_pool, client) = api::user_pool(&at_two);
    two.kill();
    sign_up(&one, &client, "grace");
    programs::verify(&one.data());
}
