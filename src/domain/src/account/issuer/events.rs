//! Facts about the issuer.

use serde::{Deserialize, Serialize};

use crate::{Secret, Timestamp};

crate::events! {
    /// Everything that can have happened to the issuer.
    pub enum IssuerEvent {
        "issuer.keys_made" 1 => KeysMade,
    }
}

/// It got its RSA key pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeysMade {
    /// The key's id in token headers and in the JWKS.
    pub kid: String,
    /// Modulus, as the JWKS has it: big-endian, base64url without padding.
    pub n: String,
    /// Public exponent, in the same form.
    pub e: String,
    /// The private key as text, in the form in which it was made.
    pub private: Secret<String>,
    /// When.
    pub at: Timestamp,
}
