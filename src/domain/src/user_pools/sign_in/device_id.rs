//! By what a device is known.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The UUID of a device's key; the region before it is the pool's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeviceId(pub [u8; 16]);

/// The text is no UUID as one is written here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no id of a device")]
pub struct NotADeviceId;

impl DeviceId {
    /// The id that no device has.
    const UNKNOWN: Self = Self([0; 16]);

    /// The id in a device's key of a region. A text that is no such key stands for a device that does not exist.
    pub fn of_key(region: &str, key: &str) -> Self {
        let id = key.strip_prefix(region).and_then(|rest| rest.strip_prefix('_'));
        id.and_then(|id| id.to_owned().try_into().ok()).unwrap_or(Self::UNKNOWN)
    }

    /// The device's key in a region: `DeviceKey`.
    pub fn key(self, region: &str) -> String {
        format!("{region}_{self}")
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            let hyphen = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
            write!(f, "{hyphen}{byte:02x}")?;
        }
        Ok(())
    }
}

impl From<DeviceId> for String {
    fn from(id: DeviceId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for DeviceId {
    type Error = NotADeviceId;

    fn try_from(text: String) -> Result<Self, NotADeviceId> {
        let number = u128::from_str_radix(&text.replace('-', ""), 16).map_err(|_| NotADeviceId)?;
        let id = Self(number.to_be_bytes());
        if id.to_string() == text { Ok(id) } else { Err(NotADeviceId) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "us-east-1_0a1b2c3d-4e5f-4607-8899-aabbccddeeff";

    #[test]
    fn a_key_is_read_as_it_was_written() {
        let id = DeviceId::of_key("us-east-1", KEY);
        assert_eq!(id.0[..6], [0x0a, 0x1b, 0x2c, 0x3d, 0x4e, 0x5f]);
        assert_eq!(id.key("us-east-1"), KEY);
    }

    #[test]
    fn what_is_no_key_of_the_region_is_nobodys() {
        let upper = KEY.to_uppercase();
        for text in ["", "us-east-1", "us-east-1_", "us-east-1_+a1b2c3d", &KEY[..40], &upper] {
            assert_eq!(DeviceId::of_key("us-east-1", text), DeviceId::UNKNOWN, "{text}");
        }
        assert_eq!(DeviceId::of_key("eu-west-1", KEY), DeviceId::UNKNOWN);
    }
}
