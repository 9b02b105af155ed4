//! The second factors of a user: the authenticator app, which factors are switched on, and how often a code was wrong.

mod events;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use events::{
    AuthenticatorAssociated, AuthenticatorRemoved, AuthenticatorUsed, AuthenticatorVerified,
    FactorCodeIssued, FactorsSet,
};

use super::{Attempts, code::counted};
use crate::{
    Personal, Secret, Timestamp,
    user_pools::sign_in::{MfaSettings, SecondFactor},
    values::contact::Contact,
};

/// The second factors of a user.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Factors {
    /// The authenticator app that was verified last.
    pub authenticator: Option<Authenticator>,
    /// The secret, hex, of an app of which no code was verified yet.
    pub associated: Option<Secret<String>>,
    /// Those that are switched on.
    pub active: BTreeSet<SecondFactor>,
    /// The one that is asked for where there are several.
    pub preferred: Option<SecondFactor>,
    /// The user lets a passkey stand for both factors, where the pool does.
    pub passkeys_stand_for_both: bool,
    /// Wrong codes since the last complete sign-in.
    pub attempts: Attempts,
    /// When codes were issued, as far as they count towards the limit.
    pub issued: BTreeMap<Contact, Vec<Timestamp>>,
}

/// An authenticator app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Authenticator {
    /// Its secret, hex.
    pub secret: Secret<String>,
    /// What the user calls it; empty if it has no name.
    pub device_name: Personal<String>,
    /// The step of the last code that was right.
    pub last_step: u64,
}

/// A code of an authenticator app that was checked.
#[derive(Clone, Debug)]
pub struct CheckedToken {
    /// The secret that it was checked against.
    pub secret: Secret<String>,
    /// The step whose code it is; absent if it is none's.
    pub step: Option<u64>,
}

impl Factors {
    /// The factors as a sign-in sees them.
    pub fn settings(&self) -> MfaSettings {
        MfaSettings {
            active: self.active.clone(),
            preferred: self.preferred,
            has_authenticator: self.authenticator.is_some(),
        }
    }

    /// How many codes were issued to a kind of address within the last hour.
    pub(super) fn issued_lately(&self, contact: Contact, now: Timestamp) -> usize {
        self.issued.get(&contact).map_or(0, |issued| counted(issued.clone(), now).len())
    }

    pub(super) fn issue(&mut self, event: &FactorCodeIssued) {
        let issued = self.issued.entry(event.contact).or_default();
        *issued = counted(std::mem::take(issued), event.at);
        issued.push(event.at);
    }

    pub(super) fn associate(&mut self, event: &AuthenticatorAssociated) {
        self.associated = Some(event.secret.clone());
    }

    pub(super) fn verify(&mut self, event: &AuthenticatorVerified) {
        self.authenticator = Some(Authenticator {
            secret: event.secret.clone(),
            device_name: event.device_name.clone(),
            last_step: event.step,
        });
        self.associated = None;
        if event.switched_on {
            self.active.insert(SecondFactor::SoftwareToken);
        }
    }

    pub(super) fn use_authenticator(&mut self, event: &AuthenticatorUsed) {
        if let Some(authenticator) = &mut self.authenticator {
            authenticator.last_step = event.step;
        }
    }

    pub(super) fn remove_authenticator(&mut self) {
        let removed = SecondFactor::SoftwareToken;
        (self.authenticator, self.associated) = (None, None);
        self.active.remove(&removed);
        self.preferred = self.preferred.filter(|preferred| *preferred != removed);
    }

    /// What is switched on, as it was set at a time.
    pub(super) fn as_set(&self, at: Timestamp) -> FactorsSet {
        let (active, preferred) = (self.active.clone(), self.preferred);
        FactorsSet { active, preferred, passkeys_stand_for_both: self.passkeys_stand_for_both, at }
    }

    pub(super) fn set(&mut self, event: &FactorsSet) {
        self.active.clone_from(&event.active);
        self.preferred = event.preferred;
        self.passkeys_stand_for_both = event.passkeys_stand_for_both;
    }
}
