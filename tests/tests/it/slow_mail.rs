//! Mail to a server that stands still or refuses holds up no other mail, and no mail is sent twice.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use tests::{
    api::{self, Administrator, USER_POOLS},
    http::{Connection, Request},
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
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let taken = Arc::clone(taken);
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let taken = Arc::clone(&taken);
            // A client that has had enough ends the conversation.
            thread::spawn(move || serve(&connection, &taken).unwrap_or_default());
        }
    });
    port
}

fn serve(connection: &TcpStream, taken: &Taken) -> std::io::Result<()> {
    let mut lines = BufReader::new(connection).lines();
    let mut answer = connection;
    let mut recipient = String::new();
    answer.write_all(b"220 tests\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match word.as_str() {
            "RCPT" => {
                line.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut recipient);
                if recipient.ends_with(STALLED) {
                    thread::sleep(Duration::from_mins(10));
                    return Ok(());
                }
                let refused = recipient.ends_with(REFUSED);
                answer.write_all(if refused { b"550 nobody here\r\n" } else { b"250 ok\r\n" })?;
            }
            "DATA" => {
                answer.write_all(b"354 go on\r\n")?;
                while lines.next().transpose()?.is_some_and(|line| line != ".") {}
                taken.lock().unwrap().push(recipient.clone());
                answer.write_all(b"250 taken\r\n")?;
            }
            "QUIT" => return answer.write_all(b"221 bye\r\n"),
            _ => answer.write_all(b"250 ok\r\n")?,
        }
    }
    Ok(())
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
