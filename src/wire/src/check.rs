//! Checks a value against every constraint of the model, and says what is broken in AWS's words.
//!
//! Lengths of text are counted in Unicode scalar values. AWS counts UTF-16 code units, so a text of characters outside
//! the basic plane may here be up to twice as long.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::{
    error::WireError,
    service::Operation,
    shape::{Bounds, Kind, Member, Shape},
    values::decode_base64,
    violation::{Shown, Violation},
};

/// After so many broken constraints no more are looked for: no client needs more, and a message stays of bounded size.
pub const MAX_VIOLATIONS: usize = 50;

/// A quoted value is cut after so many characters.
pub const MAX_SHOWN_CHARS: usize = 1024;

/// Checks what [`crate::request::decode`] read. All violations are collected, up to [`MAX_VIOLATIONS`].
pub fn check(operation: &Operation, input: &Value) -> Result<(), WireError> {
    let mut found = Found(Vec::new());
    if let (Some(shape), Some(map)) = (operation.input, input.as_object()) {
        found.structure(shape.members(), map, "");
    }
    found.0.truncate(MAX_VIOLATIONS);
    if found.0.is_empty() { Ok(()) } else { Err(WireError::Invalid(found.0)) }
}

struct Found(Vec<Violation>);

impl Found {
    fn structure(&mut self, members: &[Member], map: &Map<String, Value>, path: &str) {
        for member in members {
            if self.0.len() >= MAX_VIOLATIONS {
                return;
            }
            let path = below(path, member.name);
            match map.get(member.name) {
                Some(value) => self.value(member.shape, value, &path),
                None if member.required => self.add(&path, Shown::Null, "Member must not be null"),
                None => {}
            }
        }
    }

    fn value(&mut self, shape: &Shape, value: &Value, path: &str) {
        for constraint in broken(shape, value) {
            self.add(path, shown(shape, value), constraint);
        }
        match (&shape.kind, value) {
            (Kind::Structure(members), Value::Object(map)) => self.structure(members, map, path),
            (Kind::List { member, .. }, Value::Array(items)) => self.items(shape, member, value, items, path),
            (Kind::Map { key, value: element, .. }, Value::Object(map)) => {
                if map.keys().any(|name| !broken(key, &Value::String(name.clone())).is_empty()) {
                    self.add(path, shown(shape, value), bracket("Map keys must satisfy constraint: ", key));
                }
                self.entries(shape, element, value, map, path);
            }
            _ => {}
        }
    }

    fn items(&mut self, shape: &Shape, member: &Shape, list: &Value, items: &[Value], path: &str) {
        if is_scalar(member) {
            if items.iter().any(|item| !broken(member, item).is_empty()) {
                self.add(path, shown(shape, list), bracket("Member must satisfy constraint: ", member));
            }
            return;
        }
        for (index, item) in items.iter().enumerate() {
            if self.0.len() >= MAX_VIOLATIONS {
                return;
            }
            self.value(member, item, &format!("{path}.{}.member", index + 1));
        }
    }

    fn entries(
        &mut self,
        shape: &Shape,
        element: &Shape,
        map: &Value,
        entries: &Map<String, Value>,
        path: &str,
    ) {
        if is_scalar(element) {
            if entries.values().any(|entry| !broken(element, entry).is_empty()) {
                self.add(path, shown(shape, map), bracket("Map value must satisfy constraint: ", element));
            }
            return;
        }
        for (name, entry) in entries {
            if self.0.len() >= MAX_VIOLATIONS {
                return;
            }
            self.value(element, entry, &format!("{path}.{}.member", cut(name)));
        }
    }

    fn add(&mut self, path: &str, shown: Shown, constraint: impl Into<Cow<'static, str>>) {
        self.0.push(Violation { path: path.to_owned(), shown, constraint: constraint.into() });
    }
}

/// The constraints of the shape itself that the value breaks; what it contains is not looked at.
fn broken(shape: &Shape, value: &Value) -> Vec<Cow<'static, str>> {
    let mut broken = Vec::new();
    match (&shape.kind, value) {
        (Kind::Text { length, pattern, choices }, Value::String(text)) => {
            outside(&mut broken, *length, text.chars().count().try_into(), "length");
            if let Some(pattern) = pattern.filter(|pattern| !pattern.matches(text)) {
                broken.push(must_match(pattern.source()));
            }
            if !choices.is_empty() && !choices.contains(&text.as_str()) {
                broken.push(must_be_one_of(choices));
            }
        }
        (Kind::Blob { length }, Value::String(text)) => {
            let bytes = decode_base64(text).map_or(0, |bytes| bytes.len());
            outside(&mut broken, *length, bytes.try_into(), "length");
        }
        (Kind::List { size, .. }, Value::Array(items)) => {
            outside(&mut broken, *size, items.len().try_into(), "length");
        }
        (Kind::Map { size, .. }, Value::Object(map)) => {
            outside(&mut broken, *size, map.len().try_into(), "length");
        }
        (Kind::Integer { value: bounds } | Kind::Long { value: bounds }, Value::Number(number)) => {
            if let Some(number) = number.as_i64() {
                outside::<()>(&mut broken, *bounds, Ok(number), "value");
            }
        }
        _ => {}
    }
    broken
}

fn outside<E>(broken: &mut Vec<Cow<'static, str>>, bounds: Bounds, measure: Result<i64, E>, what: &str) {
    let measure = measure.unwrap_or(i64::MAX);
    if let Some(max) = bounds.max.filter(|max| measure > *max) {
        broken.push(at_most(what, max));
    }
    if let Some(min) = bounds.min.filter(|min| measure < *min) {
        broken.push(at_least(what, min));
    }
}

/// What AWS says of the elements of a list or map: all that they must satisfy, not only what is broken.
fn bracket(opening: &str, element: &Shape) -> String {
    let mut all = Vec::new();
    let (bounds, what) = match &element.kind {
        Kind::Text { length, .. } | Kind::Blob { length } => (*length, "length"),
        Kind::Integer { value } | Kind::Long { value } => (*value, "value"),
        _ => (Bounds { min: None, max: None }, ""),
    };
    all.extend(bounds.max.map(|max| at_most(what, max)));
    all.extend(bounds.min.map(|min| at_least(what, min)));
    if let Kind::Text { pattern, choices, .. } = &element.kind {
        all.extend(pattern.map(|pattern| must_match(pattern.source())));
        all.extend((!choices.is_empty()).then(|| must_be_one_of(choices)));
    }
    format!("{opening}[{}]", all.join(", "))
}

fn at_most(what: &str, max: i64) -> Cow<'static, str> {
    format!("Member must have {what} less than or equal to {max}").into()
}

fn at_least(what: &str, min: i64) -> Cow<'static, str> {
    format!("Member must have {what} greater than or equal to {min}").into()
}

fn must_match(pattern: &str) -> Cow<'static, str> {
    format!("Member must satisfy regular expression pattern: {pattern}").into()
}

fn must_be_one_of(choices: &[&str]) -> Cow<'static, str> {
    format!("Member must satisfy enum value set: [{}]", choices.join(", ")).into()
}

fn is_scalar(shape: &Shape) -> bool {
    !matches!(shape.kind, Kind::Structure(_) | Kind::List { .. } | Kind::Map { .. })
}

/// `UserPoolId` below `a` is `a.userPoolId`: AWS writes members as Java fields, with a small first letter.
fn below(path: &str, member: &str) -> String {
    let mut chars = member.chars();
    let first: String = chars.next().map(|first| first.to_ascii_lowercase()).into_iter().collect();
    let dot = if path.is_empty() { "" } else { "." };
    format!("{path}{dot}{first}{}", chars.as_str())
}

fn shown(shape: &Shape, value: &Value) -> Shown {
    if shape.hides_its_value() || matches!(shape.kind, Kind::Blob { .. }) {
        return Shown::Secret;
    }
    Shown::Value(cut(&text(value)))
}

/// As Java prints it: `[a, b]`, `{k=v}`.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().take(MAX_SHOWN_CHARS).map(text).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let entries =
                map.iter().take(MAX_SHOWN_CHARS).map(|(key, value)| format!("{key}={}", text(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN_CHARS) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
