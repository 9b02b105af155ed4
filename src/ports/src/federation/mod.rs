//! Other services at which users of a pool sign in: what the service asks of an identity provider, and what the provider answers.
//!
//! An adapter here verifies everything that a provider's protocol lets it verify (signatures, issuer, audience, times, the nonce or the
//! request that is answered), and hands on only what was verified. It knows no pool, no user of ours and no mapping of attributes.

mod code;
pub mod saml;

pub use code::{
    CodeAnswer, CodeEndpoints, CodeProvider, CodeProviderKind, CodeProviders, CodeRequest, Endpoint,
    ProviderFault, Untrue,
};

use std::{collections::BTreeMap, fmt};

use serde_json::{Map, Value};

/// A user as an identity provider names and describes one. Everything in it was verified.
#[derive(Clone, PartialEq, Eq)]
pub struct ForeignUser {
    /// The provider's own id of the user: `sub`, Facebook's `id`, Amazon's `user_id`, the `NameID` of an assertion.
    pub subject: String,
    /// What the provider says of the user, by the provider's names. A claim with several values is one text, as AWS writes it: `[a, b]`.
    pub claims: BTreeMap<String, String>,
    /// The class of authentication that the provider states.
    pub acr: Option<String>,
    /// The parts of its answer as `InboundFederation` gets them: `tokenResponse`, `idToken` and `userInfo`, or `samlResponse`; maps of texts.
    pub parts: Map<String, Value>,
}

/// Personal data stay out of logs.
impl fmt::Debug for ForeignUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ForeignUser").finish_non_exhaustive()
    }
}
