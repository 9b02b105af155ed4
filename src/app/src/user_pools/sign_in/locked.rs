//! What a lock refuses, and the attempts that may lead to one.

use domain::{
    Moment, Timestamp,
    user_pools::{
        sign_in::{Challenge, Refused},
        user::commands::{CheckedPassword, Proof},
    },
};

use super::{brought::Brought, call::Call, subject::Found};
use crate::{
    Answer, Fault,
    user_pools::{UserPools, clients::OpenClient, refused_while_locked::Tried, unknown_names::Decoy},
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
    /// The client of an id, for an attempt on a name. Attempts on a name that is known as locked are let in together.
    pub async fn client_for_attempt(
        &self,
        client_id: &str,
        name: Option<&str>,
        moment: &Moment,
    ) -> Answer<OpenClient> {
        if let Some(name) = name {
            self.locked_names.wait(client_id, name, moment.now).await;
        }
        self.client(client_id).await
    }

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
        let (stream, ends) = (&call.subject.stream, self.password_locked_until(call));
        self.core.cpu.meter().takes_check_in_lock(stream, ends)
    }

    /// When the lock of the password ends, if there is one.
    fn password_locked_until(&self, call: &Call<'_>) -> Option<Timestamp> {
        match &call.subject.found {
            Found::Known(user) => user.attempts.locked_until(call.moment.now),
            Found::Unknown(_) => self.lock_of(&Decoy(call.subject.stream.clone()), call.moment),
        }
    }

    /// The fault of a refused sign-in. One that a lock refuses is counted, with what it has shown.
    pub(super) fn refused(&self, call: &Call<'_>, why: Refused, tried: Tried) -> Fault {
        if matches!(why, Refused::Wrong | Refused::Locked | Refused::UnknownUser) {
            self.count_proof_of(call, false);
        }
        if why == Refused::Locked {
            self.count_refused_in_lock(call, tried);
        }
        why.into()
    }

    fn count_refused_in_lock(&self, call: &Call<'_>, tried: Tried) {
        let (stream, moment) = (&call.subject.stream, call.moment);
        let password = self.password_locked_until(call);
        match &call.subject.found {
            Found::Known(user) => {
                let codes =
                    user.profile().ok().and_then(|profile| profile.factors.attempts.locked_until(moment.now));
                let ends = password.max(codes).unwrap_or(moment.now);
                self.refused_while_locked.add(stream, ends, tried, moment);
            }
            Found::Unknown(_) => self.refused_decoy_while_locked(&Decoy(stream.clone()), moment),
        }
        if let Some(ends) = password {
            self.locked_names.note(&call.client.id, &call.who.username, ends);
        }
    }
}
