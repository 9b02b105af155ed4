//! The code that waits for its answer. Whether an answer is right is found outside: it needs a key, which the core does not have.

use super::{Code, Profile, Purpose, Refusal};
use crate::{Timestamp, values::contact::Contact};

/// Wrong answers to one code, after which it is worth nothing.
pub(super) const REFUSED_MAX: u32 = 15;

impl Profile {
    /// The newest code for a purpose, if it may still be answered.
    pub fn pending_code(&self, purpose: Purpose, now: Timestamp) -> Result<&Code, Refusal> {
        let code = self.codes.get(&purpose).filter(|code| !code.used).ok_or(Refusal::CodeExpired)?;
        if code.refused >= REFUSED_MAX {
            return Err(Refusal::LimitExceeded);
        }
        if now >= code.expires_at {
            return Err(Refusal::CodeExpired);
        }
        Ok(code)
    }

    /// The address that a code to verify a contact goes to: a new one that waits to be verified, or the one that the user has.
    pub fn address_to_verify(&self, contact: Contact, now: Timestamp) -> Option<&str> {
        let pending = self.pending_code(Purpose::verifying(contact), now).ok();
        let waiting = pending.and_then(|code| code.destination.known());
        waiting.map(String::as_str).or_else(|| self.attribute(contact.attribute()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::user::{
            CodeIssued, CodeRefused, User, UserEvent,
            commands::samples::{code_issued, confirmed, signed_up},
        },
    };

    fn nonce_pending(
        then: impl IntoIterator<Item = UserEvent>,
        purpose: Purpose,
        seconds: i64,
    ) -> Result<String, Refusal> {
        let issued = [signed_up().into(), code_issued(Purpose::SignUp, "n").into()];
        let user = given::<User>(issued.into_iter().chain(then)).state();
        let code = user.profile().unwrap().pending_code(purpose, Timestamp::from_seconds(seconds));
        code.map(|code| code.nonce.clone())
    }

    #[test]
    fn a_code_is_pending_for_its_purpose_until_it_ends() {
        assert_eq!(nonce_pending([], Purpose::SignUp, 59), Ok("n".to_owned()));
        assert_eq!(nonce_pending([], Purpose::SignUp, 60), Err(Refusal::CodeExpired));
        assert_eq!(nonce_pending([], Purpose::ForgotPassword, 59), Err(Refusal::CodeExpired));
    }

    #[test]
    fn the_newest_code_is_the_one_that_is_pending() {
        let newer = code_issued(Purpose::SignUp, "newer").into();
        assert_eq!(nonce_pending([newer], Purpose::SignUp, 0), Ok("newer".to_owned()));
    }

    #[test]
    fn a_code_that_was_used_or_refused_too_often_is_pending_no_longer() {
        assert_eq!(nonce_pending([confirmed().into()], Purpose::SignUp, 0), Err(Refusal::CodeExpired));
        let refused = || CodeRefused { purpose: Purpose::SignUp, at: Timestamp::from_ms(0) }.into();
        assert_eq!(nonce_pending((0..14).map(|_| refused()), Purpose::SignUp, 0), Ok("n".to_owned()));
        let often = nonce_pending((0..15).map(|_| refused()), Purpose::SignUp, 0);
        assert_eq!(often, Err(Refusal::LimitExceeded));
    }

    #[test]
    fn a_new_address_that_waits_is_the_one_to_verify_until_its_code_ends() {
        let waiting = CodeIssued {
            destination: "countess@example.com".to_owned().into(),
            ..code_issued(Purpose::VerifyEmail, "n")
        };
        let user = given::<User>([signed_up().into(), confirmed().into(), waiting.into()]).state();
        let address = |contact, seconds| {
            user.profile().unwrap().address_to_verify(contact, Timestamp::from_seconds(seconds))
        };
        assert_eq!(address(Contact::Email, 59), Some("countess@example.com"));
        assert_eq!(address(Contact::Email, 60), Some("ada@example.com"));
        assert_eq!(address(Contact::Phone, 59), None);
    }
}
