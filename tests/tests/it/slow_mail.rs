//! Mail to a server that stands still or refuses holds up no other mail, and no mail is sent twice.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use tests::{
    api::{self, Administrator, USER_POOLS},
    http::{Connection, Request},
    mail_server::{self, Reception},
    programs,
    server::Recognito,
};

/// Mails to these stand still in the middle.
const STALLED: &str = "stalled.example";
/// These are refused for good.
pub(crate) const REFUSED: &str = "refused.example";
/// How long mail to others may take.
const ON_TIME: Duration = Duration::from_secs(10);

/// The recipients for whom a mail was accepted, in order.
pub(crate) type Taken = Arc<Mutex<Vec<String>>>;

/// A mail server that looks at recipients alone. Gives its port.
pub(crate) fn mail_server(taken: &Taken) -> u16 {
    let taken = Arc::clone(taken);
    let reception = |recipient: &str| match recipient.rsplit_once('@') {
        Some((_, STALLED)) => Reception::Stalled,
        Some((_, REFUSED)) => Reception::Refused,
        _ => Reception::Taken,
    };
    mail_server::start(reception, move |recipient, _| taken.lock().unwrap().push(recipient.to_owned()))
}

#[test]
fn mail_to_a_server_that_stands_still_holds_up_nobody_elses() {
    let taken = Taken::default();
    let url = format!("smtp://127.0.0.1:{}", mail_server(&taken));
    let server = Recognito::start_with(&["--smtp-url", &url, "--mail-from", "pool@id.example"]);
    let (_pool, client) = api::user_pool_that_mails(&Administrator::of(&server));
    let sign_up = |name: &str, email: &str| {
        let email = json!([{ "Name": "email", "Value": email }]);
        let body = json!({ "ClientId": client, "Username": name, "Password": "Passw0rd!x", "UserAttributes": email });
        let request = Request::json(&format!("{USER_POOLS}.SignUp"), body.to_string());
        let answer = Connection::open(server.authority()).unwrap().exchange(&request).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    for n in 0..40 {
        sign_up(&format!("slow{n}"), &format!("slow{n}@{STALLED}"));
    }
    sign_up("nobody", &format!("nobody@{REFUSED}"));
    let others: Vec<String> = (0..10).map(|n| format!("ada{n}@fast.example")).collect();
    for (n, email) in others.iter().enumerate() {
        sign_up(&format!("ada{n}"), email);
    }
    let asked = Instant::now();
    while taken.lock().unwrap().len() < others.len() {
        assert!(asked.elapsed() < ON_TIME, "taken: {:?}", taken.lock().unwrap());
        thread::sleep(Duration::from_millis(20));
    }
    // A refused mail is reported to the operator, without a name.
    let told = || server.alarms().iter().any(|alarm| alarm.contains("the reaction mail has given up 1,"));
    while !told() {
        assert!(asked.elapsed() < 2 * ON_TIME, "{:?}", server.alarms());
        thread::sleep(Duration::from_millis(50));
    }
    let shown = programs::replay(&server.data(), &["reactions"]).expect_success();
    assert!(shown.contains("refused for good") && !shown.contains("example"), "{shown}");
    let mut taken = taken.lock().unwrap().clone();
    taken.sort();
    assert_eq!(taken, others, "each once");
}
