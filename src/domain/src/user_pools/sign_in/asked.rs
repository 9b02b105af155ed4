//! What a sign-in asks for, with what is needed to check the answer.

use std::{collections::BTreeMap, fmt};

use super::Challenge;
use crate::Timestamp;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Random, another one each time something is asked.
    pub id: [u8; 16],
    /// What.
    pub challenge: Challenge,
    /// What is needed to check the answer.
    pub secret: AskedSecret,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What is needed to check an answer, beside what is kept of the user.
#[derive(Clone, PartialEq, Eq)]
pub enum AskedSecret {
    /// Nothing.
    None,
    /// The server's half of an SRP exchange. It travels in the secret block alone, see [`super::Ceremony::to_session`].
    Srp(Box<SrpExchange>),
    /// What the code is derived from; the code itself is stored nowhere.
    Code {
        /// Random.
        nonce: [u8; 16],
        /// Where the code was sent.
        destination: Destination,
    },
    /// What the passkey must sign.
    WebAuthn {
        /// Random.
        challenge: [u8; 32],
        /// A digest of the RP id.
        rp_id: [u8; 32],
    },
    /// The secret of an authenticator app that is being set up.
    Authenticator([u8; 20]),
    /// What the function that created the challenge keeps to itself.
    Custom(CustomSecret),
}

impl fmt::Debug for AskedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AskedSecret(..)")
    }
}

/// The server's half of an SRP exchange.
#[derive(Clone, PartialEq, Eq)]
pub struct SrpExchange {
    /// Which password it is about; absent for an unknown name.
    pub credential_version: Option<String>,
    /// The server's secret number.
    pub secret: [u8; 32],
    /// The client's public number, as long as the group's numbers are.
    pub client_public: [u8; 384],
    /// The server's public number.
    pub server_public: [u8; 384],
}

/// What the function that created a custom challenge keeps to itself, or tells other functions alone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CustomSecret {
    /// `privateChallengeParameters`, for the function that verifies the answer.
    pub private: BTreeMap<String, String>,
    /// `challengeMetadata`, for the round that the answer makes.
    pub metadata: Option<String>,
}

/// Where a code was sent.
#[derive(Clone, PartialEq, Eq)]
pub enum Destination {
    /// A digest of the address: the right code verifies it only if the user still has it.
    Digest([u8; 32]),
    /// An address that the user does not have yet (`MFA_SETUP`).
    New(String),
}

impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Destination(..)")
    }
}
