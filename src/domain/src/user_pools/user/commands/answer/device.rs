//! A device proves that it is the one it says, and what a complete sign-in means to its device.

use super::{AnswerChallenge, Answered, Draft};
use crate::{
    Decision, Moment, Secret,
    user_pools::{
        session::OpenedDevice,
        sign_in::{Admission, AdmittedDevice, Ceremony, Challenge, DeviceId, Factor, Next, Refused},
        user::{DeviceAsked, DeviceUsed},
    },
};

impl AnswerChallenge {
    pub(super) fn device(&self, matched: bool, draft: Draft, moment: &Moment) -> Decision<Self> {
        if !matched {
            return self.refuse_factor(draft, Refused::Wrong, moment);
        }
        let mut ceremony = self.ceremony.clone();
        ceremony.pass(Factor::Device, &draft.user.person(moment.now), moment.now);
        self.follow(ceremony, draft, moment)
    }
}

impl Answered {
    /// The device of the session that opens with the answer. `new` is the id of one that is not known yet.
    pub fn device(&self, new: DeviceId) -> Option<OpenedDevice> {
        let Next::Admit(admission) = self.next else { return None };
        let id = match admission.device {
            AdmittedDevice::Untracked => return None,
            AdmittedDevice::New => new,
            AdmittedDevice::Known => self.ceremony.device?,
        };
        let trust_epoch = self.user.profile().ok()?.devices.trust_epoch;
        Some(OpenedDevice { id, trust_epoch: self.ceremony.second_passed().then_some(trust_epoch) })
    }
}

impl Draft {
    /// Keeps a sign-in that asks a device for its proof, for an answer that brings no `Session`.
    pub(super) fn ask_device(&mut self, next: &Next, ceremony: &Ceremony, moment: &Moment) {
        let asked = Ceremony { asked: None, ..ceremony.clone() };
        let (Next::Ask(Challenge::DeviceSrp), Some(device), Ok(text)) =
            (next, ceremony.device, asked.to_text())
        else {
            return;
        };
        self.record(DeviceAsked { device, ceremony: Secret::Known(text), at: moment.now });
    }

    /// Records that a known device took part in a complete sign-in.
    pub(super) fn use_device(&mut self, admission: Admission, ceremony: &Ceremony, moment: &Moment) {
        let (AdmittedDevice::Known, Some(device)) = (admission.device, ceremony.device) else { return };
        let (second_factor, from) = (ceremony.second_passed(), moment.source_ip.clone());
        self.record(DeviceUsed { device, second_factor, from, at: moment.now });
    }
}

#[cfg(test)]
#[path = "device_tests.rs"]
mod tests;
