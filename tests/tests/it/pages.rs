//! The sign-in pages in a real browser, each as the service sends it. Screenshots of all of them are left in `target/pages`.

use std::{fs, process::Command};

use serde_json::{Value, json};
use tests::{clients, programs};

/// Looks at every page; gives what the script in `tests/clients` has found.
fn looked_at() -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let writer = programs::path("examples/pages");
    programs::run(Command::new(&writer).arg(folder.path())).expect_success();
    let target = writer.ancestors().nth(3).expect("the folder of the build");
    let pictures = target.join("pages");
    fs::create_dir_all(&pictures).expect("a folder for pictures");
    clients::run_without_server("node/pages.cjs", &json!({ "folder": folder.path(), "pictures": pictures }))
}

#[test]
fn every_page_is_accessible_keeps_its_policy_and_works_with_and_without_script() {
    if !clients::installed_with_browser() {
        return;
    }
    let found = looked_at();
    assert_eq!(found["wrong"], json!([]), "{:#}", found["wrong"]);
    assert!(found["seen"].as_u64() >= Some(250), "{}", found["seen"]);
    let password = json!({
        "before": "password",
        "shown": "text",
        "kept": ["checkPassword-lowerletter", "checkPassword-upperletter", "checkPassword-numbers", "checkPassword-symbols"],
    });
    assert_eq!(found["password"], password);
    let passkey = json!([
        { "to": "/passkeys/add", "state": "sealed-state", "type": "public-key",
          "parts": ["attestationObject", "clientDataJSON", "transports"] },
        { "to": "/challenge", "state": "sealed-state", "type": "public-key",
          "parts": ["authenticatorData", "clientDataJSON", "signature", "userHandle"] },
    ]);
    assert_eq!(found["passkey"], passkey);
    let plain = &found["withoutScript"];
    assert_eq!(plain["shown"], json!({ "reveal": false, "passkey": false }));
    assert_eq!(plain["sent"]["path"], "/login");
    let fields = &plain["sent"]["fields"];
    assert_eq!((&fields["username"], &fields["password"]), (&json!("ada@example.com"), &json!("Passw0rd!")));
    assert_eq!((&fields["_csrf"], &fields["cognitoAsfData"]), (&json!("2b1d2a0c-csrf"), &json!("")));
}
