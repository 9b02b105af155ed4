//! Facts about the devices of a user.

use serde::{Deserialize, Serialize};

use super::DeviceVerifier;
use crate::{Personal, Secret, Timestamp, user_pools::sign_in::DeviceId};

/// A client has confirmed the device whose key its sign-in gave out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceConfirmed {
    /// Which.
    pub device: DeviceId,
    /// What the client calls it; empty if it has no name.
    pub name: Personal<String>,
    /// `DeviceGroupKey`: what stands in the place of a pool's name where the device proves itself.
    pub group_key: String,
    /// By what it can prove itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verifier: Option<DeviceVerifier>,
    /// It is remembered at once. Otherwise the user is asked first.
    pub remembered: bool,
    /// The epoch of trust in which its sign-in passed a second factor; absent if it passed none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust_epoch: Option<u64>,
    /// The address that the call came from; empty when there is none.
    pub from: Personal<String>,
    /// When.
    pub at: Timestamp,
}

/// A sign-in asks a device for its proof. Clients may answer without the `Session`: the sign-in is then found here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceAsked {
    /// Which.
    pub device: DeviceId,
    /// The sign-in, as text.
    pub ceremony: Secret<String>,
    /// When.
    pub at: Timestamp,
}

/// A device took part in a complete sign-in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceUsed {
    /// Which.
    pub device: DeviceId,
    /// A second factor was passed in that sign-in.
    pub second_factor: bool,
    /// The address that the call came from; empty when there is none.
    pub from: Personal<String>,
    /// When.
    pub at: Timestamp,
}

/// A device is remembered from now on, or no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceStatusSet {
    /// Which.
    pub device: DeviceId,
    /// Whether it is remembered.
    pub remembered: bool,
    /// When.
    pub at: Timestamp,
}

/// A device is the user's no longer: it was forgotten, or it made room for another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceForgotten {
    /// Which.
    pub device: DeviceId,
    /// When.
    pub at: Timestamp,
}
