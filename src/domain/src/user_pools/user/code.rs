//! Codes that are sent to a user.

use serde::{Deserialize, Serialize};

use crate::{Personal, Timestamp, values::contact::Contact};

/// How long an issued code counts towards the limit: an hour.
const COUNTED_FOR_SECONDS: i64 = 3_600;

/// Codes of one purpose within that time.
pub(super) const ISSUED_MAX: usize = 5;

/// By what a code is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Medium {
    /// E-mail.
    #[serde(rename = "EMAIL")]
    Email,
    /// Text message.
    #[serde(rename = "SMS")]
    Sms,
}

impl Medium {
    /// By what a contact is reached.
    pub const fn of(contact: Contact) -> Self {
        match contact {
            Contact::Email => Self::Email,
            Contact::Phone => Self::Sms,
        }
    }

    /// The contact that is reached by it.
    pub const fn contact(self) -> Contact {
        match self {
            Self::Email => Contact::Email,
            Self::Sms => Contact::Phone,
        }
    }
}

/// A pending code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Code {
    /// What the code is derived from.
    pub nonce: String,
    /// The attribute it was sent to.
    pub attribute: String,
    /// The address it was sent to. Where this is not the attribute's value, it is the value that the attribute gets once it is verified.
    pub destination: Personal<String>,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Wrong answers so far.
    pub refused: u32,
    /// It has been used.
    pub used: bool,
    /// When this and earlier codes were issued, as far as they count towards the limit.
    pub issued: Vec<Timestamp>,
}

/// Those of the times at which codes were issued that still count.
pub(super) fn counted(mut issued: Vec<Timestamp>, now: Timestamp) -> Vec<Timestamp> {
    issued.retain(|at| at.plus_seconds(COUNTED_FOR_SECONDS) > now);
    issued
}
