//! How answers are written: tables for people, JSON for programs. Secrets in neither.

use chrono::{DateTime, SecondsFormat};
use comfy_table::{ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};
use domain::{MARK_FORGOTTEN, MARK_PERSONAL, MARK_SECRET, Personal, Timestamp};
use serde::Serialize;
use serde_json::Value;

use crate::fault::Fault;

/// Shown in the place of a secret.
const SECRET: &str = "(secret)";
const FORGOTTEN: &str = "(forgotten)";
const HIDDEN: &str = "***";
/// Characters of one value in a table.
const VALUE_MAX: usize = 120;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Teller {
    pub(crate) json: bool,
    pub(crate) hide_personal: bool,
}

impl Teller {
    /// A personal text: as it is, or what is shown in its place.
    pub(crate) fn personal(self, text: &Personal<String>) -> &str {
        match text {
            // An empty text reveals nothing of a person.
            Personal::Known(text) if self.hide_personal && !text.is_empty() => HIDDEN,
            Personal::Known(text) => text,
            Personal::Forgotten => FORGOTTEN,
        }
    }

    /// A value without marks: what is personal as it is (or hidden), what is secret never.
    pub(crate) fn plain(self, value: Value) -> Value {
        match value {
            Value::Object(members) if members.len() == 1 && members.contains_key(MARK_SECRET) => {
                SECRET.into()
            }
            Value::Object(members) if members.len() == 1 && members.contains_key(MARK_FORGOTTEN) => {
                FORGOTTEN.into()
            }
            Value::Object(mut members) if members.len() == 1 && members.contains_key(MARK_PERSONAL) => {
                if self.hide_personal {
                    return HIDDEN.into();
                }
                members.remove(MARK_PERSONAL).map_or(Value::Null, |inner| self.plain(inner))
            }
            Value::Object(members) => {
                Value::Object(members.into_iter().map(|(name, value)| (name, self.plain(value))).collect())
            }
            Value::Array(items) => Value::Array(items.into_iter().map(|item| self.plain(item)).collect()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
        }
    }
}

/// RFC 3339, UTC, with milliseconds.
pub(crate) fn time(at: Timestamp) -> String {
    DateTime::from_timestamp_millis(at.ms())
        .map_or_else(|| at.ms().to_string(), |time| time.to_rfc3339_opts(SecondsFormat::Millis, true))
}

pub(crate) fn print_json(answer: &impl Serialize) -> Result<(), Fault> {
    println!("{}", serde_json::to_string_pretty(answer)?);
    Ok(())
}

pub(crate) fn print_table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header.to_vec());
    for row in rows {
        table.add_row(row);
    }
    println!("{table}");
}

/// `path.to.member` and its value as text, for every leaf; in order.
pub(crate) fn leaves(value: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(value, String::new(), &mut found);
    found
}

fn walk(value: &Value, path: String, found: &mut Vec<(String, String)>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(name, member)| walk(member, below(name), found));
        }
        Value::Array(items) if !items.is_empty() => {
            items.iter().enumerate().for_each(|(n, item)| walk(item, below(&n.to_string()), found));
        }
        Value::String(text) => found.push((path, text.clone())),
        other => found.push((path, other.to_string())),
    }
}

/// No longer than a table cell may be.
pub(crate) fn shortened(text: &str) -> String {
    if text.chars().count() <= VALUE_MAX {
        return text.to_owned();
    }
    text.chars().take(VALUE_MAX - 3).chain("...".chars()).collect()
}

/// A timestamp among the leaves of an event or a state reads as one.
pub(crate) fn readable((path, text): (String, String)) -> (String, String) {
    let name = path.rsplit('.').next().unwrap_or_default();
    let is_time =
        name == "at" || name == "now" || name == "until" || name.ends_with("_at") || name.ends_with("_until");
    match text.parse::<i64>() {
        Ok(ms) if is_time => (path, time(Timestamp::from_ms(ms))),
        _ => (path, text),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn marked() -> Value {
        json!({
            "email": { "$personal": "ada@example.com" },
            "deep": [{ "phc": { "$secret": "argon2" } }, { "gone": { "$forgotten": null } }],
            "wrapped": { "$personal": { "inner": { "$secret": "x" } } },
        })
    }

    #[test]
    fn a_secret_is_never_told_and_personal_data_only_where_it_may_be() {
        let teller = |hide_personal| Teller { json: false, hide_personal };
        assert_eq!(
            teller(false).plain(marked()),
            json!({ "email": "ada@example.com", "deep": [{ "phc": "(secret)" }, { "gone": "(forgotten)" }],
                    "wrapped": { "inner": "(secret)" } })
        );
        let hidden = teller(true).plain(marked()).to_string();
        assert!(!hidden.contains("ada") && !hidden.contains("argon2") && hidden.contains("***"));
    }

    #[test]
    fn leaves_are_named_by_their_path_and_times_are_read() {
        let value = json!({ "a": { "created_at": 1_700_000_000_000_i64, "n": 7 }, "b": ["x"] });
        let leaves: Vec<_> = leaves(&value).into_iter().map(readable).collect();
        let pair = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        assert_eq!(
            leaves,
            [pair("a.created_at", "2023-11-14T22:13:20.000Z"), pair("a.n", "7"), pair("b.0", "x")]
        );
    }
}
