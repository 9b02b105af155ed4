//! With a mail server configured, the code reaches a person by SMTP, and the outbox stays empty.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, Command, Stdio},
};

use serde_json::json;
use tests::api::{self, Administrator, USER_POOLS};
use tests::{clients, http::Connection, http::Request, outbox, server::Recognito};

/// A mail server that keeps mails in `<folder>/outbox`.
struct MailServer {
    process: Child,
    folder: tempfile::TempDir,
    url: String,
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
        let mut said = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert_eq!(said, "listening\n");
        Self { process, folder, url: format!("smtp://127.0.0.1:{port}") }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

#[test]
fn a_code_reaches_a_person_by_smtp() {
    if !clients::installed() {
        return;
    }
    let mail_server = MailServer::start();
    let server =
        Recognito::start_with(&["--smtp-url", &mail_server.url, "--mail-from", "Pool <pool@id.example>"]);
    let administrator = Administrator::of(&server);
    let (_pool, client) = api::user_pool_that_mails(&administrator);
    let email = json!([{"Name": "email", "Value": "ada@lovelace.example"}]);
    let who =
        json!({"ClientId": client, "Username": "ada", "Password": "Passw0rd!x", "UserAttributes": email});
    let call = |operation: &str, body: &serde_json::Value| {
        let request = Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string());
        let answer = Connection::open(server.authority()).unwrap().exchange(&request).unwrap();
        assert_eq!(answer.status, 200, "{operation}: {}", answer.text());
    };
    call("SignUp", &who);
    let code = outbox::code(mail_server.folder.path(), "ada@lovelace.example");
    call("ConfirmSignUp", &json!({"ClientId": client, "Username": "ada", "ConfirmationCode": code}));
    let mail = outbox::mails(mail_server.folder.path(), "ada@lovelace.example").concat();
    assert!(
        mail.contains("From: Pool <pool@id.example>") || mail.contains("From: \"Pool\" <pool@id.example>"),
        "{mail}"
    );
    assert!(outbox::mails(&server.data(), "ada@lovelace.example").is_empty());
}
