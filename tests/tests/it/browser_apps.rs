//! Apps that run in a browser alone, in Chromium: to the sign-in pages and back, through a refresh, and out again.

use std::net::TcpListener;

use serde_json::json;
use tests::{clients, server::Recognito, strangers::Strangers};

#[test]
fn a_person_signs_in_to_a_single_page_app_by_oidc_client_ts() {
    if !clients::installed_with_browser() {
        return;
    }
    let world = Strangers::start("ENABLED");
    world.confirmed("ada");
    world.make_domain();
    let expected = json!({
        "username": "ada",
        "email": world.email("ada"),
        "state": "of the app",
        "renewed": true,
        "signedOut": {"state": "leaving", "user": null},
    });
    let context = world.context("ada");
    assert_eq!(clients::run(&world.server, "node/oidc_client_ts.cjs", &context), expected);
}

#[test]
fn a_person_signs_in_to_a_single_page_app_by_amplify_over_tls() {
    if !clients::installed_with_browser() {
        return;
    }
    let port = free_port();
    let server = Recognito::start_with(&["--tls-listen", &format!("127.0.0.1:{port}")]);
    let world = Strangers::on(&*server, "ENABLED");
    world.confirmed("ada");
    let domain = format!("{}.localhost:{port}", world.make_domain());
    let mut context = world.context("ada");
    context["domain"] = json!(domain);
    context["authority"] = json!(server.data().join("tls/authority.pem"));
    let expected = json!({
        "username": "ada",
        "email": world.email("ada"),
        "refreshed": true,
        "same": true,
        "pages": format!("https://{domain}"),
        "kept": ["__Host-XSRF-TOKEN Secure HttpOnly", "__Host-cognito Secure HttpOnly"],
        "signedOut": {"tokens": null},
    });
    assert_eq!(clients::run(world.server, "node/amplify_redirect.cjs", &context), expected);
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}
