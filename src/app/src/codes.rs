//! Confirmation codes: derived from the nonce in the event under a key that is in no database, so that a code is never stored
//! and can still be sent again after a crash.

use crypto::seal::Mac;
use domain::{LedgerId, user::Purpose};

use crate::App;

/// Six digits.
const CODES: u64 = 1_000_000;

impl App {
    /// The code of a nonce.
    pub(crate) fn code(&self, pool: &LedgerId, sub: &str, purpose: Purpose, nonce: &str) -> String {
        if let Some(fixed) = &self.settings.fixed_code {
            return fixed.clone();
        }
        let purpose = match purpose {
            Purpose::SignUp => "sign_up",
            Purpose::ForgotPassword => "forgot_password",
        };
        let key = self.derived("code", pool.as_str());
        let digest = Mac::new(&key).of(&[purpose.as_bytes(), sub.as_bytes(), nonce.as_bytes()]);
        // 64 bits over a million: no code is likelier than another by more than one in 10^13.
        let number = digest.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes) % CODES);
        format!("{number:06}")
    }

    /// Whether a given code is that of a nonce, in a time that does not tell how much of it is right.
    pub(crate) fn is_code(
        &self,
        pool: &LedgerId,
        sub: &str,
        purpose: Purpose,
        nonce: &str,
        given: &str,
    ) -> bool {
        crypto::secret_hash::same(&self.code(pool, sub, purpose, nonce), given.trim())
    }
}
