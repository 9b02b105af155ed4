//! The passwords that a user had before, as hashes, so that a pool can refuse to take one again. They are kept whatever the pool asks for:
//! it may begin to ask later.

use serde::{Deserialize, Serialize};

use super::{Credential, Status};
use crate::Secret;

/// So many passwords at most are compared with a new one, the current one among them.
pub const PASSWORD_HISTORY_MAX: usize = 24;

/// Hashes of former passwords (Argon2id, PHC strings), the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FormerPasswords(Vec<Secret<String>>);

impl FormerPasswords {
    /// Hashes of as many passwords as are asked for: the current one and those before it, the newest first. A temporary password is none of
    /// them.
    pub(super) fn history<'a>(
        &'a self,
        current: &'a Credential,
        status: Status,
        size: u32,
    ) -> impl Iterator<Item = &'a Secret<String>> {
        let size = usize::try_from(size).unwrap_or(PASSWORD_HISTORY_MAX);
        let current = is_lasting(current, status).then_some(&current.phc);
        current.into_iter().chain(&self.0).take(size)
    }

    /// Keeps a password that is replaced.
    pub(super) fn keep(&mut self, replaced: &Credential, status: Status) {
        if is_lasting(replaced, status) {
            self.0.insert(0, replaced.phc.clone());
            self.0.truncate(PASSWORD_HISTORY_MAX - 1);
        }
    }
}

/// Whether there is a password, and none that must be replaced at the first sign-in.
const fn is_lasting(credential: &Credential, status: Status) -> bool {
    credential.is_present() && !matches!(status, Status::ForceChangePassword { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::user::{
            PasswordSet, PasswordSetBy, User,
            commands::samples::{confirmed, credential, signed_up},
        },
    };

    fn set(phc: &str, status: Status) -> PasswordSet {
        let mut credential = credential("2");
        credential.phc = Secret::Known(phc.to_owned());
        PasswordSet::alone(PasswordSetBy::Change, credential, status, Timestamp::from_ms(0))
    }

    fn history(past: impl IntoIterator<Item = PasswordSet>, size: u32) -> Vec<String> {
        let begun = [signed_up().into(), confirmed().into()];
        let user = given::<User>(begun.into_iter().chain(past.into_iter().map(Into::into))).state();
        user.profile().unwrap().password_history(size).map(|phc| phc.known().unwrap().clone()).collect()
    }

    #[test]
    fn the_current_password_is_the_first_of_those_that_are_not_taken_again() {
        let past = || [set("second", Status::Confirmed), set("third", Status::Confirmed)];
        assert_eq!(history(past(), 24), ["third", "second", "phc"]);
        assert_eq!(history(past(), 2), ["third", "second"]);
        assert!(history(past(), 0).is_empty());
    }

    #[test]
    fn a_temporary_password_is_none_of_them() {
        let temporary = Status::ForceChangePassword { expires_at: Timestamp::from_seconds(60) };
        let begun = || vec![set("temporary", temporary)];
        assert_eq!(history(begun(), 24), ["phc"]);
        let past = begun().into_iter().chain([set("new", Status::Confirmed)]);
        assert_eq!(history(past, 24), ["new", "phc"]);
    }

    #[test]
    fn as_many_are_kept_as_a_pool_can_ask_for() {
        let past = (0..100).map(|n| set(&n.to_string(), Status::Confirmed));
        let kept = history(past, u32::MAX);
        assert_eq!((kept.len(), kept[0].as_str(), kept[23].as_str()), (24, "99", "76"));
    }
}
