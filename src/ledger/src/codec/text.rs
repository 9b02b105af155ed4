//! A text that is read and not kept.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor},
};

/// Reads from any input that a `String` reads from.
#[derive(Default)]
pub(crate) struct AnyText;

impl<'de> Deserialize<'de> for AnyText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Passing)
    }
}

struct Passing;

impl Visitor<'_> for Passing {
    type Value = AnyText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<AnyText, E> {
        Ok(AnyText)
    }
}

#[cfg(test)]
mod tests {
    use domain::Moment;

    use super::*;

    #[test]
    fn it_reads_what_a_string_reads_and_refuses_the_rest() {
        let reads = [r#""""#, r#""ada""#, r#""\u00e4\n""#, r#" "\ud83d\ude00" "#];
        let does_not = ["1", "null", "[]", "{}", r#""\ud83d""#, "\"\n\"", "\"\u{1}\"", r#""\x""#, "\"", ""];
        for json in reads.into_iter().chain(does_not) {
            let whole = serde_json::from_str::<String>(json);
            assert_eq!(whole.is_ok(), reads.contains(&json), "{json}");
            assert_eq!(serde_json::from_str::<AnyText>(json).is_ok(), whole.is_ok(), "{json}");
        }
        assert!(serde_json::from_slice::<AnyText>(b"\"\xff\"").is_err());
    }

    #[test]
    fn a_moment_of_it_reads_what_a_moment_reads() {
        let whole = r#"{"now":1,"principal":"p","request_id":"r","operation":"o","source_ip":{"$personal":"i"},"user_agent":{"$personal":"u"}}"#;
        let changes = [
            ("", "", true),
            (r#"{"$personal":"i"}"#, r#"{"$forgotten":null}"#, true),
            (r#""now":1"#, r#""now":1,"more":[]"#, true),
            (r#""now":1,"#, "", false),
            (r#""now":1"#, r#""now":"1""#, false),
            (r#""o""#, "1", false),
            (r#"{"$personal":"i"}"#, r#""i""#, false),
            (r#"{"$personal":"u"}"#, r#"{"$personal":null}"#, false),
            (r#"{"$personal":"u"}"#, r#"{"$sealed":0}"#, false),
            (r#""now":1"#, r#""now":1,"region":"eu-west-1""#, true),
            (r#""now":1"#, r#""now":1,"region":1"#, false),
            (r#""now":1"#, r#""now":1,"signer":{"access_key_id":"k","owner":"o"}"#, true),
            (
                r#""now":1"#,
                r#""now":1,"signer":{"access_key_id":"k","owner":"o","session_name":{"$personal":"s"}}"#,
                true,
            ),
            (
                r#""now":1"#,
                r#""now":1,"signer":{"access_key_id":"k","owner":"o","on_behalf_of":{"$forgotten":null}}"#,
                true,
            ),
            (r#""now":1"#, r#""now":1,"signer":{"access_key_id":"k","owner":"o","session_name":"s"}"#, false),
            (r#""now":1"#, r#""now":1,"signer":{"owner":"o"}"#, false),
        ];
        for (old, new, reads) in changes {
            let json = whole.replace(old, new);
            assert_eq!(serde_json::from_str::<Moment>(&json).is_ok(), reads, "{json}");
            assert_eq!(serde_json::from_str::<Moment<AnyText>>(&json).is_ok(), reads, "{json}");
        }
    }
}
