//! Facts about a session.

use serde::{Deserialize, Serialize};

use crate::{Timestamp, user_pools::sign_in::DeviceId};

crate::events! {
    /// Everything that can have happened to a session.
    pub enum SessionEvent {
        "session.opened" 1 => Opened,
        "session.code_redeemed" 1 => CodeRedeemed,
        "session.refreshed" 1 => Refreshed,
        "session.revoked" 1 => Revoked,
    }
}

/// A sign-in was completed: tokens were issued, a code for them, or a browser is known to the pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// The user.
    pub sub: String,
    /// The client it was opened for; its refresh token is good for no other.
    pub client_id: String,
    /// The user's sign-out epoch at that time: a later global sign-out raises it, and ends this session.
    pub user_epoch: u64,
    /// How often the user's password had been recovered: a later recovery ends its refresh token. None in events of before it was kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub recoveries: u64,
    /// The device of the sign-in; absent where devices are not tracked, and in events of before they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<OpenedDevice>,
    /// The time of the sign-in, kept through refreshes.
    pub auth_time: Timestamp,
    /// When its refresh token ends.
    pub refresh_expires_at: Timestamp,
    /// The scopes of its access tokens.
    pub scopes: Vec<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Purpose::is_api")]
    pub purpose: Purpose,
}

/// What a session is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Tokens for a client that has signed its user in by the API.
    #[default]
    Api,
    /// Tokens for a client that has sent its user to the sign-in pages.
    Pages(ForClient),
    /// A browser that the pages know again: it gets no tokens.
    Browser(ForBrowser),
}

impl Purpose {
    /// The browser's session that a session of this id and purpose was opened in; that of a browser is its own.
    pub fn browser<'a>(&'a self, origin_jti: &'a str) -> Option<&'a str> {
        match self {
            Self::Api => None,
            Self::Pages(for_client) => Some(&for_client.browser),
            Self::Browser(_) => Some(origin_jti),
        }
    }

    fn is_api(&self) -> bool {
        matches!(self, Self::Api)
    }
}

/// What a client has asked the pages for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForClient {
    /// The browser's session in which the user was known, or has signed in.
    pub browser: String,
    /// The audience of its access tokens (`resource`), where one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
}

/// What a browser's session depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForBrowser {
    /// Which password the user had: another one ends it. None where the user has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_version: Option<String>,
}

/// The code for its tokens was redeemed; it is good once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeRedeemed {
    /// When.
    pub at: Timestamp,
}

/// The device of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedDevice {
    /// Which: one of the user's, or one whose key was given out with the tokens.
    pub id: DeviceId,
    /// The user's epoch of trust in devices, if the sign-in passed a second factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust_epoch: Option<u64>,
}

/// New tokens were issued from its refresh token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refreshed {
    /// When.
    pub at: Timestamp,
    /// How the refresh token was replaced, where the client's tokens rotate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotation: Option<Rotation>,
}

/// A refresh token was replaced by another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotation {
    /// The number of the new one; that of the sign-in is 0.
    pub newest: u64,
    /// Until when the one that it replaces is good too.
    pub replaced_good_until: Timestamp,
}

/// Its refresh token was revoked, and every token that came from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Revoked {
    /// When.
    pub at: Timestamp,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "this is what serde hands over")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
