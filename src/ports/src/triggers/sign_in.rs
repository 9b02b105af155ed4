//! Triggers around a sign-in.

use serde::Serialize;

use super::{Nothing, Texts, Trigger};

/// What `PreAuthentication` is asked: whether a sign-in may go on, before anything is proved.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PreAuthentication {
    /// `validationData`: the `ClientMetadata` of the call that begins the sign-in; null where it has none.
    pub validation_data: Option<Texts>,
    /// `userNotFound`
    pub user_not_found: bool,
}

impl Trigger for PreAuthentication {
    type Answer = Nothing;
    const NAME: &'static str = "PreAuthentication";

    fn source(&self) -> String {
        "PreAuthentication_Authentication".to_owned()
    }
}

/// What `PostAuthentication` is asked: whether a user whose sign-in is complete gets tokens.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PostAuthentication {
    /// `newDeviceUsed`: the pool remembers devices, and does not know this one.
    pub new_device_used: bool,
    /// `clientMetadata` of the answer to a challenge; absent where the call has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<Texts>,
}

impl Trigger for PostAuthentication {
    type Answer = Nothing;
    const NAME: &'static str = "PostAuthentication";

    fn source(&self) -> String {
        "PostAuthentication_Authentication".to_owned()
    }
}
