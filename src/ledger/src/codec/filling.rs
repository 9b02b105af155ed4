//! The values that fill the holes of an event.

use std::sync::LazyLock;

use crypto::seal::DataKey;
use domain::MARK_FORGOTTEN;
use memchr::memmem::Finder;
use serde_json::value::RawValue;

use super::{Place, subject_of};

/// What a hole begins with; its number and a bracket follow. A quotation mark within a text is written otherwise, so that nothing but a
/// hole has these bytes.
const HOLE: &[u8] = br#"{"$sealed":"#;
/// Built once: that takes as long as searching most of the texts.
static HOLES: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(HOLE));

/// An opened blob: a JSON array; or that it is forgotten.
pub(crate) enum Plain {
    /// Nothing was sealed.
    Nothing,
    Known(Vec<u8>),
    Forgotten,
}

impl Plain {
    /// Opens a blob; `key` is `None` where it was destroyed.
    pub(crate) fn open(sealed: &[u8], place: &Place<'_>, key: Option<&DataKey>) -> Result<Self, String> {
        let Some(subject) = subject_of(sealed) else { return Ok(Self::Nothing) };
        let Some(key) = key else { return Ok(Self::Forgotten) };
        let body = sealed.get(2 + subject.len()..).unwrap_or_default();
        let opened = key.open(&place.bound_to(subject), body);
        opened.map(Self::Known).map_err(|_| {
            "the sealed part does not open: wrong master key, or it was tampered with".to_owned()
        })
    }

    pub(crate) fn is_forgotten(&self) -> bool {
        matches!(self, Self::Forgotten)
    }

    /// The values, in the order of their holes.
    pub(crate) fn filling(&self) -> Result<Filling<'_>, String> {
        match self {
            Self::Nothing => Ok(Filling::Known(Vec::new())),
            Self::Known(array) => {
                serde_json::from_slice(array).map(Filling::Known).map_err(|error| error.to_string())
            }
            Self::Forgotten => Ok(Filling::Forgotten),
        }
    }
}

/// What fills the holes: values, or that they are forgotten.
pub(crate) enum Filling<'a> {
    Known(Vec<&'a RawValue>),
    Forgotten,
}

impl Filling<'_> {
    /// The JSON with everything back where it was; `None`: nothing was taken out.
    pub(crate) fn fill(&self, json: &[u8]) -> Option<Vec<u8>> {
        let mut holes = HOLES.find_iter(json).peekable();
        holes.peek()?;
        let mut filled = Vec::with_capacity(2 * json.len());
        let mut done = 0;
        for at in holes {
            let Some((number, end)) = number_of_hole(json, at) else { continue };
            filled.extend_from_slice(&json[done..at]);
            self.put(number, &mut filled);
            done = end;
        }
        filled.extend_from_slice(&json[done..]);
        Some(filled)
    }

    fn put(&self, number: Option<usize>, into: &mut Vec<u8>) {
        let known = match self {
            Self::Known(values) => number.and_then(|number| values.get(number)),
            Self::Forgotten => None,
        };
        match known {
            Some(value) => into.extend_from_slice(value.get().as_bytes()),
            None => into.extend_from_slice(format!(r#"{{"{MARK_FORGOTTEN}":null}}"#).as_bytes()),
        }
    }
}

/// The number of the hole that begins here, and where it ends. No number: one that nothing can fill. `None`: this is no hole, but a longer
/// object.
fn number_of_hole(json: &[u8], at: usize) -> Option<(Option<usize>, usize)> {
    let from = at + HOLE.len();
    let digits = json[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let end = from + digits;
    if digits == 0 || json.get(end) != Some(&b'}') {
        return None;
    }
    Some((std::str::from_utf8(&json[from..end]).ok()?.parse().ok(), end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(json: &str, values: &str) -> String {
        let plain = Plain::Known(values.into());
        plain
            .filling()
            .unwrap()
            .fill(json.as_bytes())
            .map_or(json.into(), |filled| String::from_utf8(filled).unwrap())
    }

    #[test]
    fn what_was_taken_out_comes_back_where_it_was() {
        let json = r#"{"a":{"$sealed":1},"b":[{"$sealed":0},2]}"#;
        assert_eq!(filled(json, r#"["x",{"$sealed":7}]"#), r#"{"a":{"$sealed":7},"b":["x",2]}"#);
        assert_eq!(filled(r#"{"$sealed":0}"#, "[null]"), "null");
    }

    #[test]
    fn what_only_looks_like_a_hole_stays() {
        for json in [
            r#"{"$sealed":0,"b":1}"#,
            r#"{"$sealed":"0"}"#,
            r#"{"a":"{\"$sealed\":0}"}"#,
            r#"{"$sealed":-1}"#,
            "{",
        ] {
            assert_eq!(filled(json, "[5]"), json);
        }
    }

    #[test]
    fn where_nothing_fills_a_hole_it_reads_as_forgotten() {
        assert_eq!(filled(r#"[{"$sealed":1}]"#, "[5]"), r#"[{"$forgotten":null}]"#);
        assert_eq!(filled(r#"[{"$sealed":99999999999999999999999}]"#, "[5]"), r#"[{"$forgotten":null}]"#);
        let forgotten = Plain::Forgotten.filling().unwrap().fill(br#"{"a":{"$sealed":0}}"#).unwrap();
        assert_eq!(forgotten, br#"{"a":{"$forgotten":null}}"#);
    }
}
