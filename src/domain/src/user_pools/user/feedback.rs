//! What was said about a sign-in or another event of a user: whether it was the user.

use serde::{Deserialize, Serialize};

use crate::{Personal, Timestamp};

/// It was said whether an event was the user's own doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackGiven {
    /// The event, by its id in the list of the user's events.
    pub event: String,
    /// Whether it was the user.
    pub is_valid: bool,
    /// Who said it.
    pub by: FeedbackBy,
    /// The network that the event came from, of which the same is taken to be true; absent where none is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Personal<String>>,
    /// When.
    pub at: Timestamp,
}

/// Who says what an event was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FeedbackBy {
    /// The user, by what a message carried.
    #[serde(rename = "user")]
    User,
    /// An administrator.
    #[serde(rename = "admin")]
    Admin,
}
