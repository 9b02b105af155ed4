//! With a mail server configured, the code reaches a person by SMTP, and the outbox stays empty. A mail server that refuses, stands still and
//! comes back gets each mail once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tests::api::{self, Administrator, USER_POOLS};
use tests::{clients, http::Connection, http::Request, outbox, programs, server::Recognito};

/// Recipients here are treated as the mail server is told to.
const MOODY: &str = "moody.example";
/// How long mail to others may take.
const ON_TIME: Duration = Duration::from_secs(10);
/// How long it may take until all mails are delivered.
const PATIENCE: Duration = Duration::from_mins(1);

/// A mail server that keeps mails in `<folder>/outbox`.
struct MailServer {
    process: Child,
    folder: tempfile::TempDir,
    url: String,
    /// What it says: `refuse ada@moody.example`.
    said: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let kept = folder.path().join("outbox");
        std::fs::create_dir(&kept).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
        let mut process = Command::new(clients::python())
            .arg(clients::folder().join("python/smtp_sink.py"))
            .arg(kept)
            .arg(&port)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        assert_eq!(lines.next().unwrap().unwrap(), "listening");
        let said = Arc::<Mutex<Vec<String>>>::default();
        let hears = Arc::clone(&said);
        thread::spawn(move || lines.map_while(Result::ok).for_each(|line| hears.lock().unwrap().push(line)));
        Self { process, folder, url: format!("smtp://127.0.0.1:{port}"), said }
    }

    /// From now on it treats recipients at the moody domain so: `refuse`, `stall`, `take`.
    fn becomes(&mut self, mood: &str) {
        writeln!(self.process.stdin.as_mut().unwrap(), "{mood}").unwrap();
    }

    /// How many recipients it has treated so.
    fn treated(&self, mood: &str) -> usize {
        self.said.lock().unwrap().iter().filter(|line| line.starts_with(mood)).count()
    }

    fn mails(&self, address: &str) -> Vec<String> {
        outbox::mails(self.folder.path(), address)
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

fn start(mail_server: &MailServer) -> (Recognito, String) {
    let server =
        Recognito::start_with(&["--smtp-url", &mail_server.url, "--mail-from", "Pool <pool@id.example>"]);
    let (_pool, client) = api::user_pool_that_mails(&Administrator::of(&server));
    (server, client)
}

fn call(server: &Recognito, operation: &str, body: &Value) {
    let request = Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string());
    let answer = Connection::open(server.authority()).unwrap().exchange(&request).unwrap();
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text());
}

fn sign_up(server: &Recognito, client: &str, name: &str, email: &str) {
    let email = json!([{"Name": "email", "Value": email}]);
    let body =
        json!({"ClientId": client, "Username": name, "Password": "Passw0rd!x", "UserAttributes": email});
    call(server, "SignUp", &body);
}

fn confirm(server: &Recognito, client: &str, name: &str, code: &str) {
    call(server, "ConfirmSignUp", &json!({"ClientId": client, "Username": name, "ConfirmationCode": code}));
}

fn until(what: &str, patience: Duration, mut holds: impl FnMut() -> bool) {
    let asked = Instant::now();
    while !holds() {
        assert!(asked.elapsed() < patience, "in vain: {what}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_code_reaches_a_person_by_smtp() {
    if !clients::installed() {
        return;
    }
    let mail_server = MailServer::start();
    let (server, client) = start(&mail_server);
    let address = "ada@lovelace.example";
    sign_up(&server, &client, "ada", address);
    let code = outbox::code(mail_server.folder.path(), address);
    confirm(&server, &client, "ada", &code);
    let mail = mail_server.mails(address).concat();
    assert!(
        mail.contains("From: Pool <pool@id.example>") || mail.contains("From: \"Pool\" <pool@id.example>"),
        "{mail}"
    );
    assert!(outbox::mails(&server.data(), address).is_empty());
}

#[test]
fn a_mail_server_that_refuses_and_stands_still_and_comes_back_gets_each_mail_once_and_others_on_time() {
    if !clients::installed() {
        return;
    }
    let mut mail_server = MailServer::start();
    let (server, client) = start(&mail_server);
    let mut addresses = Vec::new();
    let mut join = |name: String, domain: &str| {
        let address = format!("{name}@{domain}");
        sign_up(&server, &client, &name, &address);
        addresses.push(address.clone());
        address
    };
    let others_get_theirs = |mail_server: &MailServer, others: [String; 3]| {
        let came = |address: &String| !mail_server.mails(address).is_empty();
        until("mail to others", ON_TIME, || others.iter().all(came));
    };

    mail_server.becomes("refuse");
    let refused: Vec<_> = (0..6).map(|n| join(format!("early{n}"), MOODY)).collect();
    others_get_theirs(&mail_server, [0, 1, 2].map(|n| join(format!("ada{n}"), "fine.example")));
    until("all are refused", ON_TIME, || mail_server.treated("refuse") >= refused.len());

    mail_server.becomes("stall");
    let stalled: Vec<_> = (0..6).map(|n| join(format!("late{n}"), MOODY)).collect();
    until("some stand still", ON_TIME, || mail_server.treated("stall") >= 4);
    others_get_theirs(&mail_server, [3, 4, 5].map(|n| join(format!("ada{n}"), "fine.example")));
    assert!([refused, stalled].concat().iter().all(|address| mail_server.mails(address).is_empty()));

    mail_server.becomes("take");
    let all_came = || addresses.iter().all(|address| !mail_server.mails(address).is_empty());
    until("every mail", PATIENCE, all_came);
    // No message is left that could be sent again.
    let undone = || programs::replay(&server.data(), &["--json", "reactions"]).expect_success();
    until("every message is recorded as sent", PATIENCE, || !undone().contains("\"mail\""));
    for address in &addresses {
        assert_eq!(mail_server.mails(address).len(), 1, "{address}");
    }
    let code = outbox::code(mail_server.folder.path(), &addresses[0]);
    confirm(&server, &client, "early0", &code);
    let told = programs::replay(&server.data(), &["--json", "history", "early0"]).expect_success();
    assert!(told.contains("\"message.handed_over\"") && told.contains("\"mail_server\""), "{told}");
    assert!(!told.contains(&code), "{told}");
}
