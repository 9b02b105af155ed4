//! Credential stuffing: a list of stolen names and passwords is tried from many addresses, while honest users sign in.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tests::{
    api::{self, Administrator, USER_POOLS},
    http::{Answer, Connection, Request},
    programs,
    server::Recognito,
};

const PASSWORD: &str = "Passw0rd!x";
const BLOCKED: &str = "Unable to login because of security reasons.";
/// Wrong accounts at an address before it is one of an attacker.
const UNNOTICED: usize = 5;
/// Of so many names of the list one is a user's, with the right password.
const ONE_IN: usize = 41;

/// A list of names, the addresses that it is tried from, and honest users beside.
#[derive(Clone, Copy)]
struct Attack {
    names: usize,
    addresses: usize,
    honest: usize,
}

#[test]
fn a_list_of_stolen_passwords_opens_few_accounts_and_honest_users_notice_nothing() {
    run(Attack { names: 410, addresses: 10, honest: 3 });
}

#[test]
#[ignore = "takes long: ./dev night"]
fn a_list_of_10_000_from_50_addresses_opens_few_accounts() {
    run(Attack { names: 10_000, addresses: 50, honest: 20 });
}

fn run(attack: Attack) {
    let mut server = Recognito::start_with(&["--trusted-proxy", "127.0.0.1"]);
    let world = &World::make(&server, attack);
    let honest: Vec<String> = (0..attack.honest).map(|n| format!("honest{n}")).collect();
    let before = world.longest_at_home(&honest);
    // Attackers are many at once, and users sign in all the while.
    let (outcomes, beside): (Vec<(usize, Answer)>, Duration) = thread::scope(|scope| {
        let tried: Vec<_> =
            (0..4).map(|thread| scope.spawn(move || try_part(attack, thread, world))).collect();
        let beside = (0..3).map(|_| world.longest_at_home(&honest)).max().unwrap();
        (tried.into_iter().flat_map(|thread| thread.join().unwrap()).collect(), beside)
    });
    println!("an honest user's longest sign-in took {before:?} before, and {beside:?} beside the attack");
    few_are_opened(attack, &outcomes);
    assert!(server.stop());
    world.told_by_the_log(&server, attack);
}

/// Few of the right passwords open an account, and those that do are among the first that an address tries.
fn few_are_opened(attack: Attack, outcomes: &[(usize, Answer)]) {
    let right = outcomes.iter().filter(|(n, _)| n % ONE_IN == 0);
    let opened: Vec<usize> =
        right.clone().filter(|(_, answer)| answer.status == 200).map(|(n, _)| *n).collect();
    let blocked = right.clone().filter(|(_, answer)| answer.json()["message"] == BLOCKED).count();
    let tries: Vec<_> = opened.iter().map(|n| n / attack.addresses + 1).collect();
    println!(
        "{} names, {} with the right password: {} opened (at the tries {tries:?} of their addresses), {blocked} blocked",
        attack.names,
        right.count(),
        opened.len()
    );
    assert_eq!(opened.len() + blocked, attack.names.div_ceil(ONE_IN), "{opened:?}");
    // Four try at once at an address, so that as many may come before the fifth is counted.
    assert!(opened.iter().all(|n| n / attack.addresses < UNNOTICED + 4), "{opened:?}");
}

/// One thread's part of the list; gives what was answered.
fn try_part(attack: Attack, thread: usize, world: &World) -> Vec<(usize, Answer)> {
    let part = (0..attack.names).filter(|n| n % 4 == thread);
    part.map(|n| {
        let name = if n % ONE_IN == 0 { format!("stolen{}", n / ONE_IN) } else { format!("nobody{n}") };
        let address = format!("203.0.113.{}", n % attack.addresses);
        (n, world.sign_in(&name, PASSWORD, &address, "python-requests/2.32"))
    })
    .collect()
}

/// A pool that blocks risky sign-ins, with honest users and those whose passwords were stolen.
struct World {
    authority: String,
    pool: String,
    client: String,
}

impl World {
    fn make(server: &Recognito, attack: Attack) -> Self {
        let administrator = Administrator::of(server);
        let mode = json!({ "AdvancedSecurityMode": "ENFORCED" });
        let settings = json!({ "PoolName": "stuffing", "UserPoolAddOns": mode });
        let (pool, client) = api::user_pool_of(&administrator, &settings);
        let block = json!({ "EventAction": "BLOCK", "Notify": false });
        let actions = json!({ "MediumAction": block, "HighAction": block });
        let rules = json!({ "UserPoolId": pool, "AccountTakeoverRiskConfiguration": { "Actions": actions } });
        administrator.user_pools("SetRiskConfiguration", &rules);
        let stolen = (0..attack.names.div_ceil(ONE_IN)).map(|n| format!("stolen{n}"));
        for name in stolen.chain((0..attack.honest).map(|n| format!("honest{n}"))) {
            let user = json!({ "UserPoolId": pool, "Username": name, "MessageAction": "SUPPRESS" });
            administrator.user_pools("AdminCreateUser", &user);
            let password =
                json!({ "UserPoolId": pool, "Username": name, "Password": PASSWORD, "Permanent": true });
            administrator.user_pools("AdminSetUserPassword", &password);
        }
        Self { authority: server.authority().to_owned(), pool, client }
    }

    /// A sign-in that a proxy forwards. What the server has no room for is sent again.
    fn sign_in(&self, name: &str, password: &str, address: &str, software: &str) -> Answer {
        let parameters = json!({ "USERNAME": name, "PASSWORD": password });
        let body = json!({ "ClientId": self.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters });
        let request = Request::json(&format!("{USER_POOLS}.InitiateAuth"), body.to_string())
            .with("X-Forwarded-For", address)
            .with("User-Agent", software);
        loop {
            let answer = Connection::open(&self.authority).unwrap().exchange(&request).unwrap();
            if answer.json()["__type"] != "TooManyRequestsException" {
                return answer;
            }
        }
    }

    /// Signs each of these users in from home, which must succeed. Gives how long the longest took.
    fn longest_at_home(&self, honest: &[String]) -> Duration {
        let timed = honest.iter().map(|name| {
            let (began, address) = (Instant::now(), format!("10.0.{}.1", &name["honest".len()..]));
            assert_eq!(self.sign_in(name, PASSWORD, &address, "Firefox").status, 200);
            began.elapsed()
        });
        timed.max().unwrap()
    }

    /// The log says of the last victim what was seen and what followed.
    fn told_by_the_log(&self, server: &Recognito, attack: Attack) {
        let last = (attack.names - 1) / ONE_IN;
        let stream = format!("{}/stolen{last}", self.pool);
        let told = programs::replay(&server.data(), &["--json", "history", &stream]).expect_success();
        let history: Vec<Value> = serde_json::from_str(&told).unwrap();
        let blocked = history.iter().find(|event| event["kind"] == "user.sign_in_blocked").unwrap();
        let risk = &blocked["data"]["watched"]["risk"];
        assert_eq!((&risk["level"], &risk["action"]), (&json!("high"), &json!("block")), "{blocked}");
        assert_eq!(risk["reasons"][0], "many_accounts", "{blocked}");
        assert!(!history.iter().any(|event| event["kind"] == "user.signed_in"));
        let table = programs::replay(&server.data(), &["history", &stream]).expect_success();
        assert!(table.contains("user.sign_in_blocked"), "{table}");
        programs::verify(&server.data());
    }
}
