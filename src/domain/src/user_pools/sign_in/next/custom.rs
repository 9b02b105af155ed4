//! `CUSTOM_AUTH`: triggers say what is asked for, after the password where the client proves one.

use std::ops::ControlFlow;

use super::{Case, Next, Said, ask, refuse, refuse_if};
use crate::user_pools::sign_in::{Challenge, Define, DefinedChallenge, Factor, Refused};

/// Custom challenges that may be answered wrongly.
const WRONG_MAX: u8 = 3;
/// Custom challenges that may be answered at all.
const ANSWERED_MAX: u8 = 10;

impl Case<'_> {
    pub(super) fn custom(self, with_srp: bool) -> Said {
        refuse_if(!self.rules.custom.define, Refused::NoCustomTrigger)?;
        if let Some(define) = self.ceremony.given.define {
            return self.defined(define);
        }
        if self.ceremony.has_passed(Factor::Custom) {
            return self.issue();
        }
        let begins = self.ceremony.asked.is_none();
        refuse_if(begins && with_srp && !self.ceremony.given.srp_public, Refused::MissingSrpA)?;
        if self.ceremony.password_passed() {
            self.before_tokens()?;
        }
        ControlFlow::Break(Next::Define)
    }

    /// What follows on the trigger's answer, its members in order of precedence.
    fn defined(self, define: Define) -> Said {
        refuse_if(define.fails, Refused::Wrong)?;
        if define.issues_tokens {
            return self.issue();
        }
        let challenge = match define.challenge {
            Some(challenge) => self.defined_challenge(challenge)?,
            None => return refuse(Refused::TriggerOutput),
        };
        let rounds = self.ceremony.rounds;
        refuse_if(rounds.wrong >= WRONG_MAX || rounds.answered >= ANSWERED_MAX, Refused::Wrong)?;
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
        let is_usable = |factor| self.ceremony.password_passed() && self.active_factors().contains(&factor);
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
