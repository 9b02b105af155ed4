//! Devices on the wire.

use app::{
    Answer, Fault,
    user_pools::devices::{DeviceToConfirm, ShownDevice},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{Personal, Timestamp};
use wire::cognito_idp::{AttributeType, ConfirmDeviceRequest, DeviceSecretVerifierConfigType, DeviceType};

use super::shapes;

/// The device that a request confirms.
pub(super) fn to_confirm(request: ConfirmDeviceRequest) -> Answer<DeviceToConfirm> {
    let verifier = request.device_secret_verifier_config.map(verifier).transpose()?;
    Ok(DeviceToConfirm { key: request.device_key, name: request.device_name, verifier })
}

fn verifier(config: DeviceSecretVerifierConfigType) -> Answer<(Vec<u8>, Vec<u8>)> {
    let number = |text: Option<String>, name: &str| {
        let bytes = text.and_then(|text| STANDARD.decode(text).ok());
        bytes.ok_or_else(|| Fault::invalid(format!("Invalid {name}. Must be a Base64 string.")))
    };
    Ok((number(config.salt, "Salt")?, number(config.password_verifier, "PasswordVerifier")?))
}

/// `DeviceRememberedStatus`; the model has no other values.
pub(super) fn is_remembered(status: Option<&str>) -> Answer<bool> {
    let missing = || Fault::invalid("Missing required parameter DeviceRememberedStatus");
    status.map(|status| status == REMEMBERED).ok_or_else(missing)
}

const REMEMBERED: &str = "remembered";
const NOT_REMEMBERED: &str = "not_remembered";

/// A device as its user sees it.
pub(super) fn shown(device: ShownDevice) -> DeviceType {
    let mut shown = admin_shown(device);
    if let Some(attributes) = &mut shown.device_attributes {
        attributes.retain(|attribute| !attribute.name.starts_with("dev:"));
    }
    shown
}

/// A device as administrators see it.
pub(super) fn admin_shown(ShownDevice { key, device, owner, arn }: ShownDevice) -> DeviceType {
    let status = if device.remembered { REMEMBERED } else { NOT_REMEMBERED };
    let attributes = [
        ("device_status", Some("valid".to_owned())),
        ("device_name", given(device.name)),
        ("dev:device_arn", Some(arn)),
        ("dev:device_owner", Some(owner)),
        ("last_ip_used", given(device.last_from)),
        ("dev:device_remembered_status", Some(status.to_owned())),
    ];
    let attribute = |(name, value): (&str, Option<String>)| {
        Some(AttributeType { name: name.to_owned(), value: Some(value?) })
    };
    let whole_seconds = Timestamp::from_seconds(device.authenticated_at.seconds());
    DeviceType {
        device_attributes: Some(attributes.into_iter().filter_map(attribute).collect()),
        device_create_date: Some(shapes::at(device.confirmed_at)),
        device_key: Some(key),
        device_last_authenticated_date: Some(shapes::at(whole_seconds)),
        device_last_modified_date: Some(shapes::at(device.modified_at)),
    }
}

fn given(text: Personal<String>) -> Option<String> {
    text.into_known().filter(|text| !text.is_empty())
}
