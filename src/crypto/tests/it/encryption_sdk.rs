//! Messages of the Encryption SDK, decrypted by the stock SDK for JavaScript under its strictest policy.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    collections::BTreeMap,
    env,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use crypto::encryption_sdk::{PLAINTEXT_MAX_BYTES, WrappingKey};
use serde_json::{Value, json};

const KEY_NAME: &str = "arn:aws:kms:us-east-1:123456789012:key/codes";
const KEY: [u8; 32] = [7; 32];

/// What the SDK makes of a message. `None` where the clients are not installed.
fn decrypted(message: &[u8]) -> Option<Value> {
    let clients = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/clients");
    if !clients.join("node_modules/@aws-crypto/client-node").exists() {
        assert!(env::var_os("RECOGNITO_TEST_ALL").is_none(), "run tests/clients/install");
        eprintln!(
            "\n*** SKIPPED, NOT PASSED: the clients are not installed: run tests/clients/install ***\n"
        );
        return None;
    }
    let mut node = Command::new("node");
    node.arg(clients.join("node/decrypt_code.cjs")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut node = node.spawn().unwrap();
    let code = BASE64_STANDARD.encode(message);
    let input = json!({ "keyName": KEY_NAME, "key": hex::encode(KEY), "code": code }).to_string();
    node.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    Some(serde_json::from_slice(&output.stdout).unwrap_or(Value::Null))
}

#[test]
fn the_sdk_for_javascript_decrypts_a_message_and_no_other() {
    let key = WrappingKey::new(KEY_NAME.to_owned(), KEY);
    let context = BTreeMap::from([("userpool-id", "us-east-1_AbCdEf123")]);
    for plaintext in ["123456", "", "pässwörd &lt;", &"x".repeat(PLAINTEXT_MAX_BYTES)] {
        let message = key.encrypt(&context, plaintext.as_bytes()).unwrap();
        let Some(read) = decrypted(&message) else { return };
        assert_eq!(read["plaintext"], plaintext);
        assert_eq!(read["context"], json!({ "userpool-id": "us-east-1_AbCdEf123" }));
    }
    let mut changed = key.encrypt(&context, b"123456").unwrap();
    changed[60] ^= 1;
    assert_eq!(decrypted(&changed), Some(Value::Null), "another context");
    let other = WrappingKey::new(KEY_NAME.to_owned(), [8; 32]).encrypt(&context, b"123456").unwrap();
    assert_eq!(decrypted(&other), Some(Value::Null), "another key");
}
