//! Facts about a pool's signer.

use serde::{Deserialize, Serialize};

use crate::{Secret, Timestamp};

crate::events! {
    /// Everything that can have happened to a signer.
    pub enum SamlSignerEvent {
        "saml_signer.key_made" 1 => KeyMade,
    }
}

/// It got its RSA key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyMade {
    /// X.509, DER, standard base64.
    pub certificate: String,
    /// PKCS #8, DER, standard base64.
    pub private: Secret<String>,
    /// When.
    pub at: Timestamp,
}
