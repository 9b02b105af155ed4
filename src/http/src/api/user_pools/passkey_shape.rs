//! Passkeys on the wire: what browsers take and give, in the JSON forms of Web Authentication, Level 3.

use app::{
    Answer, Fault,
    user_pools::{
        passkeys::{CreationOptions, NewPasskey},
        sign_in::{AllowedPasskey, PasskeyAnswer, RequestOptions},
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use crypto::webauthn::{ES256, RS256};
use domain::user_pools::user::{PASSKEYS_MAX, Passkey};
use serde_json::{Value, json};
use wire::cognito_idp::WebAuthnCredentialDescription;

use super::shapes;

/// How long a browser waits for the user who registers a passkey.
const CREATION_TIMEOUT_MS: u32 = 60_000;
/// The same for a sign-in.
const REQUEST_TIMEOUT_MS: u32 = 180_000;
/// Characters of a text that tells how an authenticator is attached or reached; the specification has none of half as many.
const WORD_MAX: usize = 32;
/// Ways to reach one authenticator.
const TRANSPORTS_MAX: usize = 8;

/// `PublicKeyCredentialCreationOptionsJSON`
pub(crate) fn creation_options(options: &CreationOptions) -> Value {
    let parameters = |algorithm: i64| json!({ "type": "public-key", "alg": algorithm });
    let excluded = |id: &String| json!({ "type": "public-key", "id": id });
    json!({
        "challenge": options.challenge,
        "rp": { "id": options.relying_party, "name": options.relying_party },
        "user": {
            "id": URL_SAFE_NO_PAD.encode(&options.sub),
            "name": options.username,
            "displayName": options.username,
        },
        "pubKeyCredParams": [parameters(ES256), parameters(RS256)],
        "timeout": CREATION_TIMEOUT_MS,
        "excludeCredentials": options.excluded.iter().map(excluded).collect::<Vec<_>>(),
        "authenticatorSelection": {
            "requireResidentKey": true,
            "residentKey": "required",
            "userVerification": verification(options.verification_required),
        },
    })
}

/// `PublicKeyCredentialRequestOptionsJSON`
pub(crate) fn request_options(options: &RequestOptions) -> Value {
    let allowed = |AllowedPasskey { id, transports }: &AllowedPasskey| json!({ "type": "public-key", "id": id, "transports": transports });
    json!({
        "challenge": options.challenge,
        "timeout": REQUEST_TIMEOUT_MS,
        "rpId": options.relying_party,
        "allowCredentials": options.allowed.iter().map(allowed).collect::<Vec<_>>(),
        "userVerification": verification(options.verification_required),
    })
}

/// The content of a `RegistrationResponseJSON`.
pub(crate) fn new_passkey(credential: &Value) -> Answer<NewPasskey> {
    let response = &credential["response"];
    let transports = response["transports"].as_array().into_iter().flatten().filter_map(word);
    Ok(NewPasskey {
        id: id(credential)?,
        client_data: bytes(response, "clientDataJSON")?,
        attestation: bytes(response, "attestationObject")?,
        transports: transports.take(TRANSPORTS_MAX).collect(),
        attachment: word(&credential["authenticatorAttachment"]),
    })
}

/// The content of an `AuthenticationResponseJSON`, which comes as a text.
pub(crate) fn passkey_answer(text: &str) -> Answer<PasskeyAnswer> {
    let credential: Value = serde_json::from_str(text).map_err(|_| invalid())?;
    let response = &credential["response"];
    let has_handle = response["userHandle"].as_str().is_some();
    Ok(PasskeyAnswer {
        id: id(&credential)?,
        client_data: bytes(response, "clientDataJSON")?,
        authenticator_data: bytes(response, "authenticatorData")?,
        signature: bytes(response, "signature")?,
        user_handle: has_handle.then(|| bytes(response, "userHandle")).transpose()?,
    })
}

/// A passkey in a list; one of a forgotten person is in none.
pub(super) fn described(passkey: Passkey) -> Option<WebAuthnCredentialDescription> {
    Some(WebAuthnCredentialDescription {
        authenticator_attachment: passkey.attachment,
        authenticator_transports: passkey.transports,
        created_at: shapes::at(passkey.at),
        credential_id: passkey.id.known()?.clone(),
        friendly_credential_name: passkey.name,
        relying_party_id: passkey.relying_party,
    })
}

/// How many passkeys a page may have: as many as a user can have, unless fewer are asked for.
pub(super) fn limit(given: Option<i32>) -> u32 {
    let limit = given.and_then(|limit| usize::try_from(limit).ok()).filter(|limit| *limit > 0);
    let limit = limit.map_or(PASSKEYS_MAX, |limit| limit.min(PASSKEYS_MAX));
    u32::try_from(limit).unwrap_or(u32::MAX)
}

const fn verification(required: bool) -> &'static str {
    if required { "required" } else { "preferred" }
}

fn id(credential: &Value) -> Answer<String> {
    if credential["type"] != "public-key" || credential["id"] != credential["rawId"] {
        return Err(invalid());
    }
    credential["id"].as_str().map(str::to_owned).ok_or_else(invalid)
}

fn bytes(response: &Value, name: &str) -> Answer<Vec<u8>> {
    let text = response[name].as_str().ok_or_else(invalid)?;
    URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())
}

fn word(value: &Value) -> Option<String> {
    let is_word = |text: &&str| {
        text.len() <= WORD_MAX && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    value.as_str().filter(is_word).map(str::to_owned)
}

fn invalid() -> Fault {
    Fault::invalid("Invalid WebAuthn credential.")
}
