//! What is needed to check a code outside the core: the check needs a key, which the core does not have.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{Code, Profile, Purpose, Refusal, User},
};

/// Wrong answers to one code, after which it is worth nothing.
pub(in crate::user_pools::user) const REFUSED_MAX: u32 = 15;

/// A code that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingCode {
    /// What the code is derived from.
    pub nonce: String,
    /// The attribute it was sent to.
    pub attribute: String,
}

/// Asks for the code that waits for its answer.
pub struct LookAtCode(pub Purpose);

impl Command for LookAtCode {
    type Aggregate = User;
    type Reply = PendingCode;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let code = user.profile().and_then(|profile| pending(profile, self.0, moment));
        match code {
            Ok(code) => {
                Decision::answer(PendingCode { nonce: code.nonce.clone(), attribute: code.attribute.clone() })
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

/// The code that may still be answered.
pub(super) fn pending<'a>(
    profile: &'a Profile,
    purpose: Purpose,
    moment: &Moment,
) -> Result<&'a Code, Refusal> {
    let code = profile.codes.get(&purpose).filter(|code| !code.used).ok_or(Refusal::CodeExpired)?;
    if code.refused >= REFUSED_MAX {
        return Err(Refusal::LimitExceeded);
    }
    if moment.now >= code.expires_at {
        return Err(Refusal::CodeExpired);
    }
    Ok(code)
}
