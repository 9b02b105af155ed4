//! What other people's test suites depend on: a known code, a known key, and a folder that is used again.

use std::process::Command;

use serde_json::{Value, json};
use tests::api::{self, Administrator, USER_POOLS};
use tests::database::{self, Cluster};
use tests::{http::Connection, http::Request, programs, server::Recognito, shared};

const KEY_ID: &str = "AKIATESTSUITE0000001";
const SECRET: &str = "a-secret-that-the-suite-knows-as-well";

fn call(server: &Recognito, operation: &str, body: &Value) {
    let request = Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string());
    let mut connection = Connection::open(server.authority()).expect("a running server");
    api::succeeded(&connection.exchange(&request).expect("an answer"));
}

#[test]
fn a_suite_knows_the_administrators_key_and_every_code_beforehand() {
    let key = [("RECOGNITO_ADMIN_ACCESS_KEY_ID", KEY_ID), ("RECOGNITO_ADMIN_SECRET_ACCESS_KEY", SECRET)];
    let mut server = Recognito::start_configured(&["--fixed-code", "424242"], &key);
    let administrator = Administrator::with_key(&server, KEY_ID, SECRET);
    let (pool, client) = api::user_pool_that_mails(&administrator);
    let email = json!([{"Name": "email", "Value": "ada@lovelace.example"}]);
    let who =
        json!({"ClientId": client, "Username": "ada", "Password": "Passw0rd!x", "UserAttributes": email});
    call(&server, "SignUp", &who);
    call(
        &server,
        "ConfirmSignUp",
        &json!({"ClientId": client, "Username": "ada", "ConfirmationCode": "424242"}),
    );

    assert!(server.stop(), "the server did not end well: {}", server.log());
    server.start_again();
    let ada = administrator.user_pools("AdminGetUser", &json!({"UserPoolId": pool, "Username": "ada"}));
    assert_eq!(ada["UserStatus"], "CONFIRMED");
    assert!(!server.log().contains(SECRET), "{}", server.log());
}

#[test]
fn a_fixed_code_is_refused_where_others_reach_the_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let serve = ["serve", "--fixed-code", "424242", "--listen", "0.0.0.0:0", "--data"];
    let mut command = Command::new(programs::path("recognito"));
    let output = programs::run(command.args(serve).arg(folder.path().join("data")));
    assert!(!output.success && output.stderr.contains("--fixed-code"), "{output:?}");
}

#[test]
fn half_a_key_is_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(programs::path("recognito"));
    command.env("RECOGNITO_ADMIN_ACCESS_KEY_ID", KEY_ID).env_remove("RECOGNITO_ADMIN_SECRET_ACCESS_KEY");
    let output =
        programs::run(command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path()));
    assert!(!output.success && output.stderr.contains("RECOGNITO_ADMIN_SECRET_ACCESS_KEY"), "{output:?}");
}

/// Keys that other people's suites use, at the start and in every place where a signature has one.
#[test]
fn a_short_key_id_works_from_the_start_in_headers_presigned_and_after_a_restart() {
    for id in ["test", "FOOBARKEY"] {
        let key = [("RECOGNITO_ADMIN_ACCESS_KEY_ID", id), ("RECOGNITO_ADMIN_SECRET_ACCESS_KEY", "test")];
        let mut server = Recognito::start_configured(&[], &key);
        let administrator = Administrator::with_key(&server, id, "test").in_region("eu-west-1");
        let (pool, _) = api::user_pool(&administrator);
        let who = administrator.ask_form("sts", "Action=GetCallerIdentity&Version=2011-06-15");
        assert!(who.text().contains(&format!("<UserId>{id}</UserId>")), "{}", who.text());
        let presigned = administrator.presigned("sts", "/?Action=GetCallerIdentity&Version=2011-06-15");
        let answer =
            Connection::open(server.authority()).expect("a server").exchange(&presigned).expect("an answer");
        assert_eq!(answer.status, 200, "{}", answer.text());

        assert!(server.stop(), "{}", server.log());
        server.start_again();
        administrator.user_pools("DescribeUserPool", &json!({"UserPoolId": pool}));
        let wrong = Administrator::with_key(&server, id, "tset");
        let refused =
            wrong.ask("cognito-idp", &format!("{USER_POOLS}.ListUserPools"), &json!({"MaxResults": 1}));
        assert_eq!(refused.json()["__type"], "InvalidSignatureException");
    }
}

fn refused(settings: &[(&str, &str)], said: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(programs::path("recognito"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path().join("data"));
    let output = programs::run(command.envs(settings.iter().copied()));
    assert!(!output.success && output.stderr.contains(said), "{settings:?}: {output:?}");
    assert!(!output.stderr.contains("hunter2"), "{settings:?}: a secret is told");
}

#[test]
fn a_setting_that_cannot_work_is_refused_at_the_start_in_words_without_secrets() {
    const ID: &str = "RECOGNITO_ADMIN_ACCESS_KEY_ID";
    const KEY: &str = "RECOGNITO_ADMIN_SECRET_ACCESS_KEY";
    let database = "postgres://ada:hunter2@127.0.0.1:1/log";
    refused(&[(ID, "a/b"), (KEY, "hunter2")], "1 to 128 letters and digits");
    refused(&[(ID, ""), (KEY, "hunter2")], "--admin-access-key-id");
    refused(&[(ID, "test"), (KEY, "hunter2 ")], KEY);
    refused(&[(ID, "test"), (KEY, "")], KEY);
    refused(&[("RECOGNITO_PUBLIC_URL", "login.example.com")], "--public-url");
    refused(&[("RECOGNITO_REGION", "Europe")], "--region");
    refused(&[("RECOGNITO_ACCOUNT", "1234")], "--account");
    refused(&[("RECOGNITO_LEAVE_DELAY", "901")], "--leave-delay");
    refused(&[("RECOGNITO_FIXED_CODE", "12345")], "--fixed-code");
    refused(&[("RECOGNITO_BREACHED_PASSWORDS", "/nowhere/breached.txt")], "/nowhere/breached.txt");
    refused(&[("RECOGNITO_BREACHED_PASSWORDS", "https://")], "RECOGNITO_BREACHED_PASSWORDS");
    refused(&[("RECOGNITO_MESSAGE_LIMITS", "pool/EMAIL=many")], "--message-limit");
    refused(&[("RECOGNITO_RATE_LIMITS", "UserDreams=5")], "--rate-limit");
    refused(&[("RECOGNITO_LOG", "a=b=c")], "RECOGNITO_LOG");
    refused(&[("RECOGNITO_MAIL_FROM", "nobody")], "RECOGNITO_MAIL_FROM");
    refused(&[("RECOGNITO_SMTP_URL", "imap://ada:hunter2@mail.example")], "RECOGNITO_SMTP_URL");
    refused(&[("RECOGNITO_SMTP_URL", "smtp://ada:hunter2@mail.example")], "RECOGNITO_SMTP_URL");
    refused(&[("RECOGNITO_TLS_CERT", "/nowhere/chain.pem")], "--tls-key");
    let pair = [("RECOGNITO_TLS_CERT", "/nowhere/chain.pem"), ("RECOGNITO_TLS_KEY", "/nowhere/key.pem")];
    refused(&pair, "/nowhere/chain.pem");
    refused(&[("DATABASE_URL", database)], "KEYS_DATABASE_URL");
    refused(&[("KEYS_DATABASE_URL", database)], "DATABASE_URL");
    refused(&[("DATABASE_URL", database), ("KEYS_DATABASE_URL", database)], "a database of its own");
    let mysql = "mysql://ada:hunter2@127.0.0.1/keys";
    refused(&[("DATABASE_URL", database), ("KEYS_DATABASE_URL", mysql)], "KEYS_DATABASE_URL must be");
}

#[test]
fn one_database_for_log_and_keys_is_refused_whatever_names_lead_to_it() {
    let server = shared::server();
    let cluster = Cluster::of(&server.data());
    // The host in front is not asked where a socket is named: another name for the same database.
    let (log, again) =
        (cluster.url(database::LOG), cluster.url(database::LOG).replace("@localhost", "@elsewhere"));
    let socket = log.split_once("?host=").expect("a socket").1.to_owned();
    let again = again.replace(&socket, &format!("{socket}/."));
    refused(&[("DATABASE_URL", &log), ("KEYS_DATABASE_URL", &again)], "a database of its own");
}

#[test]
fn a_key_that_is_known_with_another_secret_is_refused_at_the_start() {
    let key = [("RECOGNITO_ADMIN_ACCESS_KEY_ID", "test"), ("RECOGNITO_ADMIN_SECRET_ACCESS_KEY", "first")];
    let mut server = Recognito::start_configured(&[], &key);
    assert!(server.stop(), "{}", server.log());
    let mut command = Command::new(programs::path("recognito"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(server.data());
    command.env("RECOGNITO_ADMIN_ACCESS_KEY_ID", "test").env("RECOGNITO_ADMIN_SECRET_ACCESS_KEY", "second");
    let output = programs::run(&mut command);
    assert!(!output.success && output.stderr.contains("is known with another secret"), "{output:?}");
    assert!(!output.stderr.contains("first"), "{output:?}");
}
