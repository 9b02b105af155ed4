//! A stolen database tells nothing of a person: no password, code, token, address or number in the clear outside the read
//! models, and after she has deleted herself none there either.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::process::Command;

use serde_json::{Value, json};
use tests::api::{self, Administrator, USER_POOLS, text};
use tests::{
    database::{Cluster, KEYS, LOG},
    http::Connection,
    http::Request,
    outbox, programs,
    server::Recognito,
};

/// The schemas that hold read models (`users_v1`): their rows are meant to be looked up by name.
const READ_MODELS: &[&str] = &["*_v[0-9]*"];

const PASSWORD: &str = "Analytical-Engine-1843";
const EMAIL: &str = "ada@lovelace.example";
const PHONE: &str = "+441815551815";
const NAME: &str = "Augusta Ada King";

/// What must not be found, each with what it is called.
struct Secrets(Vec<(&'static str, String)>);

#[test]
fn a_dump_holds_nothing_personal_in_the_clear_outside_the_read_models_and_nowhere_once_she_is_gone() {
    let server = Recognito::start();
    let administrator = Administrator::of(&server);
    let (pool, client) = api::user_pool_that_mails(&administrator);
    let (tokens, code) = ada(&server, &client);
    let listed = administrator.user_pools("ListUsers", &json!({"UserPoolId": pool}));
    assert_eq!(listed["Users"].as_array().unwrap().len(), 1);

    let secrets = secrets(&tokens, &code);
    let cluster = Cluster::of(&server.data());
    assert_eq!(secrets.found(&cluster, READ_MODELS), Vec::<String>::new());
    // The search itself must be able to find: in the read models her address stands in the clear.
    assert!(secrets.found(&cluster, &[]).iter().any(|found| found.starts_with("e-mail")));

    call(&server, "DeleteUser", &json!({"AccessToken": tokens["AccessToken"]}));
    let listed = administrator.user_pools("ListUsers", &json!({"UserPoolId": pool}));
    assert_eq!(listed["Users"], json!([]));
    assert_eq!(secrets.found(&cluster, &[]), Vec::<String>::new());
}

/// What README says that backups of the log are made by, without where it goes.
fn documented_command() -> String {
    let readme = include_str!("../../../README.md");
    let line =
        readme.lines().find(|line| line.starts_with("pg_dump --exclude-schema=")).expect("README tells it");
    line.split('>').next().unwrap().to_owned()
}

#[test]
fn a_backup_of_the_log_from_before_she_was_deleted_tells_nothing_of_her() {
    let server = Recognito::start();
    let administrator = Administrator::of(&server);
    let (pool, client) = api::user_pool_that_mails(&administrator);
    let (tokens, code) = ada(&server, &client);
    let listed = administrator.user_pools("ListUsers", &json!({"UserPoolId": pool}));
    assert_eq!(listed["Users"].as_array().unwrap().len(), 1);
    let cluster = Cluster::of(&server.data());
    let mut dump = Command::new("sh");
    dump.args(["-c", &documented_command()]).env("DATABASE_URL", cluster.url(LOG));
    let backup = programs::run(&mut dump).expect_success();
    assert!(backup.contains("user.signed_up") && !backup.contains(EMAIL) && !backup.contains(NAME));

    call(&server, "DeleteUser", &json!({"AccessToken": tokens["AccessToken"]}));
    let file = server.data().join("backup.sql");
    std::fs::write(&file, backup).unwrap();
    cluster.execute("postgres", "create database restored");
    let mut restore = Command::new("psql");
    restore.args(["-q", "-v", "ON_ERROR_STOP=1", "-d", &cluster.url("restored"), "-f"]).arg(&file);
    programs::run(&mut restore).expect_success();
    // A server on it finds its log whole, and with today's keys nothing of her: not even in the read models that it makes.
    let other = server.another_node_on(&cluster.url("restored"), &cluster.url(KEYS), &[]);
    let listed = Administrator::of(&other).user_pools("ListUsers", &json!({"UserPoolId": pool}));
    assert_eq!(listed["Users"], json!([]));
    assert_eq!(secrets(&tokens, &code).found(&cluster, &[]), Vec::<String>::new());
}

fn call(server: &Recognito, operation: &str, body: &Value) -> Value {
    let request = Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string());
    let answer = Connection::open(server.authority()).unwrap().exchange(&request).unwrap();
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text());
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// Ada signs up, confirms and signs in; gives her tokens and the code that she had.
fn ada(server: &Recognito, client: &str) -> (Value, String) {
    let attribute = |name: &str, value: &str| json!({"Name": name, "Value": value});
    let attributes = [attribute("email", EMAIL), attribute("phone_number", PHONE), attribute("name", NAME)];
    let who = json!({"ClientId": client, "Username": "ada-lovelace-1815", "Password": PASSWORD, "UserAttributes": attributes});
    call(server, "SignUp", &who);
    let code = outbox::code(&server.data(), EMAIL);
    call(
        server,
        "ConfirmSignUp",
        &json!({"ClientId": client, "Username": "ada-lovelace-1815", "ConfirmationCode": code}),
    );
    let sign_in = json!({
        "ClientId": client,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "ada-lovelace-1815", "PASSWORD": PASSWORD},
    });
    (call(server, "InitiateAuth", &sign_in)["AuthenticationResult"].clone(), code)
}

fn secrets(tokens: &Value, code: &str) -> Secrets {
    let token = |name: &str| text(&tokens[name]);
    // A signed token's last part is what makes it one; its middle could be kept in another form.
    let signature = |name: &str| token(name).rsplit('.').next().unwrap().to_owned();
    Secrets(vec![
        ("password", PASSWORD.into()),
        ("code", code.into()),
        ("e-mail", EMAIL.into()),
        ("phone", PHONE.into()),
        ("name", NAME.into()),
        ("user name", "ada-lovelace-1815".into()),
        ("access token", signature("AccessToken")),
        ("id token", signature("IdToken")),
        ("refresh token", signature("RefreshToken")),
    ])
}

impl Secrets {
    /// What of them stands anywhere in the cluster outside these schemas.
    fn found(&self, cluster: &Cluster, without_schemas: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for database in cluster.databases() {
            let values = cluster.values(&database, without_schemas);
            assert!(!values.is_empty(), "the dump of {database} is empty");
            for (what, secret) in &self.0 {
                found.extend(values.iter().filter(|value| holds(value, secret)).map(|value| {
                    let shown = String::from_utf8_lossy(&value[..value.len().min(200)]).into_owned();
                    format!("{what} in {database}: {shown}")
                }));
            }
        }
        found
    }
}

/// Whether the value holds the secret as a word of its own: six digits of a code may well be part of a longer number.
fn holds(value: &[u8], secret: &str) -> bool {
    let part_of_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    value.windows(secret.len()).enumerate().any(|(at, window)| {
        let before = at.checked_sub(1).and_then(|before| value.get(before));
        window == secret.as_bytes() && !part_of_word(before) && !part_of_word(value.get(at + secret.len()))
    })
}

#[test]
fn the_search_finds_a_word_and_not_a_part_of_one() {
    assert!(holds(b"{\"code\":\"123456\"}", "123456"));
    assert!(!holds(b"91234567", "123456"));
    assert!(holds(b"ada", "ada"));
}
