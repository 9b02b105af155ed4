//! The trigger that changes what an identity provider says of a user.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Texts, Trigger};

/// What `InboundFederation` is asked: what attributes are made of. It is asked at each sign-in by a provider, before anything is done with
/// the provider's answer.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InboundFederation {
    /// `providerName`
    pub provider_name: String,
    /// `providerType`: `OIDC`, `SAML`, `Facebook`, `Google`, `SignInWithApple` or `LoginWithAmazon`.
    pub provider_type: String,
    /// `attributes`: `tokenResponse`, `idToken` and `userInfo`, or `samlResponse`; maps of texts.
    pub attributes: Map<String, Value>,
}

/// What it answers.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct InboundAttributes {
    /// `userAttributesToMap`: what takes the place of the provider's attributes; where it is empty or absent, they stay.
    pub user_attributes_to_map: Option<Texts>,
}

impl Trigger for InboundFederation {
    type Answer = InboundAttributes;
    const NAME: &'static str = "InboundFederation";

    fn source(&self) -> String {
        "InboundFederation_ExternalProvider".to_owned()
    }

    fn unanswered(&self) -> Value {
        serde_json::json!({ "userAttributesToMap": {} })
    }
}
