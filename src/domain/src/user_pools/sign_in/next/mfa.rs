//! Which second factor is asked for.

use std::{collections::BTreeSet, ops::ControlFlow};

use super::{Case, Said, ask, refuse};
use crate::user_pools::sign_in::{Challenge, CodeUse, Factor, FirstFactor, MfaRules, Refused, SecondFactor};

impl Case<'_> {
    /// The second factor that the pool's configuration asks for.
    pub(super) fn mfa(self) -> Said {
        if self.second_is_done() {
            return ControlFlow::Continue(());
        }
        let active = self.active_factors();
        match &self.rules.mfa {
            MfaRules::Off => ControlFlow::Continue(()),
            MfaRules::Optional(_) if active.is_empty() => ControlFlow::Continue(()),
            MfaRules::On(enabled) if active.is_empty() => self.mfa_of_none(enabled),
            MfaRules::Optional(_) | MfaRules::On(_) => self.one_of(active),
        }
    }

    /// A second factor of those that the user has, switched on or not; threat protection wants it.
    pub(super) fn mfa_for_risk(self, required: bool) -> Said {
        let configured = self.configured_factors();
        match (self.second_is_done(), configured.is_empty(), required) {
            (true, ..) | (_, true, false) => ControlFlow::Continue(()),
            (false, true, true) => refuse(Refused::Risky),
            (false, false, _) => self.one_of(configured),
        }
    }

    /// A second factor was proved, or the first one stands for both.
    pub(super) fn second_is_done(self) -> bool {
        let is_code = self.ceremony.first_passed().is_some_and(|first| first.contact().is_some());
        self.ceremony.second_passed() || is_code || self.passkey_stood_for_both()
    }

    fn passkey_stood_for_both(self) -> bool {
        let passed = |factor| self.ceremony.has_passed(factor);
        self.rules.passkeys.counts_as_two
            && passed(Factor::First(FirstFactor::WebAuthn))
            && passed(Factor::UserVerification)
    }

    /// The factors that the user has switched on and can use. An authenticator app counts even where the pool has switched apps off.
    pub(super) fn active_factors(self) -> BTreeSet<SecondFactor> {
        if self.rules.mfa == MfaRules::Off {
            return BTreeSet::new();
        }
        let mut active = self.person.mfa.active.clone();
        active.retain(|factor| self.is_usable(*factor));
        active
    }

    fn configured_factors(self) -> BTreeSet<SecondFactor> {
        if self.rules.mfa == MfaRules::Off {
            return BTreeSet::new();
        }
        let mut configured = SecondFactor::all();
        configured.retain(|factor| self.is_usable(*factor));
        configured
    }

    fn is_usable(self, factor: SecondFactor) -> bool {
        match factor.contact() {
            None => self.person.mfa.has_authenticator,
            Some(contact) => self.rules.mfa.enabled(factor) && self.person.address(contact).is_some(),
        }
    }

    /// A second factor is demanded of a user who has switched none on: an authenticator app that was verified serves, and so do addresses,
    /// unless one is the only way to recover the account.
    fn mfa_of_none(self, enabled: &BTreeSet<SecondFactor>) -> Said {
        let mut serve = enabled.clone();
        serve.insert(SecondFactor::SoftwareToken);
        serve.retain(|factor| {
            let is_only_recovery = factor.contact().is_some_and(|to| self.rules.only_recovery == Some(to));
            !is_only_recovery && self.is_usable(*factor)
        });
        if serve.is_empty() { self.setup(enabled) } else { self.one_of(serve) }
    }

    fn setup(self, enabled: &BTreeSet<SecondFactor>) -> Said {
        // The code that was sent to a new address stays asked.
        if let Some(code @ Challenge::Code { code_use: CodeUse::Setup, .. }) = self.ceremony.asked_challenge()
        {
            return ask(code.clone());
        }
        let is_asked = matches!(self.ceremony.asked_challenge(), Some(Challenge::MfaSetup(_)));
        match self.ceremony.given.setup.filter(|_| is_asked) {
            Some(to) => ask(Challenge::Code { to, code_use: CodeUse::Setup }),
            None => ask(Challenge::MfaSetup(enabled.clone())),
        }
    }

    /// The factor that is asked, the only one, the chosen one, the preferred one, or else the choice (`SELECT_MFA_TYPE`).
    fn one_of(self, factors: BTreeSet<SecondFactor>) -> Said {
        if let Some(Challenge::SelectMfaType(offered)) = self.ceremony.asked_challenge()
            && let Some(chosen) = self.ceremony.given.second
        {
            let is_good = offered.contains(&chosen) && factors.contains(&chosen);
            return if is_good {
                ask(Challenge::of_second(chosen))
            } else {
                refuse(Refused::MfaMethodNotFound)
            };
        }
        // What is asked stays asked: it was chosen.
        let is_asked =
            |factor: &&SecondFactor| self.ceremony.asked_challenge() == Some(&Challenge::of_second(**factor));
        let only = factors.first().filter(|_| factors.len() == 1);
        let preferred = self.person.mfa.preferred.as_ref().filter(|preferred| factors.contains(preferred));
        match factors.iter().find(is_asked).or(only).or(preferred) {
            Some(factor) => ask(Challenge::of_second(*factor)),
            None => ask(Challenge::SelectMfaType(factors)),
        }
    }
}
