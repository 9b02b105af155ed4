//! Facts about a session.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

crate::events! {
    /// Everything that can have happened to a session.
    pub enum SessionEvent {
        "session.opened" 1 => Opened,
        "session.refreshed" 1 => Refreshed,
        "session.revoked" 1 => Revoked,
    }
}

/// A sign-in was completed and tokens were issued.
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
    /// The time of the sign-in, kept through refreshes.
    pub auth_time: Timestamp,
    /// When its refresh token ends.
    pub refresh_expires_at: Timestamp,
    /// The scopes of its access tokens.
    pub scopes: Vec<String>,
}

/// New tokens were issued from its refresh token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refreshed {
    /// When.
    pub at: Timestamp,
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
