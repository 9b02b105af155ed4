//! A client confirms the device whose key its sign-in gave out.

use crate::{
    Command, Decision, Moment, Personal, Timestamp,
    user_pools::{
        sign_in::DeviceId,
        user::{DeviceConfirmed, DeviceForgotten, DeviceVerifier, Refusal, User, UserEvent},
    },
};

/// Confirms it. Where the user has no room for it, the device that was used least recently is forgotten.
pub struct ConfirmDevice {
    /// Which.
    pub device: DeviceId,
    /// What the client calls it; empty if it has no name.
    pub name: Personal<String>,
    /// Its group key.
    pub group_key: String,
    /// By what it can prove itself.
    pub verifier: Option<DeviceVerifier>,
    /// It is remembered at once.
    pub remembered: bool,
    /// The epoch of trust in which its sign-in passed a second factor.
    pub trust_epoch: Option<u64>,
    /// When that sign-in was.
    pub signed_in_at: Timestamp,
}

impl Command for ConfirmDevice {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let devices = match user.profile() {
            Ok(profile) => &profile.devices,
            Err(refusal) => return Decision::refuse(refusal),
        };
        if devices.get(self.device).is_ok() {
            return Decision::refuse(Refusal::DeviceExists);
        }
        if !devices.is_not_forgotten(self.device, self.signed_in_at) {
            return Decision::refuse(Refusal::DeviceNotFound);
        }
        let at = moment.now;
        let surplus = devices.least_recent().map(|device| DeviceForgotten { device, at }.into());
        let confirmed: UserEvent = DeviceConfirmed {
            device: self.device,
            name: self.name.clone(),
            group_key: self.group_key.clone(),
            verifier: self.verifier.clone(),
            remembered: self.remembered,
            trust_epoch: self.trust_epoch,
            from: moment.source_ip.clone(),
            at,
        }
        .into();
        Decision::accept(surplus.into_iter().chain([confirmed]), ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::user::{
            DeviceUsed,
            commands::samples::{device_confirmed, signed_up},
            devices::DEVICES_MAX,
        },
    };

    fn confirm(n: u8) -> ConfirmDevice {
        let DeviceConfirmed { device, name, group_key, verifier, remembered, trust_epoch, .. } =
            device_confirmed(n);
        let signed_in_at = Timestamp::from_ms(0);
        ConfirmDevice { device, name, group_key, verifier, remembered, trust_epoch, signed_in_at }
    }

    fn id(n: u8) -> DeviceId {
        DeviceId([n; 16])
    }

    #[test]
    fn a_device_is_confirmed_once() {
        given::<User>([signed_up().into()]).when(confirm(1)).then([device_confirmed(1).into()], Ok(()));
        given::<User>([signed_up().into(), device_confirmed(1).into()])
            .when(confirm(1))
            .then([], Err(Refusal::DeviceExists));
        given::<User>([]).when(confirm(1)).then([], Err(Refusal::UserNotFound));
    }

    #[test]
    fn a_device_that_was_forgotten_is_not_confirmed_again() {
        let forgotten = DeviceForgotten { device: id(1), at: Timestamp::from_ms(0) };
        given::<User>([signed_up().into(), device_confirmed(1).into(), forgotten.into()])
            .when(confirm(1))
            .then([], Err(Refusal::DeviceNotFound));
    }

    #[test]
    fn the_device_that_was_used_least_recently_makes_room() {
        let max = u8::try_from(DEVICES_MAX).unwrap();
        let mut past: Vec<UserEvent> = vec![signed_up().into()];
        past.extend((1..=max).map(|n| device_confirmed(n).into()));
        let (second_factor, from) = (false, Personal::default());
        past.push(DeviceUsed { device: id(1), second_factor, from, at: Timestamp::from_ms(1) }.into());
        let at = Timestamp::from_ms(0);
        given::<User>(past)
            .when(confirm(100))
            .then([DeviceForgotten { device: id(2), at }.into(), device_confirmed(100).into()], Ok(()));
    }
}
