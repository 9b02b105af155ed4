//! A device is remembered, or is no longer.

use crate::{
    Command, Decision, Moment,
    user_pools::{
        sign_in::DeviceId,
        user::{DeviceStatusSet, User},
    },
};

/// Says whether a device is remembered.
pub struct SetDeviceStatus {
    /// Which.
    pub device: DeviceId,
    /// Whether it is.
    pub remembered: bool,
}

impl Command for SetDeviceStatus {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let Self { device, remembered } = *self;
        match user.profile().and_then(|profile| profile.devices.get(device)) {
            Ok(known) if known.remembered == remembered => Decision::answer(()),
            Ok(_) => Decision::accept([DeviceStatusSet { device, remembered, at: moment.now }.into()], ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::user::{
            Refusal,
            commands::samples::{device_confirmed, signed_up},
        },
    };

    #[test]
    fn a_device_is_remembered_until_the_user_says_otherwise() {
        let device = DeviceId([1; 16]);
        let set = |remembered| SetDeviceStatus { device, remembered };
        let past = [signed_up().into(), device_confirmed(1).into()];
        given::<User>(past.clone()).when(set(true)).then([], Ok(()));
        let fact = DeviceStatusSet { device, remembered: false, at: Timestamp::from_ms(0) };
        given::<User>(past.clone()).when(set(false)).then([fact.clone().into()], Ok(()));
        given::<User>(past.into_iter().chain([fact.into()])).when(set(false)).then([], Ok(()));
    }

    #[test]
    fn a_device_must_be_the_users() {
        let set = SetDeviceStatus { device: DeviceId([2; 16]), remembered: true };
        given::<User>([signed_up().into(), device_confirmed(1).into()])
            .when(set)
            .then([], Err(Refusal::DeviceNotFound));
    }
}
