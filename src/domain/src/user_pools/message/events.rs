//! Facts about a message.

use serde::{Deserialize, Serialize};

use crate::{Personal, Timestamp, values::contact::Contact};

crate::events! {
    /// Everything that can have happened to a message.
    pub enum MessageEvent {
        "message.due" 1 => Due,
        "message.handed_over" 1 => HandedOver,
        "message.given_up" 1 => GivenUp,
    }
}

/// Which message it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// What it is sent for.
    pub occasion: Occasion,
    /// By what it is sent.
    pub contact: Contact,
    /// Where to, masked as callers are shown it: `t***@e***`.
    pub destination: Personal<String>,
    /// When it was asked for.
    pub asked_at: Timestamp,
}

/// What a message is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Occasion {
    /// A code or a link that confirms a sign-up.
    #[serde(rename = "sign_up")]
    SignUp,
    /// A code to set a forgotten password anew.
    #[serde(rename = "forgot_password")]
    ForgotPassword,
    /// A code to verify an address.
    #[serde(rename = "verification")]
    Verification,
    /// A code that is a factor of a sign-in, or sets one up.
    #[serde(rename = "sign_in")]
    SignIn,
    /// A temporary password.
    #[serde(rename = "invitation")]
    Invitation,
    /// That a sign-in was risky.
    #[serde(rename = "risk_notice")]
    RiskNotice,
}

/// An invitation is to be sent at once. Its password is in no event, so that nothing sends it later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Which.
    pub about: About,
    /// When.
    pub at: Timestamp,
}

/// A message was handed over. Whether it arrives is not known here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// Which.
    pub about: About,
    /// To what.
    pub carrier: Carrier,
    /// When.
    pub at: Timestamp,
}

/// What carries a message from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Carrier {
    /// The mail server.
    #[serde(rename = "mail_server")]
    MailServer,
    /// The gateway for text messages.
    #[serde(rename = "text_gateway")]
    TextGateway,
    /// The outbox folder.
    #[serde(rename = "outbox")]
    Outbox,
    /// A function of the pool (`CustomEmailSender`, `CustomSMSSender`).
    #[serde(rename = "function")]
    Function,
}

/// A message was not sent, and is tried no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenUp {
    /// Which.
    pub about: About,
    /// After so many tries.
    pub tries: u32,
    /// Why the last of them failed: a sentence of the service's own, which names neither an address nor a code.
    pub why: String,
    /// When.
    pub at: Timestamp,
}
