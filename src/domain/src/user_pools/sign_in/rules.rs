//! What a pool and a client demand of a sign-in, as values.

use std::collections::BTreeSet;

use super::{FirstFactor, SecondFactor};
use crate::values::{contact::Contact, risk::RiskAction};

/// What a pool and a client demand of a sign-in. Which flows the client may use is asked before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Answers hide which users exist (the client's `PreventUserExistenceErrors` is `ENABLED`).
    pub hides_who_exists: bool,
    /// The pool's `SignInPolicy`; `PASSWORD` stands for both ways to prove one.
    pub first_factors: BTreeSet<FirstFactor>,
    /// The pool's `MfaConfiguration`, and the factors that are switched on.
    pub mfa: MfaRules,
    /// The only contact that can recover an account, if there is but one (`AccountRecoverySetting`).
    pub only_recovery: Option<Contact>,
    /// The pool's `DeviceConfiguration`; absent: devices are not tracked.
    pub devices: Option<DeviceRules>,
    /// The pool's `WebAuthnConfiguration`.
    pub passkeys: PasskeyRules,
    /// Which triggers of custom challenges there are.
    pub custom: CustomTriggers,
    /// Threat protection acts on what it finds (`ENFORCED`), and does not only record it.
    pub acts_on_risk: bool,
}

impl Rules {
    /// Rules that ask for a password alone.
    pub fn of_passwords(hides_who_exists: bool) -> Self {
        Self {
            hides_who_exists,
            first_factors: BTreeSet::from(FirstFactor::PASSWORDS),
            mfa: MfaRules::Off,
            only_recovery: None,
            devices: None,
            passkeys: PasskeyRules::default(),
            custom: CustomTriggers { define: false, create: false, verify: false },
            acts_on_risk: false,
        }
    }
}

/// `MfaConfiguration`, with the factors that are switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MfaRules {
    /// `OFF`: no second factor is asked for, even of a user who has one.
    Off,
    /// `OPTIONAL`: asked of users who have one.
    Optional(BTreeSet<SecondFactor>),
    /// `ON`: asked of every user.
    On(BTreeSet<SecondFactor>),
}

impl MfaRules {
    /// The factors that are switched on.
    pub(super) fn enabled(&self, factor: SecondFactor) -> bool {
        match self {
            Self::Off => false,
            Self::Optional(factors) | Self::On(factors) => factors.contains(&factor),
        }
    }
}

/// `DeviceConfiguration`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceRules {
    /// `ChallengeRequiredOnNewDevice`: a trusted device stands in place of the second factor.
    pub replaces_mfa: bool,
}

/// `WebAuthnConfiguration`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasskeyRules {
    /// The RP id whose passkeys are good; absent: none are.
    pub relying_party: Option<String>,
    /// The passkey's device must verify its user (`UserVerification` `required`).
    pub verification_required: bool,
    /// A passkey with verification counts as two factors (`MULTI_FACTOR_WITH_USER_VERIFICATION`).
    pub counts_as_two: bool,
}

impl PasskeyRules {
    /// Whether a passkey's device must verify its user in a sign-in.
    pub const fn must_verify(&self) -> bool {
        self.verification_required || self.counts_as_two
    }
}

/// Which triggers of custom challenges there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustomTriggers {
    /// `DefineAuthChallenge`
    pub define: bool,
    /// `CreateAuthChallenge`
    pub create: bool,
    /// `VerifyAuthChallengeResponse`
    pub verify: bool,
}

/// What threat protection wants for a sign-in (the action of the risk's level).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Risk {
    /// Nothing, or nothing was judged.
    #[default]
    None,
    /// `MFA_IF_CONFIGURED`
    MfaIfConfigured,
    /// `MFA_REQUIRED`
    MfaRequired,
    /// `BLOCK`
    Block,
    /// `BLOCK`, because the password that was sent is among those known from breaches.
    Compromised,
}

impl From<RiskAction> for Risk {
    fn from(action: RiskAction) -> Self {
        match action {
            RiskAction::None => Self::None,
            RiskAction::MfaIfConfigured => Self::MfaIfConfigured,
            RiskAction::MfaRequired => Self::MfaRequired,
            RiskAction::Block => Self::Block,
        }
    }
}
