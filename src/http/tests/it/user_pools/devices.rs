//! Devices: confirmed, listed, remembered and forgotten.

use base64::{Engine, engine::general_purpose::STANDARD};
use crypto::srp::make_verifier;
use serde_json::{Value, json};

use super::{People, no_token, no_user};
use crate::desk::{Sheet, of, of_part, text, with};

/// The secret that a device makes for itself.
pub(super) const SECRET: &str = "a secret of the device";
/// A key of the right form that no device has.
pub(super) const UNKNOWN_DEVICE: &str = "us-east-1_00000000-0000-4000-8000-000000000000";

/// A pool that remembers devices.
pub(super) async fn pool(sheet: &Sheet, rules: Value) -> People<'_> {
    People::with(sheet, json!({ "DeviceConfiguration": rules }), json!({})).await
}

/// What a client confirms of the device of a sign-in.
pub(super) fn confirmation(sheet: &Sheet, tokens: &Value) -> Value {
    let keys = &tokens["NewDeviceMetadata"];
    let (group_key, key) = (text(&keys["DeviceGroupKey"]), text(&keys["DeviceKey"]));
    let verifier = make_verifier(&group_key, &key, SECRET, [0x5a; 16]);
    let number = |bytes: &[u8]| STANDARD.encode([&[0], bytes].concat());
    let (salt, verifier) = (number(verifier.salt()), number(verifier.v()));
    sheet.learn(&verifier, "PasswordVerifier");
    json!({
        "AccessToken": tokens["AccessToken"],
        "DeviceKey": key,
        "DeviceName": "phone",
        "DeviceSecretVerifierConfig": { "Salt": salt, "PasswordVerifier": verifier },
    })
}

/// Confirms the device of a sign-in; gives its key.
pub(crate) async fn confirmed(sheet: &Sheet, tokens: &Value) -> Value {
    sheet.ask("cognito-idp:ConfirmDevice", confirmation(sheet, tokens)).await;
    tokens["NewDeviceMetadata"]["DeviceKey"].clone()
}

/// A call about a device by its user.
fn by(tokens: &Value, key: &Value) -> Value {
    json!({ "AccessToken": tokens["AccessToken"], "DeviceKey": key })
}

fn not_remembered() -> Value {
    json!({ "DeviceRememberedStatus": "not_remembered" })
}

#[test]
fn confirm_device() {
    of("cognito-idp:ConfirmDevice", async |sheet: &Sheet| {
        let people = pool(sheet, json!({ "ChallengeRequiredOnNewDevice": false })).await;
        let tokens = people.member("ada").await;
        let confirm = confirmation(sheet, &tokens);
        let unknown = json!({ "DeviceKey": UNKNOWN_DEVICE });
        sheet.refused("a key that was not given out", with(&confirm, unknown)).await;
        let other = people.sign_in("ada").await;
        let others = json!({ "DeviceKey": other["NewDeviceMetadata"]["DeviceKey"] });
        sheet.refused("the key of another sign-in", with(&confirm, others)).await;
        let config = |salt: &str, verifier: Value| {
            let config = json!({ "Salt": salt, "PasswordVerifier": verifier });
            with(&confirm, json!({ "DeviceSecretVerifierConfig": config }))
        };
        sheet.refused("no base64", config("?", json!("Ag=="))).await;
        sheet.refused("a salt alone", config("AQ==", Value::Null)).await;
        sheet.refused("a verifier that verifies nothing", config("AQ==", json!("AQ=="))).await;
        sheet.good("a device with a name and a verifier", confirm.clone()).await;
        sheet.refused("again", confirm.clone()).await;
        sheet.ask("cognito-idp:ForgetDevice", by(&tokens, &confirm["DeviceKey"])).await;
        sheet.refused("once it was forgotten", confirm).await;
        let key = &other["NewDeviceMetadata"]["DeviceKey"];
        sheet.good("a device without a name and a verifier", by(&other, key)).await;
        no_token(sheet, &people, "ada", &other, &by(&other, key)).await;
    });
}

#[test]
fn confirm_device_where_the_user_is_asked() {
    of_part("cognito-idp:ConfirmDevice", "prompt", async |sheet: &Sheet| {
        let people = pool(sheet, json!({ "DeviceOnlyRememberedOnUserPrompt": true })).await;
        let tokens = people.member("ada").await;
        sheet.good("the user must be asked", confirmation(sheet, &tokens)).await;
        let people = People::new(sheet).await;
        let tokens = people.member("bob").await;
        assert_eq!(tokens.get("NewDeviceMetadata"), None, "no device is tracked");
        sheet.refused("a pool that tracks no devices", by(&tokens, &json!(UNKNOWN_DEVICE))).await;
    });
}

#[test]
fn get_device() {
    of("cognito-idp:GetDevice", async |sheet: &Sheet| {
        let people = pool(sheet, json!({})).await;
        let tokens = people.member("ada").await;
        let key = &tokens["NewDeviceMetadata"]["DeviceKey"];
        sheet.refused("a device that is not confirmed", by(&tokens, key)).await;
        confirmed(sheet, &tokens).await;
        sheet.good("a remembered device", by(&tokens, key)).await;
        sheet.refused("no key", by(&tokens, &json!("garbage"))).await;
        sheet.refused("a device that is not there", by(&tokens, &json!(UNKNOWN_DEVICE))).await;
        let bobs = people.member("bob").await;
        sheet.refused("another user's", by(&bobs, key)).await;
        sheet.ask("cognito-idp:UpdateDeviceStatus", with(&by(&tokens, key), not_remembered())).await;
        sheet.refused("one that is not remembered", by(&tokens, key)).await;
        no_token(sheet, &people, "ada", &tokens, &by(&tokens, key)).await;
    });
}

#[test]
fn list_devices() {
    of("cognito-idp:ListDevices", async |sheet: &Sheet| {
        let people = pool(sheet, json!({})).await;
        let tokens = people.member("ada").await;
        let list = json!({ "AccessToken": tokens["AccessToken"] });
        sheet.good("none is confirmed", list.clone()).await;
        let key = confirmed(sheet, &tokens).await;
        sheet.good("one", list.clone()).await;
        confirmed(sheet, &people.sign_in("ada").await).await;
        let first = sheet.ask("cognito-idp:ListDevices", with(&list, json!({ "Limit": 1 }))).await;
        let next = json!({ "PaginationToken": first["PaginationToken"] });
        let second = sheet.ask("cognito-idp:ListDevices", with(&list, next.clone())).await;
        assert_eq!((second["Devices"].as_array().unwrap().len(), second.get("PaginationToken")), (1, None));
        assert_ne!(first["Devices"][0]["DeviceKey"], second["Devices"][0]["DeviceKey"]);
        sheet.refused("a page that is none", with(&list, json!({ "PaginationToken": "garbage" }))).await;
        let bob = people.member("bob").await;
        let bobs = with(&next, json!({ "AccessToken": bob["AccessToken"] }));
        sheet.refused("another user's page", bobs).await;
        sheet.ask("cognito-idp:UpdateDeviceStatus", with(&by(&tokens, &key), not_remembered())).await;
        let listed = sheet.ask("cognito-idp:ListDevices", list.clone()).await;
        assert_eq!(
            listed["Devices"].as_array().unwrap().len(),
            1,
            "one that is not remembered is not listed"
        );
        no_token(sheet, &people, "ada", &tokens, &list).await;
    });
}

#[test]
fn update_device_status() {
    of("cognito-idp:UpdateDeviceStatus", async |sheet: &Sheet| {
        let people = pool(sheet, json!({ "DeviceOnlyRememberedOnUserPrompt": true })).await;
        let tokens = people.member("ada").await;
        let key = confirmed(sheet, &tokens).await;
        let device = by(&tokens, &key);
        let seen = sheet.desk.answer("cognito-idp:GetDevice", &device).await;
        assert_eq!(seen.status, 400, "the user was not asked yet");
        let remember = with(&device, json!({ "DeviceRememberedStatus": "remembered" }));
        sheet.good("the user wants it remembered", remember.clone()).await;
        sheet.ask("cognito-idp:GetDevice", device.clone()).await;
        sheet.good("and no longer", with(&device, not_remembered())).await;
        sheet.refused("neither", device).await;
        sheet.refused("no such status", with(&remember, json!({ "DeviceRememberedStatus": "maybe" }))).await;
        let unknown = with(&remember, json!({ "DeviceKey": UNKNOWN_DEVICE }));
        sheet.refused("a device that is not there", unknown).await;
        no_token(sheet, &people, "ada", &tokens, &remember).await;
    });
}

#[test]
fn forget_device() {
    of("cognito-idp:ForgetDevice", async |sheet: &Sheet| {
        let people = pool(sheet, json!({})).await;
        let tokens = people.member("ada").await;
        let device = by(&tokens, &confirmed(sheet, &tokens).await);
        sheet.good("a device", device.clone()).await;
        sheet.refused("again", device.clone()).await;
        no_token(sheet, &people, "ada", &tokens, &device).await;
    });
}

/// A pool with a user who has a device; gives the device as administrators name it.
async fn administered(sheet: &Sheet) -> (People<'_>, Value) {
    let people = pool(sheet, json!({})).await;
    let tokens = people.member("ada").await;
    let key = confirmed(sheet, &tokens).await;
    let device = with(&people.user("ada"), json!({ "DeviceKey": key }));
    (people, device)
}

#[test]
fn admin_get_device() {
    of("cognito-idp:AdminGetDevice", async |sheet: &Sheet| {
        let (_, device) = administered(sheet).await;
        sheet.refused_as_signed(&device).await;
        sheet.good("a remembered device", device.clone()).await;
        sheet.ask("cognito-idp:AdminUpdateDeviceStatus", with(&device, not_remembered())).await;
        sheet.good("one that is not remembered", device.clone()).await;
        let unknown = with(&device, json!({ "DeviceKey": UNKNOWN_DEVICE }));
        sheet.refused("a device that is not there", unknown).await;
        no_user(sheet, &device).await;
    });
}

#[test]
fn admin_list_devices() {
    of("cognito-idp:AdminListDevices", async |sheet: &Sheet| {
        let (people, device) = administered(sheet).await;
        let list = people.user("ada");
        sheet.refused_as_signed(&list).await;
        sheet.good("a device", list.clone()).await;
        sheet.ask("cognito-idp:AdminUpdateDeviceStatus", with(&device, not_remembered())).await;
        let listed = sheet.ask("cognito-idp:AdminListDevices", list.clone()).await;
        assert_eq!(listed["Devices"].as_array().unwrap().len(), 1, "remembered or not");
        sheet.refused("a page that is none", with(&list, json!({ "PaginationToken": "garbage" }))).await;
        no_user(sheet, &list).await;
    });
}

#[test]
fn admin_update_device_status() {
    of("cognito-idp:AdminUpdateDeviceStatus", async |sheet: &Sheet| {
        let (_, device) = administered(sheet).await;
        let set = with(&device, not_remembered());
        sheet.refused_as_signed(&set).await;
        sheet.good("no longer remembered", set.clone()).await;
        sheet.good("again", set.clone()).await;
        sheet.refused("neither", device).await;
        let unknown = with(&set, json!({ "DeviceKey": UNKNOWN_DEVICE }));
        sheet.refused("a device that is not there", unknown).await;
        no_user(sheet, &set).await;
    });
}

#[test]
fn admin_forget_device() {
    of("cognito-idp:AdminForgetDevice", async |sheet: &Sheet| {
        let (_, device) = administered(sheet).await;
        sheet.refused_as_signed(&device).await;
        sheet.good("a device", device.clone()).await;
        sheet.refused("again", device.clone()).await;
        no_user(sheet, &device).await;
    });
}
