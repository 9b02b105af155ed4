//! Which first factors a user may choose from.

use std::collections::BTreeSet;

use super::Case;
use crate::user_pools::sign_in::{FirstFactor, MfaRules, PersonState};

impl Case<'_> {
    /// `AvailableChallenges`
    pub(super) fn offers(self) -> BTreeSet<FirstFactor> {
        let mut offered = self.rules.first_factors.clone();
        offered.retain(|factor| self.is_offered(*factor));
        if self.person.state == PersonState::Unconfirmed && !self.rules.hides_who_exists {
            // A code would confirm the user; a right password would only end in the refusal of an unconfirmed user.
            offered.retain(|factor| !factor.is_password());
        }
        offered
    }

    fn is_offered(self, factor: FirstFactor) -> bool {
        let needs_new_password = match self.person.state {
            PersonState::ForceChangePassword { .. } | PersonState::ResetRequired => true,
            PersonState::Unconfirmed
            | PersonState::Confirmed
            | PersonState::External
            | PersonState::Deleted => false,
        };
        match factor {
            // An unknown name is offered them. A user who has no password proves none by them.
            FirstFactor::PasswordSrp | FirstFactor::Password => {
                self.person.has_password || self.rules.hides_who_exists
            }
            FirstFactor::EmailOtp | FirstFactor::SmsOtp => {
                !needs_new_password && !self.has_mfa() && self.is_reachable(factor)
            }
            FirstFactor::WebAuthn => !needs_new_password && self.has_passkey() && self.passkey_suffices(),
        }
    }

    /// A passkey is of use for its RP id alone.
    fn has_passkey(self) -> bool {
        let (rules, person) = (&self.rules.passkeys, &self.person.passkeys);
        rules.relying_party.as_ref().is_some_and(|id| person.relying_parties.contains(id))
    }

    /// Codes go to verified addresses; an unconfirmed user has none yet, and gets them at those that were given.
    fn is_reachable(self, factor: FirstFactor) -> bool {
        let address = factor.contact().and_then(|contact| self.person.address(contact));
        let is_unconfirmed = self.person.state == PersonState::Unconfirmed;
        address.is_some_and(|address| address.verified || is_unconfirmed)
    }

    fn passkey_suffices(self) -> bool {
        let stands_for_both = self.rules.passkeys.counts_as_two && self.person.passkeys.replace_mfa;
        !self.has_mfa() || stands_for_both
    }

    /// Whether a second factor is asked of the user after any first one that does not stand for both.
    fn has_mfa(self) -> bool {
        matches!(self.rules.mfa, MfaRules::On(_)) || !self.active_factors().is_empty()
    }
}
