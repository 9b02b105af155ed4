//! A proof by a passkey, as the first factor. Where its device has verified the user too, it can stand for the second one.

use super::{AnswerChallenge, Draft};
use crate::{
    Decision, Moment,
    user_pools::{
        sign_in::{Factor, FirstFactor, Refused},
        user::PasskeyUsed,
    },
};

/// A proof by a passkey, checked outside.
pub struct CheckedPasskey {
    /// The credential's id, base64url.
    pub id: String,
    /// What it says; absent if it is not good.
    pub proved: Option<PasskeyProof>,
}

/// What a good proof says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasskeyProof {
    /// The device has verified its user.
    pub is_user_verified: bool,
    /// How often the passkey has signed; 0 where it does not count.
    pub counter: u32,
}

impl AnswerChallenge {
    /// A passkey that was taken away meanwhile proves nothing, nor does one whose counter shows that there is a copy of it.
    pub(super) fn passkey(
        &self,
        verification_required: bool,
        checked: &CheckedPasskey,
        mut draft: Draft,
        moment: &Moment,
    ) -> Decision<Self> {
        let passkey = draft.user.profile().and_then(|profile| profile.passkey(&checked.id)).cloned();
        let proof = checked.proved.filter(|proof| proof.is_user_verified || !verification_required);
        let Some((passkey, proof)) =
            passkey.ok().zip(proof).filter(|(passkey, proof)| passkey.is_followed_by(proof.counter))
        else {
            return self.refuse_factor(draft, Refused::Wrong, moment);
        };
        if proof.counter != passkey.counter {
            draft.record(PasskeyUsed { id: passkey.id, counter: proof.counter, at: moment.now });
        }
        let (mut ceremony, person) = (self.ceremony.clone(), draft.user.person(moment.now));
        ceremony.pass(Factor::First(FirstFactor::WebAuthn), &person, moment.now);
        if proof.is_user_verified {
            ceremony.pass(Factor::UserVerification, &person, moment.now);
        }
        self.follow(ceremony, draft, moment)
    }
}

#[cfg(test)]
#[path = "passkey_tests.rs"]
mod tests;
