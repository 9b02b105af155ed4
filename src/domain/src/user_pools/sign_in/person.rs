//! A user as a sign-in sees it, at one moment.

use std::collections::BTreeSet;

use super::SecondFactor;
use crate::values::contact::Contact;

/// A user as a sign-in sees it, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Whether and how the user may sign in.
    pub state: PersonState,
    /// No administrator has switched the user off.
    pub enabled: bool,
    /// There is a password.
    pub has_password: bool,
    /// Which password it is; absent without one.
    pub credential_version: Option<String>,
    /// Counts global sign-outs.
    pub sign_out_epoch: u64,
    /// The e-mail address, if there is one.
    pub email: Option<Address>,
    /// The phone number, if there is one.
    pub phone: Option<Address>,
    /// The second factors.
    pub mfa: MfaSettings,
    /// The passkeys.
    pub passkeys: Passkeys,
    /// The device that the ceremony names, as the user's devices have it.
    pub device: PersonDevice,
    /// What is locked just now.
    pub locks: Locks,
}

/// Whether and how a user may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonState {
    /// `UNCONFIRMED`
    Unconfirmed,
    /// `CONFIRMED`
    Confirmed,
    /// `FORCE_CHANGE_PASSWORD`
    ForceChangePassword {
        /// The temporary password is too old.
        ended: bool,
    },
    /// `RESET_REQUIRED`
    ResetRequired,
    /// `EXTERNAL_PROVIDER`
    External,
    /// Deleted since the ceremony began.
    Deleted,
}

/// An address that the user has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// A code has proved that the user reads what is sent there.
    pub verified: bool,
}

/// The second factors of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MfaSettings {
    /// Those that are switched on (`UserMFASettingList`, and SMS by `MFAOptions` of old).
    pub active: BTreeSet<SecondFactor>,
    /// `PreferredMfaSetting`
    pub preferred: Option<SecondFactor>,
    /// An authenticator app was verified, whether or not it is switched on.
    pub has_authenticator: bool,
}

/// The passkeys of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passkeys {
    /// The RP ids that they are for.
    pub relying_parties: BTreeSet<String>,
    /// The user lets one stand for both factors, where the pool does.
    pub replace_mfa: bool,
}

/// The device that a ceremony names, as the user's devices have it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PersonDevice {
    /// The ceremony names none.
    #[default]
    NotNamed,
    /// Not a device of the user's, or a forgotten one.
    Unknown,
    /// A device of the user's.
    Known {
        /// It is remembered, and was confirmed or used with a second factor since the factors last changed.
        trusted: bool,
        /// It can prove itself by SRP.
        has_verifier: bool,
    },
}

/// What is locked just now because of failures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Locks {
    /// Proofs of the password.
    pub password: bool,
    /// Codes, authenticator apps, passkeys, devices.
    pub code: bool,
}

impl Person {
    /// The decoy for the user of an unknown name: it has a password and an address for every code, and no proof of it is ever right.
    pub fn decoy(locks: Locks) -> Self {
        let address = Some(Address { verified: true });
        Self {
            state: PersonState::Confirmed,
            enabled: true,
            has_password: true,
            credential_version: None,
            sign_out_epoch: 0,
            email: address,
            phone: address,
            mfa: MfaSettings::default(),
            passkeys: Passkeys::default(),
            device: PersonDevice::NotNamed,
            locks,
        }
    }

    /// The address at a contact, if there is one.
    pub(super) const fn address(&self, contact: Contact) -> Option<Address> {
        match contact {
            Contact::Email => self.email,
            Contact::Phone => self.phone,
        }
    }
}
