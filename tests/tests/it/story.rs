//! One person's whole story, told by real clients to a running server on real Postgres: she signs up, signs in, gets
//! temporary credentials, keeps data on two devices, and the log tells all of it afterwards.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::process::Command;

use serde_json::{Value, json};
use tests::api::text;
use tests::story::{EMAIL, PASSWORD, PHONE, Story};
use tests::{clients, programs};

#[test]
fn one_persons_whole_story_runs_and_is_told_again_from_the_log() {
    if clients::installed() {
        runs_and_is_told_again(Story::begin());
    }
}

/// As other people's suites do it: with the key `test`, in the region that they are used to.
#[test]
fn the_story_runs_with_a_short_key_of_the_operators_own_in_another_region() {
    if clients::installed() {
        runs_and_is_told_again(Story::begin_in("eu-west-1", "test", "test"));
    }
}

fn runs_and_is_told_again(mut story: Story) {
    the_administrator_makes_pools_and_roles(&mut story);
    ada_signs_up_and_confirms(&mut story);
    ada_signs_in_by_srp_with_every_client(&story);
    ada_signs_in_by_password_and_her_tokens_verify(&mut story);
    ada_reads_herself_and_signs_out_everywhere(&mut story);
    ada_gets_credentials_by_both_flows(&mut story);
    ada_keeps_data_on_two_devices(&mut story);
    the_aws_cli_does_its_work(&story);
    the_sdk_of_today_finds_the_pool_in_its_region(&story);
    replay_tells_shows_verifies_and_rebuilds(&story);
    ada_deletes_herself(&mut story);
    let said = story.server.log();
    for secret in [PASSWORD, EMAIL, PHONE] {
        assert!(!said.contains(secret), "the server's log holds {secret}");
    }
    assert!(story.server.stop(), "the server did not end well on SIGTERM");
}

fn the_administrator_makes_pools_and_roles(story: &mut Story) {
    let made = story.tell("python/story_admin.py");
    story.remember_all(&made, &["pool", "client", "identity_pool", "roles"]);
    assert!(text(&made["pool"]).starts_with(&format!("{}_", story.region())), "{made}");
    assert!(text(&made["identity_pool"]).starts_with(&format!("{}:", story.region())), "{made}");
    assert!(text(&made["administrator"]).starts_with("arn:aws:iam::123456789012:"), "{made}");
}

fn ada_signs_up_and_confirms(story: &mut Story) {
    let signed_up = story.tell("python/sign_up.py");
    assert_eq!(signed_up["confirmed"], false);
    assert_eq!(signed_up["delivery"]["DeliveryMedium"], "EMAIL");
    assert_eq!(signed_up["delivery"]["Destination"], "a***@l***");
    story.remember("sub", &signed_up["sub"]);

    story.read_mail();
    let confirmed = story.tell("python/confirm.py");
    assert_eq!(confirmed["wrong"]["code"], "CodeMismatchException");
    assert_eq!(confirmed["status"], "CONFIRMED");
}

fn ada_signs_in_by_srp_with_every_client(story: &Story) {
    let python = story.tell("python/srp_pycognito.py");
    assert_eq!(python["sub"], story.context["sub"]);
    assert_eq!(python["token_use"], "access");

    let browser = story.tell("node/srp_idjs.cjs");
    assert_eq!(browser["wrong"], "NotAuthorizedException");
    assert_eq!((&browser["sub"], &browser["username"]), (&story.context["sub"], &json!("ada")));
    assert_eq!(browser["email"], EMAIL);

    let amplify = story.tell("node/amplify_srp.mjs");
    assert_eq!((&amplify["signed_in"], &amplify["sub"]), (&json!(true), &story.context["sub"]));
    assert_ne!(amplify["guest"], amplify["identity"]);
    assert!(text(&amplify["access_key_id"]).starts_with("ASIA"), "{amplify}");
}

fn sign_in(story: &mut Story) {
    let signed_in = story.tell("python/sign_in.py");
    assert_eq!(signed_in["wrong"]["code"], "NotAuthorizedException");
    assert_eq!(signed_in["wrong"]["message"], "Incorrect username or password.");
    story.remember("tokens", &signed_in["tokens"]);
}

fn ada_signs_in_by_password_and_her_tokens_verify(story: &mut Story) {
    sign_in(story);
    let verified = story.tell("node/verify.mjs");
    let issuer = format!("{}/{}", story.server.endpoint(), story.pool());
    assert_eq!(verified["issuer"], json!(issuer));
    let expected = json!({"token_use": "id", "email": EMAIL, "email_verified": true, "username": "ada"});
    assert_eq!(verified["id"], expected);
    assert_eq!(verified["access"]["client_id"], story.context["client"]);
    assert_eq!(verified["access"]["scope"], "aws.cognito.signin.user.admin");
    assert_eq!(verified["same_sub"], true);
    assert_eq!(verified["forged"], "JwtInvalidSignatureError");
    assert_eq!(verified["stranger"], "JwtInvalidAudienceError");
}

fn ada_reads_herself_and_signs_out_everywhere(story: &mut Story) {
    let session = story.tell("python/session.py");
    assert_eq!(session["new_refresh_token"], false);
    assert_eq!(session["username"], "ada");
    assert_eq!(session["attributes"]["sub"], story.context["sub"]);
    assert_eq!(session["attributes"]["email"], EMAIL);
    assert_eq!(session["attributes"]["email_verified"], "true");
    for token in ["old_access", "new_access", "refresh"] {
        assert_eq!(session[token]["code"], "NotAuthorizedException", "{token}: {session}");
    }
    assert_eq!(session["old_access"]["message"], "Access Token has been revoked");
    assert_eq!(session["refresh"]["message"], "Refresh Token has been revoked");
}

fn ada_gets_credentials_by_both_flows(story: &mut Story) {
    sign_in(story);
    let given = story.tell("python/credentials.py");
    story.remember_all(&given, &["identity", "guest"]);
    story.remember("credentials", &given["enhanced"]);

    let role = |kind: &str| {
        text(&story.context["roles"][kind]).replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")
    };
    assert_eq!(given["same_identity_again"], true);
    assert_ne!(given["identity"], given["guest"]);
    assert_eq!(given["enhanced_arn"], json!(role("authenticated") + "/CognitoIdentityCredentials"));
    assert_eq!(given["classic_arn"], json!(role("authenticated") + "/ada"));
    assert_eq!(given["guest_arn"], json!(role("unauthenticated") + "/CognitoIdentityCredentials"));
    assert_eq!(given["classic_subject"], given["identity"]);
    assert_eq!(given["classic_audience"], story.context["identity_pool"]);
    assert_eq!(given["without_login"]["code"], "NotAuthorizedException");
    assert_eq!(given["guest_role"]["code"], "AccessDenied");
}

fn ada_keeps_data_on_two_devices(story: &mut Story) {
    let synced = story.tell("python/sync.py");
    assert_eq!(synced["existed_before"], false);
    assert_eq!(synced["count_written"], 1);
    assert_eq!(synced["read_elsewhere"], json!({"theme": "dark"}));
    assert_eq!(synced["stale"]["code"], "ResourceConflictException");
    assert_eq!(synced["after_stale"], json!({"theme": "light"}));
    assert_eq!(synced["count_after_stale"], 2);
    assert_eq!(synced["datasets"], json!(["prefs"]));
    for refused in ["strangers_read", "strangers_write"] {
        let code = text(&synced[refused]["code"]);
        assert!(["NotAuthorizedException", "AccessDeniedException"].contains(&code.as_str()), "{synced}");
    }

    story.remember("put", &json!({"engine": "difference", "card": "punched"}));
    let telephone = story.tell("node/sync.cjs");
    assert_eq!(telephone["identity"], story.context["identity"]);
    story.remember("put", &json!({}));
    let tablet = story.tell("node/sync.cjs");
    assert_eq!(tablet["records"], json!({"engine": "difference", "card": "punched"}));
}

fn the_aws_cli_does_its_work(story: &Story) {
    let cli = story.tell("aws_cli.sh");
    assert_eq!((&cli["name"], &cli["listed"]), (&json!("by-cli"), &json!(1)));
    assert_eq!(cli["gone"], "ResourceNotFoundException");
    assert_eq!(cli["account"], "123456789012");
}

fn the_sdk_of_today_finds_the_pool_in_its_region(story: &Story) {
    let told = story.tell("node/sdk_v3.mjs");
    let arn = format!("arn:aws:cognito-idp:{}:123456789012:userpool/{}", story.region(), story.pool());
    assert_eq!(told["arn"], json!(arn));
    assert_eq!(told["elsewhere"], "ResourceNotFoundException");
    assert_eq!(told["identity"], story.context["identity"]);
    assert!(text(&told["access_key_id"]).starts_with("ASIA"), "{told}");
}

fn replay_tells_shows_verifies_and_rebuilds(story: &Story) {
    let ada = format!("{}/ada", story.pool());
    let history: Vec<Value> = serde_json::from_str(&story.replay(&["--json", "history", &ada])).unwrap();
    her_story_is_in_order(&history);
    let show = |arguments: &[&str]| -> Value {
        let all = [&["--json", "show", &ada][..], arguments].concat();
        serde_json::from_str(&story.replay(&all)).unwrap()
    };
    let first = history.iter().find(|line| line["kind"] == "user.signed_up").unwrap();
    let (position, time) = (first["position"].to_string(), text(&first["at"]));
    let (at_position, at_time, now) = (show(&["--at", &position]), show(&["--at", &time]), show(&[]));
    assert_eq!(at_position["version"], 1);
    assert_eq!(at_position["position"], first["position"]);
    assert!(
        at_time["version"].as_u64() >= Some(1) && at_time["version"].as_u64() < now["version"].as_u64(),
        "{at_time}"
    );
    assert_ne!(at_position["state"], now["state"]);
    assert!(!now.to_string().contains(PASSWORD), "{now}");

    assert!(story.replay(&["history", &ada]).contains("user.signed_up"));
    programs::verify(&story.data());
    story.replay(&["rebuild"]);
    programs::verify(&story.data());
}

/// Each step of her story follows the one before in the log, with its caller, call and request.
fn her_story_is_in_order(history: &[Value]) {
    let mut rest = history.iter();
    for kind in [
        "user.signed_up",
        "user.code_refused",
        "user.confirmed",
        "user.signed_in",
        "session.opened",
        "user.password_refused",
        "user.signed_out_everywhere",
        "identity.credentials_vended",
        "dataset.records_updated",
    ] {
        let kinds: Vec<_> = history.iter().map(|line| &line["kind"]).collect();
        assert!(rest.any(|line| line["kind"] == kind), "{kind} is missing or out of order in {kinds:?}");
    }
    for line in history {
        for told in ["principal", "operation", "request_id", "region"] {
            assert!(line[told].as_str().is_some_and(|text| !text.is_empty()), "{told} is missing in {line}");
        }
    }
}

fn ada_deletes_herself(story: &mut Story) {
    sign_in(story);
    let deleted = story.tell("python/delete_user.py");
    assert_eq!(deleted["get"]["code"], "UserNotFoundException");
    assert_eq!(deleted["listed"], false);
    programs::verify(&story.data());
    let stream = format!("{}/{}", story.pool(), story.stream());
    let history = story.replay(&["--json", "history", &stream]);
    assert!(history.contains("user.deleted"), "{history}");
    for personal in [EMAIL, PHONE, "Ada Lovelace"] {
        assert!(
            !history.contains(personal),
            "the history still tells {personal} of a person who is forgotten"
        );
    }
}

/// A program of ours says what it can do: a build without one of them must not pass by skipping.
#[test]
fn both_programs_are_built_and_explain_themselves() {
    for name in ["recognito", "replay"] {
        let help = programs::run(Command::new(programs::path(name)).arg("--help")).expect_success();
        assert!(help.contains("Usage"), "{name}: {help}");
    }
}
