//! Facts about a SAML provider's metadata.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

crate::events! {
    /// Everything that can have happened to what is known of a provider.
    pub enum SamlPeerEvent {
        "saml_peer.metadata_read" 1 => MetadataRead,
    }
}

/// Its metadata were read, and say something else than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetadataRead {
    /// The address they were at.
    pub source: String,
    /// What they say.
    pub said: Said,
    /// When.
    pub at: Timestamp,
}

/// What metadata say of a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// `entityID`
    pub entity_id: String,
    /// Where a browser is sent to sign in.
    pub sign_in_url: String,
    /// Where a browser is sent to sign out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_out_url: Option<String>,
    /// The certificates of the keys it signs with: X.509, DER, standard base64.
    pub certificates: Vec<String>,
}
