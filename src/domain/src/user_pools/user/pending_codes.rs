//! What becomes of the codes that a user is sent.

use super::{
    Code, CodeIssued, Profile, Purpose, Refusal,
    code::{ISSUED_MAX, counted},
};
use crate::Timestamp;

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
