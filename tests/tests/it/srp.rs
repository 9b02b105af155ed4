//! `USER_SRP_AUTH` by hand: which mistakes are reported, what is signed, and what a right answer is good for.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use serde_json::{Value, json};
use tests::strangers::{PASSWORD, Strangers, assert_refused};
use tests::{api, clients, programs};

/// The modulus of the group, as RFC 3526 writes it (group 15).
const MODULUS: &str = concat!(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD",
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F",
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B",
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510",
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7",
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C",
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
);

const WRONG: &str = "NotAuthorizedException: Incorrect username or password.";

#[test]
fn an_answer_to_an_srp_challenge_is_read_checked_and_repeated_as_at_aws() {
    let world = Strangers::start("ENABLED");
    world.confirmed("ada");
    world.confirmed("bob");
    let context =
        json!({"pool": world.pool, "client": world.client, "password": PASSWORD, "modulus": MODULUS});
    let told = clients::run_plain(&world.server, "python/srp_answers.py", &context);
    a_right_answer_that_is_sent_again_gets_tokens_of_the_session_that_it_opened(&told["sent_again"]);
    let used_up = "NotAuthorizedException: Invalid session for the user, session can only be used once.";
    assert_eq!(told["signed_out"], used_up);
    the_canonical_form_of_a_timestamp_is_what_is_signed(&told["timestamps"]);
    mistakes_are_told_in_order_and_are_no_wrong_passwords(&told["mistakes"]);
    assert_eq!(told["often_mistaken"], "tokens");
    a_public_number_of_zero_gets_a_challenge_and_no_tokens(&told["public_numbers"]);
    each_session_was_opened_by_one_recorded_sign_in(&world);
}

fn a_right_answer_that_is_sent_again_gets_tokens_of_the_session_that_it_opened(told: &Value) {
    assert_eq!((&told["wrong"], &told["wrong_afterwards"]), (&json!(WRONG), &json!(WRONG)));
    assert_eq!(told["first"], told["again"]);
    assert_eq!(told["auth_times"].as_array().unwrap().len(), 1);
    assert_eq!(told["refresh_tokens"], json!([true, true]));
}

fn the_canonical_form_of_a_timestamp_is_what_is_signed(told: &Value) {
    let read = told["read"].as_object().unwrap();
    assert!(read.len() == 3 && read.values().all(|outcome| outcome == "tokens"), "{read:?}");
    assert_eq!(told["signed_as_sent"], WRONG);
}

fn mistakes_are_told_in_order_and_are_no_wrong_passwords(told: &Value) {
    let missing = |name: &str| format!("InvalidParameterException: Missing required parameter {name}");
    let date = "InvalidParameterException: TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.";
    let signature =
        "InvalidParameterException: Invalid PASSWORD_CLAIM_SIGNATURE format. Must be a Base64 string.";
    let expected = json!({
        "nothing": missing("challenge responses."),
        "no USERNAME": missing("USERNAME"),
        "no TIMESTAMP": missing("TIMESTAMP"),
        "no PASSWORD_CLAIM_SIGNATURE": missing("PASSWORD_CLAIM_SIGNATURE"),
        "no PASSWORD_CLAIM_SECRET_BLOCK": missing("PASSWORD_CLAIM_SECRET_BLOCK"),
        "bad date": date,
        "bad zone": date,
        "bad signature": signature,
        "bad block": WRONG,
        "another user": WRONG,
        "nobody": WRONG,
    });
    assert_eq!(told["told"], expected);
    assert_eq!(told["then"], true);
}

fn a_public_number_of_zero_gets_a_challenge_and_no_tokens(told: &Value) {
    assert_eq!((&told["zero"], &told["modulus"]), (&json!(WRONG), &json!(WRONG)));
    let no_hex = "InvalidParameterException: 1 validation error detected: Value 'zzz' at 'sRPA' failed to satisfy \
                  constraint: Member must satisfy regular expression pattern: ^[0-9a-fA-F]+$";
    assert_eq!(told["no hex"], no_hex);
    assert_eq!(told["forms"], json!([true, true]));
}

fn each_session_was_opened_by_one_recorded_sign_in(world: &Strangers) {
    let of = format!("{}/ada", world.pool);
    let said = programs::replay(&world.server.data(), &["--json", "history", &of]).expect_success();
    let history: Vec<Value> = serde_json::from_str(&said).unwrap();
    let count = |kind: &str| history.iter().filter(|event| event["kind"] == kind).count();
    assert!(count("user.signed_in") >= 8);
    assert_eq!(count("user.signed_in"), count("session.opened"));
    let mut sessions: Vec<&str> = history
        .iter()
        .filter(|event| event["kind"] == "user.signed_in")
        .filter_map(|e| e["data"]["session"].as_str())
        .collect();
    let all = sessions.len();
    sessions.sort_unstable();
    sessions.dedup();
    assert_eq!(sessions.len(), all);
}

#[test]
fn a_challenge_ends_with_its_user() {
    let ends = [("ENABLED", "Incorrect username or password."), ("LEGACY", "Invalid session for the user.")];
    for (prevent, ended) in ends {
        let world = Strangers::start(prevent);
        world.confirmed("ada");
        let challenge = api::succeeded(&world.srp("ada"))["ChallengeParameters"].clone();
        world
            .administrator
            .user_pools("AdminDeleteUser", &json!({"UserPoolId": world.pool, "Username": "ada"}));
        assert_refused(&world.answer_srp(&challenge), "NotAuthorizedException", ended);
        // Another user of that name has nothing to do with it.
        world.confirmed("ada");
        assert_refused(&world.answer_srp(&challenge), "NotAuthorizedException", ended);
        api::succeeded(&world.sign_in("ada", PASSWORD));
    }
}
