//! What becomes of a user's password.

use super::{PasswordSet, PasswordSetBy, Profile, Purpose, ResetRequired, Status};
use crate::Secret;

impl Profile {
    /// Hashes of the passwords that a new one must not be, where the pool refuses so many: the current one and those before it, the newest
    /// first. A temporary password is none of them.
    pub fn password_history(&self, size: u32) -> impl Iterator<Item = &Secret<String>> {
        self.former_passwords.history(&self.credential, self.status, size)
    }

    pub(super) fn set_password(&mut self, event: &PasswordSet) {
        self.former_passwords.keep(&self.credential, self.status);
        self.credential = event.credential.clone();
        self.status = event.status;
        self.modified_at = event.at;
        match event.by {
            PasswordSetBy::Code => self.recover(),
            PasswordSetBy::Admin => self.is_password_disabled = false,
            PasswordSetBy::Change | PasswordSetBy::NewPasswordRequired => {}
        }
        self.write(&event.attributes);
        if let Some(attribute) = &event.verified {
            self.verify(attribute);
        }
        self.use_code(Purpose::ForgotPassword);
    }

    pub(super) fn require_reset(&mut self, event: &ResetRequired) {
        self.status = Status::ResetRequired;
        self.modified_at = event.at;
        self.recover();
    }

    /// The password was reset, or set by a code: what was proved by it before no longer counts.
    fn recover(&mut self) {
        self.recoveries += 1;
        self.devices.end_trust();
    }
}
