//! Whether this user may attempt a sign-in, before anything is proved.

use std::ops::ControlFlow;

use super::{Case, Said, refuse_if};
use crate::user_pools::sign_in::{Began, Flow, PersonState, Refused};

impl Case<'_> {
    /// What was proved counts for the user as it was then: not after another password, a global sign-out or the user's deletion.
    pub(super) fn still_true(self) -> Said {
        refuse_if(self.person.state == PersonState::Deleted, self.refusal_of_deleted())?;
        // Switching a user off ends what was proved, too, and is the reason to give.
        refuse_if(self.ceremony.basis.is_some() && !self.person.enabled, Refused::Disabled)?;
        let is_outdated = self.ceremony.basis.as_ref().is_some_and(|basis| {
            basis.credential_version != self.person.credential_version
                || basis.sign_out_epoch != self.person.sign_out_epoch
        });
        refuse_if(is_outdated, Refused::Outdated)
    }

    /// Why a deleted user cannot sign in. A caller who has proved nothing does not learn that there was a user, where that is hidden.
    fn refusal_of_deleted(self) -> Refused {
        if self.ceremony.flow == Flow::Refresh {
            return Refused::RefreshOfDeleted;
        }
        let is_hidden = self.rules.hides_who_exists && self.ceremony.basis.is_none();
        if is_hidden { Refused::Wrong } else { Refused::Outdated }
    }

    /// A client that does not hide which users exist is told why the user cannot sign in before anything is proved.
    pub(super) fn may_try(self) -> Said {
        match self.ceremony.flow {
            Flow::Federated | Flow::Cookie | Flow::Refresh => {
                refuse_if(!self.person.enabled, Refused::Disabled)
            }
            Flow::Confirmed
            | Flow::Custom { .. }
            | Flow::Password
            | Flow::Srp
            | Flow::Choice
            | Flow::PasskeyFirst => {
                if self.rules.hides_who_exists {
                    ControlFlow::Continue(())
                } else {
                    self.tell_state()
                }
            }
        }
    }

    fn tell_state(self) -> Said {
        // The pages answer an unknown name like a wrong password, whatever the client's setting.
        let is_told = self.ceremony.began != Began::Page;
        refuse_if(is_told && self.ceremony.is_decoy(), Refused::UnknownUser)?;
        refuse_if(!self.person.enabled, Refused::Disabled)?;
        // With a choice of factors a code may confirm the user.
        let may_confirm = self.ceremony.flow == Flow::Choice;
        refuse_if(!may_confirm && self.person.state == PersonState::Unconfirmed, Refused::Unconfirmed)
    }

    /// Tells a client that hides which users exist about the user's state, after a right first factor.
    pub(super) fn tell_state_after_proof(self) -> Said {
        refuse_if(!self.person.enabled, Refused::Disabled)?;
        let confirms = self.ceremony.first_passed().is_some_and(|first| first.contact().is_some());
        refuse_if(!confirms && self.person.state == PersonState::Unconfirmed, Refused::Unconfirmed)
    }
}
