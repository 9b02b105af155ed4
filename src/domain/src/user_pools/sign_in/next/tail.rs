//! The steps between a right first factor and the tokens.

use std::ops::ControlFlow;

use super::{Case, Said, ask, refuse, refuse_if};
use crate::user_pools::sign_in::{Challenge, MfaRules, PersonState, Refused, Risk};

impl Case<'_> {
    /// All of it, in order.
    pub(super) fn tail(self) -> Said {
        self.before_tokens()?;
        self.device_proof()
    }

    /// All but a device that proves itself beside a second factor.
    pub(super) fn before_tokens(self) -> Said {
        // A breached password is refused before anything else: it is no longer the user's secret.
        refuse_if(self.acted_risk() == Risk::Compromised, Refused::Compromised)?;
        self.tell_state_after_proof()?;
        let must_reset = self.person.state == PersonState::ResetRequired && self.ceremony.password_passed();
        refuse_if(must_reset, Refused::ResetRequired)?;
        self.device_is_known()?;
        self.new_password()?;
        self.risk()?;
        if self.device_replaces_mfa() { self.device_proof() } else { self.mfa() }
    }

    /// `USER_AUTH` right after a confirmation, which has proved an address: a second factor only where the pool demands one.
    pub(super) fn tail_of_confirmed(self) -> Said {
        self.tell_state_after_proof()?;
        self.risk()?;
        if matches!(self.rules.mfa, MfaRules::On(_)) { self.mfa() } else { ControlFlow::Continue(()) }
    }

    /// A temporary password is replaced before anything else is asked.
    fn new_password(self) -> Said {
        match self.person.state {
            PersonState::ForceChangePassword { ended: true } => refuse(Refused::TemporaryPasswordEnded),
            PersonState::ForceChangePassword { ended: false } => ask(Challenge::NewPassword),
            PersonState::Unconfirmed
            | PersonState::Confirmed
            | PersonState::ResetRequired
            | PersonState::External
            | PersonState::Deleted => ControlFlow::Continue(()),
        }
    }

    /// What threat protection wants.
    pub(super) fn risk(self) -> Said {
        match self.acted_risk() {
            Risk::None | Risk::Compromised => ControlFlow::Continue(()),
            Risk::Block => refuse(Refused::Risky),
            Risk::MfaRequired => self.mfa_for_risk(true),
            Risk::MfaIfConfigured => self.mfa_for_risk(false),
        }
    }

    fn acted_risk(self) -> Risk {
        if self.rules.acts_on_risk { self.ceremony.risk } else { Risk::None }
    }
}
