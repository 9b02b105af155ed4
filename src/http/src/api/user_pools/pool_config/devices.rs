//! Whether and how a pool remembers devices.

use domain::user_pools::user_pool::DeviceConfig;
use wire::cognito_idp::DeviceConfigurationType;

/// The block itself switches it on; what it leaves out is false.
pub(super) fn read(block: &DeviceConfigurationType) -> DeviceConfig {
    DeviceConfig {
        challenge_required_on_new_device: block.challenge_required_on_new_device.unwrap_or(false),
        only_remembered_on_user_prompt: block.device_only_remembered_on_user_prompt.unwrap_or(false),
    }
}

pub(super) fn shown(config: DeviceConfig) -> DeviceConfigurationType {
    DeviceConfigurationType {
        challenge_required_on_new_device: Some(config.challenge_required_on_new_device),
        device_only_remembered_on_user_prompt: Some(config.only_remembered_on_user_prompt),
    }
}
