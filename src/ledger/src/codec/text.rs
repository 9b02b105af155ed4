//! A text of which nothing is kept.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor},
};

/// Reads from whatever a `String` reads from.
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
}
