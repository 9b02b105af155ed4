//! What other people's test suites lean on: a known code, a known key, and a folder that is used again.

use std::process::Command;

use serde_json::json;
use tests::api::{self, Administrator, USER_POOLS};
use tests::{http::Connection, http::Request, programs, server::Recognito};

const KEY_ID: &str = "AKIATESTSUITE0000001";
const SECRET: &str = "a-secret-that-the-suite-knows-as-well";

fn call(server: &Recognito, operation: &str, body: &serde_json::Value) {
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
