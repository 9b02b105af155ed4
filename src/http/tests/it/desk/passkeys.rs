//! An authenticator in software, with the browser before it: one passkey, of any relying party.

use std::cell::Cell;

use aws_lc_rs::{
    digest,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{Sheet, text};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const HAS_CREDENTIAL: u8 = 0x40;
/// The model of iCloud Keychain.
const MODEL: &str = "fbfc3007154e4ecc8c0b6e020557d7bd";

/// One passkey. What it gives is written down by names, since it differs from run to run.
pub(crate) struct Authenticator<'a> {
    sheet: &'a Sheet,
    key: EcdsaKeyPair,
    id: String,
    flags: u8,
    counter: Cell<Option<u32>>,
    origin: Option<&'static str>,
    relying_party: Option<&'static str>,
    format: &'static str,
}

impl<'a> Authenticator<'a> {
    /// Synced between devices: it does not count.
    pub(crate) fn new(sheet: &'a Sheet, id: &str) -> Self {
        Self {
            sheet,
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(),
            id: URL_SAFE_NO_PAD.encode(id),
            flags: PRESENT,
            counter: Cell::new(None),
            origin: None,
            relying_party: None,
            format: "none",
        }
    }

    /// It verifies its user.
    pub(crate) fn verifying(self) -> Self {
        Self { flags: PRESENT | VERIFIED, ..self }
    }

    /// Its browser shows another page than one on the relying party's host.
    pub(crate) fn on_page(self, origin: &'static str) -> Self {
        Self { origin: Some(origin), ..self }
    }

    /// It makes passkeys for another relying party than the one that asks.
    pub(crate) fn of_party(self, relying_party: &'static str) -> Self {
        Self { relying_party: Some(relying_party), ..self }
    }

    /// It attests what it makes in this format, with nothing in it.
    pub(crate) fn attesting(self, format: &'static str) -> Self {
        Self { format, ..self }
    }

    /// It counts its signatures, and has made so many.
    pub(crate) fn count(&self, signatures: u32) {
        self.counter.set(Some(signatures));
    }

    /// The credential's id.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// `RegistrationResponseJSON` for the options of a registration.
    pub(crate) fn make(&self, options: &Value) -> Value {
        self.sheet.learn(&text(&options["user"]["id"]), "user.id");
        let client_data = self.client_data("webauthn.create", options, &options["rp"]["id"]);
        let model = hex::decode(MODEL).unwrap();
        let length = u16::try_from(self.raw_id().len()).unwrap().to_be_bytes();
        let said = self.said(&options["rp"]["id"], self.flags | HAS_CREDENTIAL);
        let data = [said, model, length.to_vec(), self.raw_id(), self.public_key()].concat();
        let format = [word("fmt"), word(self.format), word("attStmt"), vec![0xa0]].concat();
        let object = [vec![0xa3], format, word("authData"), bytes(&data)].concat();
        json!({
            "id": self.id,
            "rawId": self.id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": self.shown(&client_data, "clientDataJSON"),
                "attestationObject": self.shown(&object, "attestationObject"),
                "transports": ["internal", "hybrid"],
            },
        })
    }

    /// `AuthenticationResponseJSON` for the options of a sign-in, by the passkey of a user.
    pub(crate) fn sign(&self, options: &Value, sub: &str) -> Value {
        self.counter.set(self.counter.get().map(|counter| counter + 1));
        let client_data = self.client_data("webauthn.get", options, &options["rpId"]);
        let data = self.said(&options["rpId"], self.flags);
        let message = [&data[..], &sha256(&client_data)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &message).unwrap();
        json!({
            "id": self.id,
            "rawId": self.id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": self.shown(&client_data, "clientDataJSON"),
                "authenticatorData": URL_SAFE_NO_PAD.encode(&data),
                "signature": self.shown(signature.as_ref(), "signature"),
                "userHandle": self.shown(sub.as_bytes(), "user.id"),
            },
        })
    }

    fn client_data(&self, kind: &str, options: &Value, relying_party: &Value) -> Vec<u8> {
        let challenge = text(&options["challenge"]);
        self.sheet.learn(&challenge, "challenge");
        let origin = self.origin.map_or_else(|| format!("https://{}", text(relying_party)), str::to_owned);
        json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn said(&self, relying_party: &Value, flags: u8) -> Vec<u8> {
        let relying_party = self.relying_party.map_or_else(|| text(relying_party), str::to_owned);
        let counter = self.counter.get().unwrap_or(0).to_be_bytes();
        [&sha256(relying_party.as_bytes())[..], &[flags], &counter].concat()
    }

    /// As COSE writes it.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.public_key().as_ref();
        let (x, y) = (bytes(&point[1..33]), bytes(&point[33..]));
        [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21][..], &x, &[0x22], &y].concat()
    }

    fn raw_id(&self) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(&self.id).unwrap()
    }

    fn shown(&self, value: &[u8], name: &str) -> String {
        let value = URL_SAFE_NO_PAD.encode(value);
        self.sheet.learn(&value, name);
        value
    }
}

fn bytes(value: &[u8]) -> Vec<u8> {
    [&[0x59][..], &u16::try_from(value.len()).unwrap().to_be_bytes(), value].concat()
}

fn word(value: &str) -> Vec<u8> {
    [&[0x60 | u8::try_from(value.len()).unwrap()], value.as_bytes()].concat()
}

fn sha256(value: &[u8]) -> [u8; 32] {
    digest::digest(&digest::SHA256, value).as_ref().try_into().unwrap()
}
