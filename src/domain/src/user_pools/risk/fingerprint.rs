//! What the scripts of AWS's clients tell of a device (`EncodedData`). Anybody can write it: it makes a device known or not, and never a
//! sign-in safe.

use serde::Deserialize;

/// Characters that are kept of each value.
const CHARS_MAX: usize = 256;

/// What the script of a client tells of its device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// The id that it keeps on the device.
    pub device: Option<String>,
    /// What the software or the device calls itself.
    pub software: Option<String>,
}

/// The outer form: a payload as text, signed with the client's id, which is public. So the signature says nothing.
#[derive(Deserialize)]
struct Signed {
    payload: String,
}

#[derive(Deserialize)]
struct Payload {
    #[serde(rename = "contextData", default)]
    context: Context,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Context {
    device_id: Option<String>,
    user_agent: Option<String>,
    device_name: Option<String>,
    device_platform: Option<String>,
    device_language: Option<String>,
}

impl Fingerprint {
    /// That of the JSON inside `EncodedData`. What cannot be read tells nothing.
    pub fn of_json(json: &[u8]) -> Self {
        let payload = serde_json::from_slice::<Signed>(json).ok();
        let payload = payload.and_then(|signed| serde_json::from_str::<Payload>(&signed.payload).ok());
        payload.map(|payload| payload.context.into()).unwrap_or_default()
    }
}

impl From<Context> for Fingerprint {
    fn from(context: Context) -> Self {
        let kept =
            |text: String| Some(text.chars().take(CHARS_MAX).collect()).filter(|t: &String| !t.is_empty());
        // Browsers say who they are, apps say what they run on.
        let of_app = [context.device_name, context.device_platform, context.device_language];
        let of_app = of_app.into_iter().flatten().collect::<Vec<_>>().join(" ");
        Self {
            device: context.device_id.and_then(kept),
            software: context.user_agent.and_then(kept).or_else(|| kept(of_app)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(context: &serde_json::Value) -> Fingerprint {
        let payload = json!({ "contextData": context, "username": "ada", "timestamp": "1" }).to_string();
        let signed = json!({ "payload": payload, "signature": "c2ln", "version": "JS20171115" });
        Fingerprint::of_json(signed.to_string().as_bytes())
    }

    #[test]
    fn what_a_browser_and_an_app_tell_is_read() {
        let browser = json!({ "UserAgent": "Firefox/1", "DeviceId": "d1", "DeviceLanguage": "en", "ClientTimezone": "+01:00" });
        let expected = Fingerprint { device: Some("d1".into()), software: Some("Firefox/1".into()) };
        assert_eq!(read(&browser), expected);
        let app = json!({ "DeviceName": "Pixel", "DevicePlatform": "ANDROID", "DeviceId": "d2" });
        let expected = Fingerprint { device: Some("d2".into()), software: Some("Pixel ANDROID".into()) };
        assert_eq!(read(&app), expected);
    }

    #[test]
    fn what_cannot_be_read_tells_nothing_and_long_texts_are_cut() {
        for json in [&b""[..], b"{}", b"{\"payload\":\"x\"}", b"{\"payload\":1}", b"[]"] {
            assert_eq!(Fingerprint::of_json(json), Fingerprint::default());
        }
        assert_eq!(read(&json!({ "DeviceId": 7 })), Fingerprint::default());
        let long = read(&json!({ "DeviceId": "\u{e9}".repeat(1_000) })).device.unwrap();
        assert_eq!(long.chars().count(), CHARS_MAX);
    }
}
