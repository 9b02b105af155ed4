//! The keys of devices: what a sign-in gives out, and what a device proves itself by.

use crypto::{
    seal::{Mac, random_bytes},
    srp::Verifier,
};
use domain::{
    Secret,
    user_pools::{
        sign_in::DeviceId,
        user::{Device, DeviceVerifier},
    },
};
use uuid::Builder;

use crate::user_pools::{UserPools, pools::OpenPool};

/// Characters of a group key behind its hyphen.
const GROUP_KEY_CHARS: usize = 8;
const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The keys of a device that a sign-in has given out.
#[derive(Clone, Debug)]
pub struct NewDevice {
    /// `DeviceKey`
    pub key: String,
    /// `DeviceGroupKey`
    pub group_key: String,
}

impl UserPools {
    /// The id in a device's key of a pool.
    pub(super) fn device_id(&self, pool: &OpenPool, key: &str) -> DeviceId {
        DeviceId::of_key(self.core.settings.region_of_id(pool.id.as_str()), key)
    }

    /// The key of a device of a pool.
    pub(super) fn device_key(&self, pool: &OpenPool, id: DeviceId) -> String {
        id.key(self.core.settings.region_of_id(pool.id.as_str()))
    }

    /// The keys of a device, as a sign-in gives them out.
    pub(super) fn device_keys(&self, pool: &OpenPool, id: DeviceId) -> NewDevice {
        NewDevice { key: self.device_key(pool, id), group_key: self.device_group_key(pool, id) }
    }

    /// The group key of a device. It follows from the device, so that none is kept of those that no client confirms.
    pub(super) fn device_group_key(&self, pool: &OpenPool, id: DeviceId) -> String {
        let mac = Mac::new(&self.core.derived("group key of a device", pool.id.as_str()));
        let letter = |byte: &u8| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]);
        let letters: String = mac.of(&[&id.0]).iter().take(GROUP_KEY_CHARS).map(letter).collect();
        format!("-{letters}")
    }
}

/// The id of a device that is not known yet.
pub(super) fn new_device_id() -> DeviceId {
    DeviceId(Builder::from_random_bytes(random_bytes()).into_uuid().into_bytes())
}

/// What a device proves itself by, from the forms in which it is kept.
pub(super) fn known_verifier(device: &Device) -> Option<Verifier> {
    let DeviceVerifier { salt, verifier } = device.verifier.as_ref()?;
    let bytes = |number: &Secret<String>| hex::decode(number.known()?).ok();
    Verifier::from_bytes(&bytes(salt)?, &bytes(verifier)?).ok()
}
