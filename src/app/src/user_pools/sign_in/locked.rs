//! What a lock refuses, and the attempts that may lead to one.

use domain::user_pools::{
    sign_in::{Challenge, Refused},
    user::commands::{CheckedPassword, Proof},
};

use super::{brought::Brought, call::Call, subject::Found};
use crate::{
    Answer, Fault,
    user_pools::{UserPools, refused_while_locked::Tried, unknown_names::Decoy},
};

impl Tried {
    /// What a proof has shown.
    pub(super) const fn of(proof: &Proof) -> Self {
        if matches!(proof, Proof::Password(CheckedPassword { matched: true, .. })) {
            Self::Right
        } else {
            Self::NotRight
        }
    }
}

impl UserPools {
    /// Waits until a password of this name may be checked. Where others had to be recorded before, they may have led to a lock: the user
    /// is read again.
    pub(super) async fn take_turn<'a>(&'a self, call: &mut Call<'a>) -> Answer<()> {
        let turn = self.password_turns.take(&call.subject.stream).await?;
        if turn.waited {
            call.subject = self.subject_of(call.client, &call.ceremony, call.moment).await?;
        }
        call.turn = Some(turn);
        Ok(())
    }

    /// The fault of an attempt inside a lock. Whether its password was right is recorded and not disclosed; where too many come, most are
    /// not checked, for all names alike.
    pub(super) async fn refuse_locked(&self, call: &Call<'_>, brought: Brought) -> Answer<Fault> {
        let password = brought.for_challenge(&Challenge::Password).ok().filter(Brought::is_password);
        let tried = match password {
            Some(_) if !self.lock_takes_check(call) => Tried::Unchecked,
            Some(password) => self.check(call, &password).await?.as_ref().map_or(Tried::NotRight, Tried::of),
            None => Tried::NotRight,
        };
        Ok(self.refused(call, Refused::Locked, tried))
    }

    fn lock_takes_check(&self, call: &Call<'_>) -> bool {
        let (stream, moment) = (&call.subject.stream, call.moment);
        let ends = match &call.subject.found {
            Found::Known(user) => user.attempts.locked_until(moment.now),
            Found::Unknown(_) => self.lock_of(&Decoy(stream.clone()), moment),
        };
        self.core.cpu.meter().takes_check_in_lock(stream, ends)
    }

    /// The fault of a refused sign-in. One that a lock refuses is counted, with what it has shown.
    pub(super) fn refused(&self, call: &Call<'_>, why: Refused, tried: Tried) -> Fault {
        let (stream, moment) = (&call.subject.stream, call.moment);
        if matches!(why, Refused::Wrong | Refused::Locked | Refused::UnknownUser) {
            self.count_proof_of(call, false);
        }
        match &call.subject.found {
            Found::Known(user) if why == Refused::Locked => {
                let codes =
                    user.profile().ok().and_then(|profile| profile.factors.attempts.locked_until(moment.now));
                let until = user.attempts.locked_until(moment.now).max(codes).unwrap_or(moment.now);
                self.refused_while_locked.add(stream, until, tried, moment);
            }
            Found::Unknown(_) if why == Refused::Locked => {
                self.refused_decoy_while_locked(&Decoy(stream.clone()), moment);
            }
            Found::Known(_) | Found::Unknown(_) => {}
        }
        why.into()
    }
}
