//! Claims as texts, as AWS writes them into attributes.

use std::{borrow::Cow, collections::BTreeMap};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

/// Claims of one answer that are read.
const CLAIMS_MAX: usize = 200;
/// Characters of a provider's own id of a user.
const SUBJECT_MAX: usize = 255;
/// What is written as it is in a value of several.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'*').remove(b'_').remove(b' ');

/// The claims that have a value.
pub(super) fn texts(object: &Map<String, Value>) -> BTreeMap<String, String> {
    let told = object.iter().take(CLAIMS_MAX);
    told.filter_map(|(name, value)| Some((name.clone(), text(value)?.into_owned()))).collect()
}

/// The provider's own id of the user.
pub(super) fn subject(object: &Map<String, Value>, claim: &str) -> Option<String> {
    let subject = match object.get(claim)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let is_id = !subject.is_empty() && !subject.contains(char::is_control) && subject.len() <= SUBJECT_MAX;
    is_id.then_some(subject)
}

/// Several values are one text, `[a, b]`, in which each is written as in a form.
fn text(value: &Value) -> Option<Cow<'_, str>> {
    Some(match value {
        Value::Null => return None,
        Value::String(text) => text.as_str().into(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string().into(),
        Value::Array(values) => {
            let each = values.iter().filter_map(text).map(|value| encoded(&value));
            format!("[{}]", each.collect::<Vec<_>>().join(", ")).into()
        }
    })
}

fn encoded(value: &str) -> String {
    utf8_percent_encode(value, ENCODED).to_string().replace(' ', "+")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(object) => object,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn claims_are_texts_and_several_values_one() {
        let told = texts(&object(json!({
            "name": "Ada", "email_verified": true, "age": 36, "nothing": null, "blank": "",
            "groups": ["a b", "c&d", "e.f-g*h_i"], "address": { "formatted": "London" },
        })));
        let expected = [
            ("address", "{\"formatted\":\"London\"}"),
            ("age", "36"),
            ("blank", ""),
            ("email_verified", "true"),
            ("groups", "[a+b, c%26d, e.f-g*h_i]"),
            ("name", "Ada"),
        ];
        assert_eq!(told, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    }

    #[test]
    fn a_subject_is_a_text_or_a_number_of_bounded_length() {
        let of = |value| subject(&object(json!({ "sub": value })), "sub");
        assert_eq!(of(json!("1")).as_deref(), Some("1"));
        assert_eq!(of(json!(12_345)).as_deref(), Some("12345"));
        for wrong in [json!(""), json!(null), json!(["1"]), json!("a\nb"), json!("x".repeat(256))] {
            assert_eq!(of(wrong.clone()), None, "{wrong}");
        }
    }
}
