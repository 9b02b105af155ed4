//! The sign-in pages in a real browser, each as the service sends it. Screenshots of all of them are left in `target/pages`.

use std::{fs, process::Command};

use serde_json::{Value, json};
use tests::{clients, programs};

/// What the script in `tests/clients` finds: at all pages of a look, or by using some of them.
fn found(look: Option<&str>) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let writer = programs::path("examples/pages");
    programs::run(Command::new(&writer).arg(folder.path())).expect_success();
    let target = writer.ancestors().nth(3).expect("the folder of the build");
    let pictures = target.join("pages");
    fs::create_dir_all(&pictures).expect("a folder for pictures");
    let context = json!({ "folder": folder.path(), "pictures": pictures, "look": look });
    clients::run_without_server("node/pages.cjs", &context)
}

/// Every page of a look is accessible, keeps to its policy and fits a narrow screen, in so many views at the least.
#[track_caller]
fn is_for_all(look: &str, views: u64) {
    if !clients::installed_with_browser() {
        return;
    }
    let found = found(Some(look));
    assert_eq!(found["wrong"], json!([]), "{:#}", found["wrong"]);
    assert!(found["seen"].as_u64() >= Some(views), "{}", found["seen"]);
}

#[test]
fn every_page_of_a_pool_without_a_style_is_accessible_and_keeps_its_policy() {
    is_for_all("plain", 100);
}

#[test]
fn every_page_with_a_classic_style_is_accessible_and_keeps_its_policy() {
    is_for_all("classic", 50);
}

#[test]
fn every_page_of_managed_login_is_accessible_and_keeps_its_policy() {
    is_for_all("managed", 100);
}

#[test]
fn the_pages_work_with_and_without_script() {
    if !clients::installed_with_browser() {
        return;
    }
    let found = found(None);
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
