//! Whether a pool keeps its users' sessions apart, and how many each user may have.

use serde::{Deserialize, Serialize};

/// What a pool wants of its users' sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRules {
    /// `UserSessionTracking`
    pub are_tracked: bool,
    /// `TokenSession.MaxPerUser`: a sign-in beyond it ends the session that was used least recently. Without tracking, nothing follows.
    pub max_per_user: u32,
}

impl Default for SessionRules {
    fn default() -> Self {
        Self { are_tracked: false, max_per_user: 20 }
    }
}

impl SessionRules {
    /// How many sessions a user may have; `None`: any number.
    pub fn limit(self) -> Option<usize> {
        self.are_tracked.then(|| usize::try_from(self.max_per_user).unwrap_or(usize::MAX))
    }
}
