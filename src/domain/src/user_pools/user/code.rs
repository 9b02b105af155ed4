//! Codes that are sent to a user.

use serde::{Deserialize, Serialize};

use super::{CodeIssued, Profile, Purpose, Refusal};
use crate::{Personal, Timestamp, values::contact::Contact};

/// How long an issued code counts towards the limit: an hour.
const COUNTED_FOR_SECONDS: i64 = 3_600;

/// Codes of one purpose within that time.
const ISSUED_MAX: usize = 5;

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

impl Profile {
    pub(super) fn issue_code(&mut self, event: &CodeIssued) {
        let before = self.codes.remove(&event.purpose);
        // The code that the sign-up itself issued does not count as requested: as many may be requested as for an unknown name.
        let is_first = event.purpose == Purpose::SignUp && before.is_none();
        let with_sign_up = is_first && event.at == self.created_at;
        let mut issued = counted(before.map(|code| code.issued).unwrap_or_default(), event.at);
        issued.extend((!with_sign_up).then_some(event.at));
        let code = Code {
            nonce: event.nonce.clone(),
            attribute: event.attribute.clone(),
            destination: event.destination.clone(),
            expires_at: event.expires_at,
            refused: 0,
            used: false,
            issued,
        };
        self.codes.insert(event.purpose, code);
    }

    /// Refuses a code for a purpose beyond those that may be issued within an hour.
    pub(super) fn check_limit(&self, purpose: Purpose, now: Timestamp) -> Result<(), Refusal> {
        let issued = self.codes.get(&purpose).map_or(0, |code| counted(code.issued.clone(), now).len());
        if issued >= ISSUED_MAX { Err(Refusal::LimitExceeded) } else { Ok(()) }
    }

    pub(super) fn refuse_code(&mut self, purpose: Purpose) {
        if let Some(code) = self.codes.get_mut(&purpose) {
            code.refused = code.refused.saturating_add(1);
        }
    }

    pub(super) fn use_code(&mut self, purpose: Purpose) {
        if let Some(code) = self.codes.get_mut(&purpose) {
            code.used = true;
        }
    }
}
