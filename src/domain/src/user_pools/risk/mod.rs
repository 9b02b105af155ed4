//! Whether a sign-in with a right proof may be somebody else's: what is seen of an attempt, what is usual of its user, and the judgement
//! of both. Pure; counts of other attempts and places of addresses come in as values.
//!
//! What a pool wants done about a risk is [`crate::values::risk`]'s.

mod address;
mod fingerprint;
mod habits;
mod judge;
mod origin;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use address::{in_ranges, network_of};
pub use fingerprint::Fingerprint;
pub use habits::Habits;
pub use judge::{Attempt, Traffic, judge};
pub use origin::{Origin, Place};

use crate::values::risk::{RiskAction, RiskResponse, Takeover};

/// `RiskLevel`
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RiskLevel {
    /// `Low`
    #[serde(rename = "low")]
    Low,
    /// `Medium`
    #[serde(rename = "medium")]
    Medium,
    /// `High`
    #[serde(rename = "high")]
    High,
}

/// Something unusual about an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RiskReason {
    /// The user has not signed in from its network lately.
    #[serde(rename = "new_network")]
    NewNetwork,
    /// The user has not signed in with its device or software lately.
    #[serde(rename = "new_device")]
    NewDevice,
    /// The last sign-in was from another country.
    #[serde(rename = "new_country")]
    NewCountry,
    /// No airliner gets here from the place of the last sign-in in the time since.
    #[serde(rename = "impossible_travel")]
    ImpossibleTravel,
    /// The password was wrong several times before it was right.
    #[serde(rename = "wrong_passwords")]
    WrongPasswords,
    /// The proofs of several accounts were wrong from its address.
    #[serde(rename = "several_accounts")]
    SeveralAccounts,
    /// The proofs of many accounts were wrong from its address.
    #[serde(rename = "many_accounts")]
    ManyAccounts,
    /// Most proofs in the pool are wrong just now.
    #[serde(rename = "pool_under_attack")]
    PoolUnderAttack,
    /// A sign-in from its network was said not to be the user's.
    #[serde(rename = "disowned_network")]
    DisownedNetwork,
    /// Its address is in `BlockedIPRangeList`, and the pool only records risks.
    #[serde(rename = "blocked_range")]
    BlockedRange,
}

/// What was found of an attempt, and what follows from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// How likely it is that it was not the user; absent where nothing speaks for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<RiskLevel>,
    /// What was unusual.
    pub reasons: BTreeSet<RiskReason>,
    /// What the rules of pool or client do about that level. A pool that only records risks does nothing.
    pub action: RiskAction,
}

/// What threat protection has seen of an attempt to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// Where it came from.
    pub origin: Origin,
    /// What was found of it; absent where it is not judged: the rules leave out its address, or its flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<Judged>,
}

/// What the rules have for a level; nothing where no level was found, or none was configured.
pub fn response(rules: &Takeover, level: Option<RiskLevel>) -> RiskResponse {
    let configured = level.and_then(|level| match level {
        RiskLevel::Low => rules.low,
        RiskLevel::Medium => rules.medium,
        RiskLevel::High => rules.high,
    });
    configured.unwrap_or(RiskResponse { action: RiskAction::None, notifies: false })
}
