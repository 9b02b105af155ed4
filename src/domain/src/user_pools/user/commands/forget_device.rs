//! A device is forgotten: it proves nothing any more, and its sessions are not refreshed.

use crate::{
    Command, Decision, Moment,
    user_pools::{
        sign_in::DeviceId,
        user::{DeviceForgotten, User},
    },
};

/// Forgets it.
pub struct ForgetDevice {
    /// Which.
    pub device: DeviceId,
}

impl Command for ForgetDevice {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let device = self.device;
        match user.profile().and_then(|profile| profile.devices.get(device)) {
            Ok(_) => Decision::accept([DeviceForgotten { device, at: moment.now }.into()], ()),
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
        user_pools::{
            session::{self, Opened, OpenedDevice, Purpose},
            user::{
                Refusal, UserEvent,
                commands::samples::{device_confirmed, signed_up},
            },
        },
    };

    /// What is said to a refresh of a session of a device that is given a device.
    fn refreshed(past: Vec<UserEvent>, session: u8, given: Option<u8>) -> Result<(), session::Refusal> {
        let id = |n| DeviceId([n; 16]);
        let opened = Opened {
            sub: "ada".into(),
            client_id: "web".into(),
            user_epoch: 0,
            recoveries: 0,
            device: Some(OpenedDevice { id: id(session), trust_epoch: None }),
            auth_time: Timestamp::from_ms(0),
            refresh_expires_at: Timestamp::from_ms(1_000),
            scopes: Vec::new(),
            purpose: Purpose::Api,
        };
        user(past).profile().unwrap().devices.check_refresh(&opened, given.map(id))
    }

    fn user(past: Vec<UserEvent>) -> User {
        given::<User>(past).state()
    }

    #[test]
    fn a_device_is_forgotten_once() {
        let (device, at) = (DeviceId([1; 16]), Timestamp::from_ms(0));
        let forgotten = DeviceForgotten { device, at };
        let past = [signed_up().into(), device_confirmed(1).into()];
        given::<User>(past.clone()).when(ForgetDevice { device }).then([forgotten.clone().into()], Ok(()));
        let after = past.into_iter().chain([forgotten.into()]);
        given::<User>(after).when(ForgetDevice { device }).then([], Err(Refusal::DeviceNotFound));
    }

    #[test]
    fn a_session_is_refreshed_from_its_own_device_until_that_is_forgotten() {
        let invalid = Err(session::Refusal::Invalid);
        let past: Vec<UserEvent> = vec![signed_up().into(), device_confirmed(1).into()];
        let from = |given| refreshed(past.clone(), 1, given);
        assert_eq!((from(Some(1)), from(Some(2)), from(None)), (Ok(()), invalid, invalid));
        let forgotten = DeviceForgotten { device: DeviceId([1; 16]), at: Timestamp::from_ms(0) };
        let after: Vec<UserEvent> = past.into_iter().chain([forgotten.into()]).collect();
        assert_eq!(refreshed(after.clone(), 1, Some(1)), invalid);
        assert_eq!(refreshed(after, 2, Some(2)), Ok(()), "one that was never confirmed");
    }
}
