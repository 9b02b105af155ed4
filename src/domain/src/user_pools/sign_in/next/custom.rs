//! `CUSTOM_AUTH`: triggers say what is asked for, after the password where the client proves one.

use std::ops::ControlFlow;

use super::{Case, Next, Said, ask, refuse, refuse_if};
use crate::user_pools::sign_in::{
    Challenge, CodeUse, Define, DefinedChallenge, Factor, FirstFactor, Refused, RoundChallenge, SecondFactor,
};

/// Custom challenges that may be answered wrongly.
const WRONG_MAX: usize = 3;
/// Challenges that may be answered at all.
const ANSWERED_MAX: usize = 10;

impl Case<'_> {
    pub(super) fn custom(self, with_srp: bool) -> Said {
        refuse_if(!self.rules.custom.define, Refused::NoCustomTrigger)?;
        if self.ceremony.has_passed(Factor::Custom) {
            return self.issue();
        }
        if let Some(define) = self.ceremony.given.define {
            return self.defined(define);
        }
        refuse_if(with_srp && self.ceremony.rounds.is_empty(), Refused::MissingSrpA)?;
        if self.ceremony.password_passed() {
            self.before_tokens()?;
        }
        match self.unanswered() {
            Some(challenge) => ask(challenge.clone()),
            None => ControlFlow::Break(Next::Define),
        }
    }

    /// What the trigger has named and the user has still to prove: it stays asked. An answer to a custom challenge is the trigger's to judge.
    fn unanswered(&self) -> Option<&Challenge> {
        let challenge = self.ceremony.asked_challenge()?;
        let factor = match challenge {
            Challenge::PasswordVerifier => Factor::First(FirstFactor::PasswordSrp),
            Challenge::SoftwareToken => Factor::Second(SecondFactor::SoftwareToken),
            Challenge::Code { to, code_use: CodeUse::Second } => {
                Factor::Second(SecondFactor::of_contact(*to))
            }
            Challenge::Code { code_use: CodeUse::First | CodeUse::Setup, .. }
            | Challenge::Password
            | Challenge::PasswordSrp
            | Challenge::SelectChallenge(_)
            | Challenge::WebAuthn { .. }
            | Challenge::SelectMfaType(_)
            | Challenge::MfaSetup(_)
            | Challenge::NewPassword
            | Challenge::DeviceSrp
            | Challenge::DeviceVerifier
            | Challenge::Custom => return None,
        };
        (!self.ceremony.has_passed(factor)).then_some(challenge)
    }

    /// What follows on the trigger's answer, its members in order of precedence.
    fn defined(self, define: Define) -> Said {
        refuse_if(define.fails, Refused::Wrong)?;
        let challenge = match define.challenge {
            Some(challenge) => self.defined_challenge(challenge)?,
            None => return refuse(Refused::TriggerOutput),
        };
        let answered =
            self.ceremony.rounds.iter().filter(|round| round.challenge != RoundChallenge::SrpPublic);
        let wrong = answered.clone().filter(|round| !round.passed);
        refuse_if(wrong.count() >= WRONG_MAX || answered.count() >= ANSWERED_MAX, Refused::Wrong)?;
        ask(challenge)
    }

    /// The trigger admits the user: its answer stands for the first and the second factor. For an unknown name there is no user to admit.
    fn issue(self) -> Said {
        refuse_if(self.ceremony.is_decoy(), Refused::Wrong)?;
        self.tell_state_after_proof()?;
        self.device_is_known()?;
        self.risk()?;
        self.device_proof()
    }

    fn defined_challenge(self, challenge: DefinedChallenge) -> ControlFlow<Next, Challenge> {
        let custom = self.rules.custom;
        let is_usable = |factor| {
            self.ceremony.password_passed()
                && self.active_factors().contains(&factor)
                && !self.ceremony.has_passed(Factor::Second(factor))
        };
        let refused = match challenge {
            // A challenge that no trigger can check is not asked.
            DefinedChallenge::Custom if custom.create && custom.verify => {
                return ControlFlow::Continue(Challenge::Custom);
            }
            DefinedChallenge::PasswordVerifier if self.ceremony.given.srp_public => {
                return ControlFlow::Continue(Challenge::PasswordVerifier);
            }
            DefinedChallenge::Second(factor) if is_usable(factor) => {
                return ControlFlow::Continue(Challenge::of_second(factor));
            }
            DefinedChallenge::Custom => Refused::NoCustomTrigger,
            DefinedChallenge::PasswordVerifier => Refused::MissingSrpA,
            DefinedChallenge::Second(_) => Refused::TriggerOutput,
        };
        ControlFlow::Break(Next::Refuse(refused))
    }
}
