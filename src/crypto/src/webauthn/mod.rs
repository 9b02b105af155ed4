//! Passkeys: the relying party's half of Web Authentication, Level 3 (W3C), sections 7.1 and 7.2.
//!
//! Accepted are keys of `ES256` and `RS256`, without an attestation (`none`) or with one by the key itself (`packed`): a passkey that is
//! synced between devices has no other. Whether a challenge was made here, and whether a counter has risen, is for the caller to say.
//!
//! It is written here because no library fits: those that there are (`webauthn-rs`, `webauthn_rp`) bring ECDSA and RSA of their own beside
//! those that are linked already, read the clock, and are under a licence or an advisory that `deny.toml` does not let pass.

mod authenticator_data;
mod cbor;
mod client_data;
mod public_key;
#[cfg(test)]
mod tests;

use aws_lc_rs::digest::{SHA256, digest};

use authenticator_data::AuthenticatorData;
use cbor::Item;
pub use client_data::{ClientData, is_host_of};
use public_key::PublicKey;
pub use public_key::{ES256, RS256};

/// Why a response is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is not what an authenticator or a browser writes, or is of another ceremony.
    #[error("malformed")]
    Malformed,
    /// It was made on a page that may not use credentials of this relying party.
    #[error("another origin")]
    Origin,
    /// It is a credential of another relying party.
    #[error("another relying party")]
    RelyingParty,
    /// Its user was not there.
    #[error("no user present")]
    Presence,
    /// Its user was not verified.
    #[error("user not verified")]
    Verification,
    /// Its key or its attestation is of another kind.
    #[error("unsupported")]
    Unsupported,
    /// It was not signed by the credential's key.
    #[error("wrong signature")]
    Signature,
}

/// The two ceremonies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ceremony {
    Registration,
    Authentication,
}

impl Ceremony {
    const fn kind(self) -> &'static str {
        match self {
            Self::Registration => "webauthn.create",
            Self::Authentication => "webauthn.get",
        }
    }
}

/// A new credential, as an authenticator and a browser tell it.
pub struct Attestation<'a> {
    /// `clientDataJSON`
    pub client_data: &'a [u8],
    /// `attestationObject`
    pub object: &'a [u8],
}

/// A credential that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its id.
    pub id: Vec<u8>,
    /// Its public key, as COSE writes it.
    pub public_key: Vec<u8>,
    /// How often it has signed; 0 where that is not counted.
    pub counter: u32,
    /// The model of its authenticator; zeros where that is not told.
    pub model: [u8; 16],
}

impl Attestation<'_> {
    /// The new credential, if it is one of this relying party. Its challenge is not looked at.
    pub fn verify(&self, relying_party: &str, needs_verified_user: bool) -> Result<Credential, Fault> {
        ClientData::read(self.client_data)?.check(Ceremony::Registration, relying_party)?;
        let (object, rest) = cbor::read(self.object).ok_or(Fault::Malformed)?;
        let signed = object.get(&Item::Text("authData")).and_then(Item::bytes);
        let signed = signed.filter(|_| rest.is_empty()).ok_or(Fault::Malformed)?;
        let data = AuthenticatorData::read(signed)?;
        check_data(&data, relying_party, needs_verified_user)?;
        let credential = data.credential.ok_or(Fault::Malformed)?;
        let key = PublicKey::read(credential.public_key)?;
        check_statement(&object, &key, &message(signed, self.client_data))?;
        Ok(Credential {
            id: credential.id.to_vec(),
            public_key: credential.public_key.to_vec(),
            counter: data.counter,
            model: credential.model,
        })
    }
}

/// A proof that the caller holds a credential.
pub struct Assertion<'a> {
    /// `clientDataJSON`
    pub client_data: &'a [u8],
    /// `authenticatorData`
    pub authenticator_data: &'a [u8],
    /// `signature`
    pub signature: &'a [u8],
}

/// What a proof says beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proved {
    /// The user was verified.
    pub is_user_verified: bool,
    /// How often the credential has signed; 0 where that is not counted.
    pub counter: u32,
}

impl Assertion<'_> {
    /// Whether it proves the credential of this public key, for this challenge (base64url).
    pub fn verify(&self, relying_party: &str, challenge: &str, public_key: &[u8]) -> Result<Proved, Fault> {
        let client_data = ClientData::read(self.client_data)?;
        client_data.check(Ceremony::Authentication, relying_party)?;
        if client_data.challenge != challenge {
            return Err(Fault::Signature);
        }
        let data = AuthenticatorData::read(self.authenticator_data)?;
        check_data(&data, relying_party, false)?;
        let message = message(self.authenticator_data, self.client_data);
        PublicKey::read(public_key)?.verify(&message, self.signature)?;
        Ok(Proved { is_user_verified: data.is_user_verified(), counter: data.counter })
    }
}

/// What stands for a relying party in what authenticators sign.
pub fn digest_of(relying_party: &str) -> [u8; 32] {
    sha256(relying_party.as_bytes())
}

fn check_data(
    data: &AuthenticatorData<'_>,
    relying_party: &str,
    needs_verified_user: bool,
) -> Result<(), Fault> {
    if data.relying_party != digest_of(relying_party) {
        return Err(Fault::RelyingParty);
    }
    if !data.is_user_present() {
        return Err(Fault::Presence);
    }
    if needs_verified_user && !data.is_user_verified() {
        return Err(Fault::Verification);
    }
    Ok(())
}

/// An attestation of the key by itself proves that its holder has it. Certificates are refused: browsers leave them out unless they are
/// asked for, and no maker of authenticators is trusted here.
fn check_statement(object: &Item<'_>, key: &PublicKey<'_>, message: &[u8]) -> Result<(), Fault> {
    let statement = object.get(&Item::Text("attStmt")).ok_or(Fault::Malformed)?;
    let of = |name| statement.get(&Item::Text(name));
    match object.get(&Item::Text("fmt")) {
        Some(Item::Text("none")) if *statement == Item::Map(Vec::new()) => Ok(()),
        Some(Item::Text("packed")) if of("x5c").is_none() => {
            let is_by_key = of("alg").and_then(Item::integer) == Some(key.algorithm());
            let signature = of("sig").and_then(Item::bytes).filter(|_| is_by_key).ok_or(Fault::Malformed)?;
            key.verify(message, signature)
        }
        Some(Item::Text("none")) | None => Err(Fault::Malformed),
        Some(_) => Err(Fault::Unsupported),
    }
}

/// What an authenticator signs.
fn message(authenticator_data: &[u8], client_data: &[u8]) -> Vec<u8> {
    [authenticator_data, &sha256(client_data)].concat()
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut result = [0; 32];
    result.copy_from_slice(digest(&SHA256, bytes).as_ref());
    result
}
