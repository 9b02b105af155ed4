//! Unknown user names, seen by an unauthenticated caller who wants to know who has an account.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::ops::Deref;

use serde_json::{Value, json};
use tests::api::{self, Administrator, USER_POOLS, text};
use tests::http::{Answer, Connection, Request};
use tests::server::{Recognito, Server};
use tests::strangers::{self, Strangers, assert_refused};
use tests::{outbox, programs, shared};

/// A public value that any client may send: g^a for a small a.
const SRP_A: &str = "2000000000000000000000000000000000000000000000000000000000000000";

/// The parameters of the SRP challenge for a name.
fn challenge(server: &Server, client: &str, name: &str) -> Value {
    let parameters = json!({"USERNAME": name, "SRP_A": SRP_A});
    let body = json!({"ClientId": client, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters});
    let request = Request::json(&format!("{USER_POOLS}.InitiateAuth"), body.to_string());
    let answer = Connection::open(server.authority()).unwrap().exchange(&request).unwrap();
    api::succeeded(&answer)["ChallengeParameters"].clone()
}

/// A client, which hides which users exist, of a pool in which users are named by their address.
fn client_of_addresses(administrator: &Administrator) -> String {
    let pool = json!({
        "PoolName": "addresses",
        "UsernameAttributes": ["email"],
        "UsernameConfiguration": {"CaseSensitive": false},
    });
    let pool = text(&administrator.user_pools("CreateUserPool", &pool)["UserPool"]["Id"]);
    let ada = json!({"UserPoolId": pool, "Username": "ada@lovelace.example", "MessageAction": "SUPPRESS"});
    administrator.user_pools("AdminCreateUser", &ada);
    let client = json!({
        "UserPoolId": pool,
        "ClientName": "web",
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
        "PreventUserExistenceErrors": "ENABLED",
    });
    text(&administrator.user_pools("CreateUserPoolClient", &client)["UserPoolClient"]["ClientId"])
}

#[test]
fn the_challenge_for_an_address_that_nobody_has_looks_like_anybodys() {
    let server = shared::server();
    let client = client_of_addresses(&Administrator::of(&server));
    let known = challenge(&server, &client, "ada@lovelace.example");
    let unknown = challenge(&server, &client, "nobody@lovelace.example");
    for parameters in [&known, &unknown] {
        assert_eq!(parameters["USERNAME"], parameters["USER_ID_FOR_SRP"]);
        let name = text(&parameters["USERNAME"]);
        assert!(name.len() == 36 && !name.contains('@'), "{name}");
    }
    for spelling in ["nobody@lovelace.example", "Nobody@Lovelace.example"] {
        let again = challenge(&server, &client, spelling);
        assert_eq!((&again["USERNAME"], &again["SALT"]), (&unknown["USERNAME"], &unknown["SALT"]));
    }
    assert_ne!(challenge(&server, &client, "noone@lovelace.example")["SALT"], unknown["SALT"]);
}

/// The masked address that a code is said to have gone to.
#[track_caller]
fn destination(answer: &Answer) -> String {
    text(&api::succeeded(answer)["CodeDeliveryDetails"]["Destination"])
}

fn forgot<S: Deref<Target = Server>>(world: &Strangers<S>, name: &str) -> Answer {
    world.ask("ForgotPassword", json!({"Username": name}))
}

fn reset<S: Deref<Target = Server>>(world: &Strangers<S>, name: &str, password: &str) -> Answer {
    let body = json!({"Username": name, "ConfirmationCode": "not-it", "Password": password});
    world.ask("ConfirmForgotPassword", body)
}

#[test]
fn the_secret_block_is_as_long_for_every_name() {
    let world = Strangers::start("ENABLED");
    let long = "\u{20bb7}".repeat(128);
    world.confirmed("ada");
    let user = json!({"UserPoolId": world.pool, "Username": long, "MessageAction": "SUPPRESS"});
    world.administrator.user_pools("AdminCreateUser", &user);
    for name in ["ada", &long, "nobody", &"n".repeat(128), &long[4..], "\"\"\"\\\\", &"\"".repeat(128)] {
        let parameters = api::succeeded(&world.srp(name))["ChallengeParameters"].clone();
        assert_eq!(text(&parameters["SECRET_BLOCK"]).len(), 2_572, "{name}");
    }
}

#[test]
fn the_session_of_a_challenge_fits_what_the_model_allows() {
    let world = Strangers::start("ENABLED");
    let user = json!({
        "UserPoolId": world.pool,
        "Username": "ada",
        "MessageAction": "SUPPRESS",
        "TemporaryPassword": strangers::PASSWORD,
    });
    world.administrator.user_pools("AdminCreateUser", &user);
    let asked = api::succeeded(&world.sign_in("ada", strangers::PASSWORD));
    let session = text(&asked["Session"]);
    // Of the 2,048 that the model allows. Always as many.
    assert_eq!(session.len(), 1_504);
    let responses = json!({"USERNAME": "eve", "NEW_PASSWORD": "Another-Engine-1843"});
    let mut body = json!({"ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": session, "ChallengeResponses": responses});
    let refused = world.ask("RespondToAuthChallenge", body.clone());
    assert_refused(&refused, "NotAuthorizedException", "Invalid session for the user.");
    body["ChallengeResponses"]["USERNAME"] = json!("ada");
    let done = api::succeeded(&world.ask("RespondToAuthChallenge", body));
    assert!(done["AuthenticationResult"].is_object());
}

#[test]
fn a_name_longer_than_any_user_has_is_a_wrong_one() {
    let world = Strangers::start("ENABLED");
    let long = "n".repeat(2_000);
    for answer in [world.srp(&long), world.sign_in(&long, strangers::PASSWORD)] {
        assert_refused(&answer, "NotAuthorizedException", "Incorrect username or password.");
    }
}

#[test]
fn an_unknown_name_locks_out_like_a_users() {
    let world = Strangers::start("ENABLED");
    world.confirmed("ada");
    for name in ["ada", "nobody"] {
        for _ in 0..5 {
            let message = "Incorrect username or password.";
            assert_refused(&world.sign_in(name, "Wrong-Engine-1843"), "NotAuthorizedException", message);
        }
        let message = "Password attempts exceeded";
        assert_refused(&world.sign_in(name, "Wrong-Engine-1843"), "NotAuthorizedException", message);
    }
}

#[test]
fn codes_for_unknown_names_are_masked_limited_and_refused_like_a_users() {
    let world = Strangers::start("ENABLED");
    world.confirmed("ada");
    world.unconfirmed("bob");
    assert_eq!(destination(&forgot(&world, "ada")), "a***@l***");
    let simulated = destination(&forgot(&world, "nobody"));
    assert_eq!(simulated.len(), "a***@l***".len());
    assert_eq!(destination(&forgot(&world, "nobody")), simulated, "the same each time");
    let limit = |answer: &Answer| {
        assert_refused(
            answer,
            "LimitExceededException",
            "Attempt limit exceeded, please try after some time.",
        );
    };
    for (name, asked) in [("ada", 1), ("nobody", 2)] {
        (asked..5).for_each(|_| drop(destination(&forgot(&world, name))));
        limit(&forgot(&world, name));
    }
    for name in ["bob", "noone"] {
        let resend = || world.ask("ResendConfirmationCode", json!({"Username": name}));
        (0..5).for_each(|_| drop(destination(&resend())));
        limit(&resend());
        let confirm = || world.ask("ConfirmSignUp", json!({"Username": name, "ConfirmationCode": "not-it"}));
        (0..15).for_each(|_| wrong_code(&confirm()));
        limit(&confirm());
    }
    for name in ["ada", "nobody"] {
        (0..15).for_each(|_| wrong_code(&reset(&world, name, strangers::PASSWORD)));
        limit(&reset(&world, name, strangers::PASSWORD));
    }
}

#[track_caller]
fn wrong_code(answer: &Answer) {
    let message = "Invalid verification code provided, please try again.";
    assert_refused(answer, "CodeMismatchException", message);
}

#[test]
fn whoever_cannot_be_sent_a_code_is_answered_like_an_unknown_name() {
    let world = Strangers::start("ENABLED");
    world.confirmed("ada");
    world.unconfirmed("bob");
    // Ada is confirmed already, Bob's address is not verified: neither gets a mail, and neither answer reveals it.
    for name in ["ada", "nobody"] {
        let resent = world.ask("ResendConfirmationCode", json!({"Username": name}));
        assert_eq!(destination(&resent).len(), "a***@l***".len());
        wrong_code(&world.ask("ConfirmSignUp", json!({"Username": name, "ConfirmationCode": "000000"})));
    }
    for name in ["bob", "noone"] {
        assert_eq!(destination(&forgot(&world, name)).len(), "b***@l***".len());
        wrong_code(&reset(&world, name, strangers::PASSWORD));
    }
    assert!(outbox::mails(&world.server.data(), &world.email("ada")).is_empty());
}

#[test]
fn a_confirmation_that_is_sent_again_is_told_so_and_a_wrong_code_is_not() {
    let world = Strangers::start("ENABLED");
    world.unconfirmed("bob");
    let code = outbox::code(&world.server.data(), &world.email("bob"));
    let confirm =
        |code: &str| world.ask("ConfirmSignUp", json!({"Username": "bob", "ConfirmationCode": code}));
    api::succeeded(&confirm(&code));
    let message = "User cannot be confirmed. Current status is CONFIRMED";
    assert_refused(&confirm(&code), "NotAuthorizedException", message);
    wrong_code(&confirm("not-it"));
}

#[test]
fn a_wrong_code_is_refused_before_the_new_password_is_checked() {
    for prevent in ["ENABLED", "LEGACY"] {
        let world = Strangers::start(prevent);
        world.confirmed("ada");
        forgot(&world, "ada");
        wrong_code(&reset(&world, "ada", "weakly"));
        let code = outbox::code(&world.server.data(), &world.email("ada"));
        let body =
            |password: &str| json!({"Username": "ada", "ConfirmationCode": code, "Password": password});
        let (kind, _) = strangers::refusal(&world.ask("ConfirmForgotPassword", body("weakly")));
        assert_eq!(kind, "InvalidPasswordException");
        api::succeeded(&world.ask("ConfirmForgotPassword", body("Another-Engine-1843")));
        api::succeeded(&world.sign_in("ada", "Another-Engine-1843"));
    }
}

#[test]
fn a_client_that_hides_nothing_says_so_of_unknown_names_and_of_users_who_may_not_sign_in() {
    let world = Strangers::start("LEGACY");
    world.unconfirmed("bob");
    let message = "Username/client id combination not found.";
    for answer in [
        forgot(&world, "nobody"),
        reset(&world, "nobody", strangers::PASSWORD),
        world.ask("ResendConfirmationCode", json!({"Username": "nobody"})),
        world.ask("ConfirmSignUp", json!({"Username": "nobody", "ConfirmationCode": "000000"})),
    ] {
        assert_refused(&answer, "UserNotFoundException", message);
    }
    for answer in [world.srp("nobody"), world.sign_in("nobody", strangers::PASSWORD)] {
        assert_refused(&answer, "UserNotFoundException", "User does not exist.");
    }
    // At the first call, with any password.
    for answer in
        [world.srp("bob"), world.sign_in("bob", strangers::PASSWORD), world.sign_in("bob", "Wrong1-x")]
    {
        assert_refused(&answer, "UserNotConfirmedException", "User is not confirmed.");
    }
}

#[test]
fn a_client_that_hides_who_exists_tells_what_is_wrong_with_a_user_only_after_the_right_password() {
    let world = Strangers::start("ENABLED");
    world.unconfirmed("bob");
    api::succeeded(&world.srp("bob"));
    let message = "Incorrect username or password.";
    assert_refused(&world.sign_in("bob", "Wrong-Engine-1843"), "NotAuthorizedException", message);
    let answer = world.sign_in("bob", strangers::PASSWORD);
    assert_refused(&answer, "UserNotConfirmedException", "User is not confirmed.");
}

#[test]
fn attempts_on_unknown_names_leave_one_sum_and_nothing_else() {
    let mut world = Strangers::on(Recognito::start(), "ENABLED");
    world.confirmed("ada");
    let before = position(&world);
    for n in 0..20 {
        let name = format!("nobody-{n}");
        assert_eq!(world.sign_in(&name, "Wrong-Engine-1843").status, 400);
        destination(&forgot(&world, &name));
        wrong_code(&reset(&world, &name, strangers::PASSWORD));
    }
    assert!(world.server.stop());
    assert_eq!(position(&world), before + 1);
    let stream = format!("{0}/unknown_names-{0}", world.pool);
    let said = programs::replay(&world.server.data(), &["--json", "history", &stream]).expect_success();
    let recorded: Vec<Value> = serde_json::from_str(&said).unwrap();
    let (kind, data) = (&recorded[0]["kind"], &recorded[0]["data"]);
    assert_eq!(kind, "unknown_names.tried");
    let counted = ["passwords", "codes_asked", "codes_answered"].map(|what| data[what].as_u64().unwrap());
    assert_eq!(counted, [20, 20, 20]);
    assert_eq!((&data["from"][0]["tries"], &data["from_elsewhere"]), (&json!(60), &json!(0)));
    programs::verify(&world.server.data());
}

/// How many events the pool's ledger has.
fn position(world: &Strangers<Recognito>) -> u64 {
    let said = programs::replay(&world.server.data(), &["--json", "ledgers"]).expect_success();
    let ledgers: Vec<Value> = serde_json::from_str(&said).unwrap();
    let ledger = ledgers.iter().find(|ledger| ledger["ledger"] == world.pool.as_str()).unwrap();
    ledger["events"].as_u64().unwrap()
}
