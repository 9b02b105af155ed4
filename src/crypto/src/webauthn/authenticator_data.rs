//! What an authenticator says and signs: for whom, whether its user was there, and a new credential with its key.

use super::{Fault, cbor};

/// The user touched it, or did something alike.
const PRESENT: u8 = 0x01;
/// The user was verified, by a PIN or a fingerprint.
const VERIFIED: u8 = 0x04;
/// The key can be copied to other devices of the user.
const MAY_BE_COPIED: u8 = 0x08;
/// It has been.
const IS_COPIED: u8 = 0x10;
/// A credential follows.
const HAS_CREDENTIAL: u8 = 0x40;
/// Extensions follow.
const HAS_EXTENSIONS: u8 = 0x80;
/// Bytes of a credential's id.
const ID_MAX: usize = 1_023;

/// What an authenticator says.
pub(super) struct AuthenticatorData<'a> {
    /// SHA-256 of the relying party's id.
    pub(super) relying_party: [u8; 32],
    flags: u8,
    /// How often the credential has signed; 0 where that is not counted.
    pub(super) counter: u32,
    /// The credential that was made.
    pub(super) credential: Option<Credential<'a>>,
}

/// A credential that was made.
pub(super) struct Credential<'a> {
    /// The model of the authenticator.
    pub(super) model: [u8; 16],
    pub(super) id: &'a [u8],
    /// Its public key, as COSE writes it.
    pub(super) public_key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Fault> {
        Self::read_whole(bytes).ok_or(Fault::Malformed)
    }

    fn read_whole(bytes: &'a [u8]) -> Option<Self> {
        let (relying_party, rest) = bytes.split_first_chunk()?;
        let (flags, rest) = rest.split_first()?;
        let (counter, rest) = rest.split_first_chunk()?;
        let has = |flag| flags & flag != 0;
        let (credential, rest) = if has(HAS_CREDENTIAL) {
            Credential::read(rest).map(|(credential, rest)| (Some(credential), rest))?
        } else {
            (None, rest)
        };
        let rest = if has(HAS_EXTENSIONS) { cbor::read(rest)?.1 } else { rest };
        let is_copied_though_it_cannot_be = has(IS_COPIED) && !has(MAY_BE_COPIED);
        if !rest.is_empty() || is_copied_though_it_cannot_be {
            return None;
        }
        let counter = u32::from_be_bytes(*counter);
        Some(Self { relying_party: *relying_party, flags: *flags, counter, credential })
    }

    pub(super) const fn is_user_present(&self) -> bool {
        self.flags & PRESENT != 0
    }

    pub(super) const fn is_user_verified(&self) -> bool {
        self.flags & VERIFIED != 0
    }
}

impl<'a> Credential<'a> {
    fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (model, rest) = bytes.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (id, rest) = rest.split_at_checked(length).filter(|_| (1..=ID_MAX).contains(&length))?;
        let behind = cbor::read(rest)?.1;
        let public_key = &rest[..rest.len() - behind.len()];
        Some((Self { model: *model, id, public_key }, behind))
    }
}
