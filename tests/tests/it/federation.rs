//! Signing in at another provider, in a real browser: the provider is an unmodified one that many use.

use std::net::TcpListener;

use serde_json::json;
use tests::{
    api::{Administrator, text},
    clients,
    server::Recognito,
    strangers::Strangers,
};

use crate::{
    facebook,
    functions::{
        host::{Host, arn},
        signed_by_key,
    },
};

/// A port that nothing listens on.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its address").port()
}

#[test]
fn people_sign_in_at_another_provider_and_an_altered_token_signs_no_one_in() {
    if !clients::installed_with_browser() {
        return;
    }
    let port = free_port();
    let server = Recognito::start_with(&["--provider-host", &format!("localhost:{port}")]);
    let world = Strangers::on(server, "ENABLED");
    let naming = json!({ "CaseSensitive": false });
    let pool = json!({ "PoolName": "federated", "UsernameConfiguration": naming });
    let pool = text(&world.administrator.user_pools("CreateUserPool", &pool)["UserPool"]["Id"]);
    let domain = json!({ "UserPoolId": pool, "Domain": "federated" });
    world.administrator.user_pools("CreateUserPoolDomain", &domain);
    let own = json!({ "UserPoolId": pool, "Username": "ada-herself", "MessageAction": "SUPPRESS" });
    world.administrator.user_pools("AdminCreateUser", &own);
    let endpoint = world.server.endpoint().to_owned();
    let ours = endpoint.rsplit(':').next().expect("a port");
    let context = json!({
        "pool": pool,
        "domain": format!("http://federated.localhost:{ours}"),
        "backchannel": format!("{endpoint}/d/federated"),
        "port": port,
        "linked": "ada-herself",
    });
    let told = clients::run(&world.server, "node/federation.mjs", &context);
    let expected = json!({
        "name": "work_ada",
        "email": "ada@work.example",
        "verified": true,
        "full_name": "ada of Work",
        "groups": [format!("{pool}_Work")],
        "primary": "true",
        "again": true,
        "linked": "ada-herself",
        "refused": ["invalid_request", "The signature of the id_token is not right."],
    });
    assert_eq!(told, expected);
}

#[test]
fn handlers_written_for_aws_say_what_attributes_are_made_of() {
    if !clients::installed() {
        return;
    }
    let provider = facebook::settings(&facebook::start());
    for host in [
        Host::node_of(&["inbound_federation=federation.inbound_federation"], &[]),
        Host::python_of(&["inbound_federation=federation.inbound_federation"], &[]),
    ] {
        let endpoint = host.url();
        let settings: Vec<&str> =
            provider.iter().map(String::as_str).chain(["--lambda-endpoint", &endpoint]).collect();
        let server = Recognito::start_configured(&settings, &signed_by_key());
        let administrator = Administrator::of(&server);
        let function = json!({ "LambdaVersion": "V1_0", "LambdaArn": arn("inbound_federation") });
        let client =
            facebook::Client::made(&administrator, "told", &json!({ "InboundFederation": function }));
        assert!(client.signs_in(&server, "ada"));
        let user = json!({ "UserPoolId": client.pool, "Username": "facebook_ada" });
        let user = administrator.user_pools("AdminGetUser", &user);
        let attributes = user["UserAttributes"].as_array().expect("attributes");
        let email = attributes.iter().find(|one| one["Name"] == "email").expect("an address");
        assert_eq!(email["Value"], "ada@facebook.example");
        assert_eq!(host.asked(), json!(["InboundFederation_ExternalProvider"]));
    }
}
