//! Passkeys of a user, and the facts about them. The private half of each never leaves the user's devices.

use serde::{Deserialize, Serialize};

use super::{Profile, Refusal};
use crate::{Claim, Personal, Scope, Timestamp};

/// Scope of the claims on passkeys: one is of one user.
pub const PASSKEY_SCOPE: Scope = "passkey";
/// Passkeys of one user.
pub const PASSKEYS_MAX: usize = 20;

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// The credential's id, base64url.
    pub id: Personal<String>,
    /// Its public key as COSE writes it, base64url.
    pub public_key: Personal<String>,
    /// The RP id that it is for.
    pub relying_party: String,
    /// What it is called: the kind of authenticator that made it.
    pub name: String,
    /// `platform` (a part of the device) or `cross-platform`; absent where the browser did not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<String>,
    /// By what the authenticator can be reached: `internal`, `hybrid`, `usb`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transports: Vec<String>,
    /// How often it has signed, as it told last; 0 where it does not count, as those that are synced between devices.
    pub counter: u32,
    /// When it was registered.
    pub at: Timestamp,
}

impl Passkey {
    /// Whether a proof with this counter is newer than the last one. One that does not rise is of a copy, but where none is kept.
    pub(super) const fn is_followed_by(&self, counter: u32) -> bool {
        counter > self.counter || (counter == 0 && self.counter == 0)
    }
}

/// A passkey was registered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasskeyRegistered {
    /// Which, and when.
    pub passkey: Passkey,
}

/// A passkey that counts has signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasskeyUsed {
    /// The credential's id.
    pub id: Personal<String>,
    /// How often it has signed.
    pub counter: u32,
    /// When.
    pub at: Timestamp,
}

/// A passkey is the user's no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasskeyRemoved {
    /// The credential's id.
    pub id: Personal<String>,
    /// When.
    pub at: Timestamp,
}

impl Profile {
    /// The passkey with a credential's id.
    pub fn passkey(&self, id: &str) -> Result<&Passkey, Refusal> {
        let is_it = |passkey: &&Passkey| passkey.id.known().is_some_and(|known| known == id);
        self.passkeys.iter().find(is_it).ok_or(Refusal::NoSuchPasskey)
    }

    /// Refuses another passkey beyond those that a user may have.
    pub fn may_have_another_passkey(&self) -> Result<(), Refusal> {
        if self.passkeys.len() >= PASSKEYS_MAX { Err(Refusal::TooManyPasskeys) } else { Ok(()) }
    }

    pub(super) fn use_passkey(&mut self, event: &PasskeyUsed) {
        if let Some(passkey) = self.passkeys.iter_mut().find(|passkey| passkey.id == event.id) {
            passkey.counter = event.counter;
        }
    }

    pub(super) fn remove_passkey(&mut self, event: &PasskeyRemoved) {
        self.passkeys.retain(|passkey| passkey.id != event.id);
    }
}

pub(super) fn taken(id: &Personal<String>) -> Vec<Claim> {
    let take = |value: &String| Claim::Take { scope: PASSKEY_SCOPE, value: value.clone() };
    id.known().map(take).into_iter().collect()
}

pub(super) fn released(id: &Personal<String>) -> Vec<Claim> {
    let release = |value: &String| Claim::Release { scope: PASSKEY_SCOPE, value: value.clone() };
    id.known().map(release).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::commands::samples::passkey;

    #[test]
    fn a_counter_rises_unless_there_is_none() {
        let followed = |before, after| {
            let mut passkey = passkey("a");
            passkey.counter = before;
            passkey.is_followed_by(after)
        };
        assert!(followed(0, 0) && followed(0, 1) && followed(1, 2));
        assert!(!followed(1, 1) && !followed(2, 1) && !followed(1, 0));
    }
}
