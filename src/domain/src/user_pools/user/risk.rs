//! What threat protection does about a user's sign-ins.

use serde::{Deserialize, Serialize};

use crate::{
    Personal, Timestamp,
    user_pools::risk::{Origin, Watched},
};

/// A sign-in whose first factor was right was refused because of its risk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInBlocked {
    /// What was seen of it.
    pub watched: Watched,
    /// Through which client.
    pub client_id: String,
    /// By which flow: `USER_SRP_AUTH`.
    pub method: String,
    /// When.
    pub at: Timestamp,
}

/// The user is to be told about a risky sign-in, which the event before this one records; a reaction sends the mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskNoticeIssued {
    /// Which mail it is.
    pub kind: RiskNoticeKind,
    /// Where the sign-in came from.
    pub origin: Origin,
    /// The mail address.
    pub destination: Personal<String>,
    /// Through which client; its rules have the texts.
    pub client_id: String,
    /// How many events before this one the sign-in was recorded.
    pub behind: u8,
    /// When the sign-in was attempted.
    pub at: Timestamp,
}

/// A mail about a risky sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RiskNoticeKind {
    /// `BlockEmail`: it was refused.
    #[serde(rename = "block")]
    Blocked,
    /// `MfaEmail`: a second factor is asked for.
    #[serde(rename = "mfa")]
    Mfa,
    /// `NoActionEmail`: it was let through.
    #[serde(rename = "no_action")]
    LetThrough,
}
