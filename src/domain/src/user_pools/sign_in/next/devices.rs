//! What remembered devices change.

use std::ops::ControlFlow;

use super::{AdmittedDevice, Case, Said, ask, refuse_if};
use crate::user_pools::sign_in::{Began, Challenge, DeviceRules, Factor, Flow, PersonDevice, Refused};

impl Case<'_> {
    /// How devices are tracked here; not on the pages, and not for a sign-in that continues an earlier one.
    fn tracking(self) -> Option<DeviceRules> {
        let is_sign_in = !matches!(self.ceremony.flow, Flow::Federated | Flow::Cookie | Flow::Refresh);
        self.rules.devices.filter(|_| is_sign_in && self.ceremony.began != Began::Page)
    }

    /// Refuses a device that is not the user's. Only after a right first factor, so that a wrong one reveals nothing about devices.
    pub(super) fn device_is_known(self) -> Said {
        let is_unknown = self.person.device == PersonDevice::Unknown;
        refuse_if(self.tracking().is_some() && is_unknown, Refused::UnknownDevice)
    }

    /// Whether the device stands in place of the second factor, proved or not.
    pub(super) fn device_replaces_mfa(self) -> bool {
        let is_trusted = self.person.device == PersonDevice::Known { trusted: true, has_verifier: true };
        is_trusted && self.tracking().is_some_and(|rules| rules.replaces_mfa)
    }

    /// A known device proves that it is the one it says.
    pub(super) fn device_proof(self) -> Said {
        let can_prove = matches!(self.person.device, PersonDevice::Known { has_verifier: true, .. });
        if self.tracking().is_none() || !can_prove || self.ceremony.has_passed(Factor::Device) {
            return ControlFlow::Continue(());
        }
        ask(match self.ceremony.asked_challenge() {
            Some(Challenge::DeviceSrp) if self.ceremony.given.srp_public => Challenge::DeviceVerifier,
            // What is asked stays asked.
            Some(Challenge::DeviceVerifier) => Challenge::DeviceVerifier,
            _ => Challenge::DeviceSrp,
        })
    }

    pub(super) fn admitted_device(self) -> AdmittedDevice {
        match (self.tracking(), self.person.device) {
            (Some(_), PersonDevice::Known { .. }) => AdmittedDevice::Known,
            (Some(_), PersonDevice::NotNamed | PersonDevice::Unknown) => AdmittedDevice::New,
            (None, _) => AdmittedDevice::Untracked,
        }
    }
}
