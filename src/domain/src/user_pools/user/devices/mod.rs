//! The devices of a user: keys that sign-ins gave out, and that clients have confirmed.

mod events;
mod forgotten;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use events::{DeviceAsked, DeviceConfirmed, DeviceForgotten, DeviceStatusSet, DeviceUsed};

use super::Refusal;
use crate::{
    Personal, Secret, Timestamp,
    user_pools::{
        session::{self, Opened},
        sign_in::{DeviceId, PersonDevice},
    },
};
use forgotten::ForgottenDevices;

/// Devices of one user. The one that was used least recently makes room for another one.
pub(super) const DEVICES_MAX: usize = 50;

/// The devices of a user.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Devices {
    known: BTreeMap<DeviceId, Device>,
    /// Counts changes of the second factors and recoveries of the password: each ends the trust in every device, until it is used with a
    /// second factor again.
    pub trust_epoch: u64,
    forgotten: ForgottenDevices,
}

/// A device that a client has confirmed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Device {
    /// What the client calls it; empty if it has no name.
    pub name: Personal<String>,
    /// `DeviceGroupKey`
    pub group_key: String,
    /// By what it can prove itself.
    pub verifier: Option<DeviceVerifier>,
    /// It may stand in the place of a second factor.
    pub remembered: bool,
    /// The epoch of trust in which it was last used with a second factor.
    pub trust_epoch: Option<u64>,
    /// The address that it was last used from; empty when there is none.
    pub last_from: Personal<String>,
    /// When it was confirmed.
    pub confirmed_at: Timestamp,
    /// When it was last confirmed, used, or changed.
    pub modified_at: Timestamp,
    /// When it last took part in a sign-in.
    pub authenticated_at: Timestamp,
    /// The last sign-in that asks for its proof, until one is complete.
    pub asked: Option<AskedOfDevice>,
}

/// A sign-in that asks for the proof of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedOfDevice {
    /// The sign-in, as text.
    pub ceremony: Secret<String>,
    /// Since when it asks.
    pub at: Timestamp,
}

/// What a device has registered in the place of a password, hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceVerifier {
    /// The salt.
    pub salt: Secret<String>,
    /// SRP's verifier.
    pub verifier: Secret<String>,
}

impl Devices {
    /// A device.
    pub fn get(&self, device: DeviceId) -> Result<&Device, Refusal> {
        self.known.get(&device).ok_or(Refusal::DeviceNotFound)
    }

    /// All of them, by their ids.
    pub fn iter(&self) -> impl Iterator<Item = (DeviceId, &Device)> {
        self.known.iter().map(|(id, device)| (*id, device))
    }

    /// Refuses to refresh a session from another device than its own, and one whose device was forgotten.
    pub fn check_refresh(&self, opened: &Opened, given: Option<DeviceId>) -> Result<(), session::Refusal> {
        let Some(device) = opened.device.map(|device| device.id) else { return Ok(()) };
        let is_good = given == Some(device) && self.is_not_forgotten(device, opened.auth_time);
        if is_good { Ok(()) } else { Err(session::Refusal::Invalid) }
    }

    /// Whether the device of a session is known, or was never confirmed.
    pub(super) fn is_not_forgotten(&self, device: DeviceId, opened_at: Timestamp) -> bool {
        self.known.contains_key(&device) || !self.forgotten.may_have(device, opened_at)
    }

    /// A device as a sign-in sees it.
    pub(super) fn named(&self, device: Option<DeviceId>) -> PersonDevice {
        let Some(device) = device else { return PersonDevice::NotNamed };
        self.known.get(&device).map_or(PersonDevice::Unknown, |device| PersonDevice::Known {
            trusted: device.remembered && device.trust_epoch == Some(self.trust_epoch),
            has_verifier: device.verifier.is_some(),
        })
    }

    /// The device that makes room for another one, if there is no room.
    pub(super) fn least_recent(&self) -> Option<DeviceId> {
        let is_full = self.known.len() >= DEVICES_MAX;
        let oldest = self.known.iter().min_by_key(|(_, device)| device.authenticated_at);
        oldest.filter(|_| is_full).map(|(id, _)| *id)
    }

    pub(super) fn end_trust(&mut self) {
        self.trust_epoch += 1;
    }

    pub(super) fn confirm(&mut self, event: &DeviceConfirmed) {
        let device = Device {
            name: event.name.clone(),
            group_key: event.group_key.clone(),
            verifier: event.verifier.clone(),
            remembered: event.remembered,
            trust_epoch: event.trust_epoch,
            last_from: event.from.clone(),
            confirmed_at: event.at,
            modified_at: event.at,
            authenticated_at: event.at,
            asked: None,
        };
        self.known.insert(event.device, device);
    }

    pub(super) fn ask(&mut self, event: &DeviceAsked) {
        if let Some(device) = self.known.get_mut(&event.device) {
            device.asked = Some(AskedOfDevice { ceremony: event.ceremony.clone(), at: event.at });
        }
    }

    pub(super) fn use_device(&mut self, event: &DeviceUsed) {
        let trust_epoch = self.trust_epoch;
        if let Some(device) = self.known.get_mut(&event.device) {
            device.last_from = event.from.clone();
            (device.modified_at, device.authenticated_at) = (event.at, event.at);
            device.asked = None;
            if event.second_factor {
                device.trust_epoch = Some(trust_epoch);
            }
        }
    }

    pub(super) fn set_status(&mut self, event: &DeviceStatusSet) {
        if let Some(device) = self.known.get_mut(&event.device) {
            (device.remembered, device.modified_at) = (event.remembered, event.at);
        }
    }

    pub(super) fn forget(&mut self, event: &DeviceForgotten) {
        if self.known.remove(&event.device).is_some() {
            self.forgotten.add(event.device, event.at);
        }
    }
}
