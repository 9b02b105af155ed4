//! Which refresh tokens of a session are good, where a client's tokens rotate: each use replaces the newest, and the one before stays good
//! for its grace period. Tokens are numbered; that of the sign-in is 0.

use serde::{Deserialize, Serialize};

use super::{Refusal, Rotation};
use crate::Timestamp;

/// So many replaced tokens can be within their grace period. Beyond that the oldest lose it.
const IN_GRACE_MAX: usize = 10;

/// The refresh tokens of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshTokens {
    /// The number of the newest one.
    pub newest: u64,
    /// Until when those directly before it are good, the newest last.
    good_until: Vec<Timestamp>,
}

/// A refresh token that may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GoodToken {
    /// The newest one.
    Newest,
    /// One that was replaced, within its grace period.
    Replaced,
}

impl RefreshTokens {
    /// Refuses a token that was replaced, and one that was never given out.
    pub(super) fn check(&self, number: u64, now: Timestamp) -> Result<GoodToken, Refusal> {
        let Some(behind) = self.newest.checked_sub(number) else { return Err(Refusal::Invalid) };
        if behind == 0 {
            return Ok(GoodToken::Newest);
        }
        let at = usize::try_from(behind).ok().and_then(|behind| self.good_until.len().checked_sub(behind));
        match at.and_then(|at| self.good_until.get(at)) {
            Some(until) if now < *until => Ok(GoodToken::Replaced),
            Some(_) | None => Err(Refusal::Reused),
        }
    }

    pub(super) fn rotate(&mut self, rotation: Rotation) {
        self.newest = rotation.newest;
        self.good_until.push(rotation.replaced_good_until);
        let surplus = self.good_until.len().saturating_sub(IN_GRACE_MAX);
        self.good_until.drain(..surplus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rotated(times: u64) -> RefreshTokens {
        let mut tokens = RefreshTokens::default();
        for newest in 1..=times {
            let at = i64::try_from(newest).unwrap();
            tokens.rotate(Rotation { newest, replaced_good_until: Timestamp::from_seconds(at + 60) });
        }
        tokens
    }

    #[test]
    fn a_replaced_token_is_good_until_its_own_grace_ends() {
        let tokens = rotated(2);
        let check = |number, seconds| tokens.check(number, Timestamp::from_seconds(seconds));
        assert_eq!(check(2, 1_000), Ok(GoodToken::Newest));
        assert_eq!((check(1, 61), check(1, 62)), (Ok(GoodToken::Replaced), Err(Refusal::Reused)));
        assert_eq!((check(0, 60), check(0, 61)), (Ok(GoodToken::Replaced), Err(Refusal::Reused)));
        assert_eq!(check(3, 0), Err(Refusal::Invalid), "never given out");
    }

    #[test]
    fn what_is_kept_of_replaced_tokens_is_bounded() {
        let tokens = rotated(1_000);
        assert_eq!(tokens.good_until.len(), IN_GRACE_MAX);
        let now = Timestamp::from_seconds(1_000);
        assert_eq!(tokens.check(990, now), Ok(GoodToken::Replaced));
        assert_eq!(tokens.check(989, now), Err(Refusal::Reused));
    }
}
