//! What differs from run to run: ids and tokens, known by the names of the members that hold them. Each is shown by its name, wherever its
//! value appears.

use std::{cmp::Reverse, collections::BTreeMap};

use serde_json::Value;

/// Members that hold such values, and by what name they are shown where it is another.
const NAMES: &[(&str, &str)] = &[
    ("AccessKeyId", "AccessKeyId"),
    ("AccessToken", "AccessToken"),
    ("AssumedRoleId", "AssumedRoleId"),
    ("ClientId", "ClientId"),
    ("ClientSecret", "ClientSecret"),
    ("ClientSecretId", "ClientSecretId"),
    ("ClientSecretValue", "ClientSecretValue"),
    ("DEVICE_KEY", "DeviceKey"),
    ("DeviceKey", "DeviceKey"),
    ("EventId", "EventId"),
    ("Id", "UserPoolId"),
    ("IdToken", "IdToken"),
    ("IdentityId", "IdentityId"),
    ("IdentityPoolId", "IdentityPoolId"),
    ("IssuedToken", "IssuedToken"),
    ("ManagedLoginBrandingId", "ManagedLoginBrandingId"),
    ("JobId", "JobId"),
    ("Marker", "Marker"),
    ("NextToken", "NextToken"),
    ("PaginationToken", "PaginationToken"),
    ("PreSignedUrl", "PreSignedUrl"),
    ("RefreshToken", "RefreshToken"),
    ("RequestId", "RequestId"),
    ("RoleId", "RoleId"),
    ("SALT", "SALT"),
    ("SECRET_BLOCK", "SECRET_BLOCK"),
    ("SRP_B", "SRP_B"),
    ("SecretAccessKey", "SecretAccessKey"),
    ("SecretCode", "SecretCode"),
    ("SecretKey", "SecretKey"),
    ("Session", "Session"),
    ("SessionId", "SessionId"),
    ("SessionToken", "SessionToken"),
    ("SyncSessionToken", "SyncSessionToken"),
    ("TermsId", "TermsId"),
    ("Token", "Token"),
    ("UserPoolId", "UserPoolId"),
    ("UserSub", "sub"),
    ("access_token", "AccessToken"),
    ("challenge", "challenge"),
    ("id_token", "IdToken"),
    ("refresh_token", "RefreshToken"),
];

/// Members that hold short ones, which are shown by these names where they are whole texts.
const SHORT: &[&str] = &["DeviceGroupKey"];

/// The least length of an id or a token.
const LENGTH_MIN: usize = 16;

/// Values, and the names by which they are shown. The longest first: one may be a part of another.
#[derive(Default)]
pub(crate) struct Secrets(BTreeMap<(Reverse<usize>, String), String>);

impl Secrets {
    /// A value that is shown by a name. A short one is a word (the unit of a token's validity), no id and no token.
    pub(crate) fn learn(&mut self, value: &str, name: &str) {
        // Policy documents are answered percent-encoded.
        for form in [value.to_owned(), value.replace(':', "%3A")] {
            if form.len() >= LENGTH_MIN {
                self.0.entry((Reverse(form.len()), form)).or_insert_with(|| name.to_owned());
            }
        }
    }

    /// A value of any length, which is shown by a name where it is a whole text of a JSON.
    pub(crate) fn learn_quoted(&mut self, value: &str, name: &str) {
        let form = format!("\"{value}\"");
        self.0.entry((Reverse(form.len()), form)).or_insert_with(|| name.to_owned());
    }

    /// Those that an answer holds: JSON, or XML.
    pub(crate) fn learn_from(&mut self, body: &str) {
        match serde_json::from_str::<Value>(body) {
            Ok(value) => self.learn_members(&value),
            Err(_) => self.learn_elements(body),
        }
    }

    fn learn_members(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                if members.get("Name").and_then(Value::as_str) == Some("sub") {
                    self.learn(members.get("Value").and_then(Value::as_str).unwrap_or_default(), "sub");
                }
                for (name, member) in members {
                    if let (Some(shown), Some(text)) = (shown(name), member.as_str()) {
                        self.learn(text, shown);
                    }
                    if let Some(text) = member.as_str().filter(|_| SHORT.contains(&name.as_str())) {
                        self.learn_quoted(text, name);
                    }
                    self.learn_members(member);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn_members(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn learn_elements(&mut self, xml: &str) {
        for (name, shown) in NAMES {
            for rest in xml.split(&format!("<{name}>")).skip(1) {
                self.learn(rest.split('<').next().unwrap(), shown);
            }
        }
    }

    /// A text with names for values.
    pub(crate) fn hide(&self, text: &str) -> String {
        let hide = |text: String, (value, name): (&str, &String)| text.replace(value, &format!("[{name}]"));
        self.0.iter().map(|((_, value), name)| (value.as_str(), name)).fold(text.to_owned(), hide)
    }
}

fn shown(name: &str) -> Option<&'static str> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, shown)| *shown)
}
