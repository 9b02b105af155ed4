//! A list of breached passwords, as its operator sees it: a file, a service that is not there, and a server without either.

use std::{fs, net::TcpListener};

use serde_json::{Value, json};
use tests::{
    api::{self, Administrator, text},
    programs,
    server::Recognito,
};

/// A password that every policy takes, and its SHA-1.
const PASSWORD: &str = "Password-123";
const HASH: &str = "7335CC401096084706F6D09BF534D929A5C3C25B";

/// A pool that records risks and looks passwords up, with a client.
fn pool(administrator: &Administrator) -> (String, String) {
    let audit = json!({ "PoolName": "tests", "UserPoolAddOns": { "AdvancedSecurityMode": "AUDIT" } });
    let (pool, client) = api::user_pool_of(administrator, &audit);
    let rules = json!({ "UserPoolId": pool,
        "CompromisedCredentialsRiskConfiguration": { "Actions": { "EventAction": "BLOCK" } } });
    administrator.user_pools("SetRiskConfiguration", &rules);
    (pool, client)
}

fn sign_up(administrator: &Administrator, client: &str, name: &str) {
    let user = json!({ "ClientId": client, "Username": name, "Password": PASSWORD });
    administrator.user_pools("SignUp", &user);
}

fn newest_event(administrator: &Administrator, pool: &str, name: &str) -> Value {
    let listed =
        administrator.user_pools("AdminListUserAuthEvents", &json!({ "UserPoolId": pool, "Username": name }));
    listed["AuthEvents"][0].clone()
}

#[test]
fn a_password_in_the_file_is_recorded_as_compromised_and_is_itself_nowhere_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("breached.txt");
    fs::write(&list, format!("{}:1\r\n{HASH}:2254650\r\n{}:3\r\n", "0".repeat(40), "F".repeat(40))).unwrap();
    let server = Recognito::start_with(&["--breached-passwords", list.to_str().unwrap()]);
    let administrator = Administrator::of(&server);
    let (pool, client) = pool(&administrator);
    sign_up(&administrator, &client, "ada");
    let event = newest_event(&administrator, &pool, "ada");
    assert_eq!((text(&event["EventType"]), text(&event["EventResponse"])), ("SignUp".into(), "Pass".into()));
    assert_eq!(event["EventRisk"]["CompromisedCredentialsDetected"], true, "{event}");
    assert!(server.alarms().is_empty(), "{:?}", server.alarms());
    let told =
        programs::replay(&server.data(), &["--json", "history", &format!("{pool}/ada")]).expect_success();
    assert!(told.contains("user.compromised_password_found"), "{told}");
    for secret in [PASSWORD, HASH, &HASH.to_lowercase()] {
        assert!(!told.contains(secret) && !server.log().contains(secret), "{secret} is told");
    }
}

#[test]
fn a_service_that_is_not_there_locks_nobody_out_and_raises_an_alarm() {
    // A port that nothing listens on.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let server = Recognito::start_with(&["--breached-passwords", &format!("http://{address}/range")]);
    let administrator = Administrator::of(&server);
    let (pool, client) = pool(&administrator);
    sign_up(&administrator, &client, "ada");
    assert_eq!(newest_event(&administrator, &pool, "ada")["EventRisk"], Value::Null);
    let alarms = server.alarms();
    assert!(alarms.iter().any(|alarm| alarm.contains("1 passwords were taken since")), "{alarms:?}");
}
