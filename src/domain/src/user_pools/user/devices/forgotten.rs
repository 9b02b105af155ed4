//! Devices that were forgotten. Sessions of such a device are refreshed no more, and its key is confirmed no more.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Timestamp, user_pools::sign_in::DeviceId};

/// Forgotten devices that are kept of a user, at the most.
const FORGOTTEN_MAX: usize = 100;

/// The devices that a user had.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ForgottenDevices {
    /// Those that are kept, and when each was forgotten.
    kept: BTreeMap<DeviceId, Timestamp>,
    /// When the last of those was forgotten that were dropped for want of room.
    dropped_until: Option<Timestamp>,
}

impl ForgottenDevices {
    /// Whether the device of a session was forgotten, or may have been: the session is no younger than one that was dropped.
    pub(super) fn may_have(&self, device: DeviceId, opened_at: Timestamp) -> bool {
        let is_dropped = self.dropped_until.is_some_and(|until| opened_at <= until);
        is_dropped || self.kept.contains_key(&device)
    }

    pub(super) fn add(&mut self, device: DeviceId, at: Timestamp) {
        self.kept.insert(device, at);
        while self.kept.len() > FORGOTTEN_MAX {
            self.drop_first();
        }
    }

    fn drop_first(&mut self) {
        let first = self.kept.iter().min_by_key(|(_, at)| **at).map(|(device, at)| (*device, *at));
        if let Some((device, at)) = first {
            self.kept.remove(&device);
            self.dropped_until = self.dropped_until.max(Some(at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(n: u8) -> Timestamp {
        Timestamp::from_seconds(n.into())
    }

    #[test]
    fn a_device_is_known_as_forgotten_even_if_there_was_no_room_for_it() {
        let mut forgotten = ForgottenDevices::default();
        for n in 1..=103 {
            forgotten.add(DeviceId([n; 16]), second(n));
        }
        assert_eq!(forgotten.kept.len(), FORGOTTEN_MAX);
        assert!((1..=103).all(|n| forgotten.may_have(DeviceId([n; 16]), second(n - 1))));
        assert!(
            !forgotten.may_have(DeviceId([200; 16]), second(4)),
            "opened after the last that was dropped"
        );
    }
}
