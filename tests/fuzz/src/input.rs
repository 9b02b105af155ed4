//! Inputs are text where they can be, so that seeds and findings can be read: parts, with a line of two hyphens between.

use std::{borrow::Cow, hash::Hasher};

use serde_json::Value;

const BETWEEN: &[u8] = b"\n--\n";

/// The first `N` parts; missing ones are empty, and the last has everything that is left.
pub(crate) fn parts<const N: usize>(data: &[u8]) -> [&[u8]; N] {
    let mut rest = data;
    std::array::from_fn(|index| {
        let at = rest.windows(BETWEEN.len()).position(|window| window == BETWEEN);
        match at.filter(|_| index + 1 < N) {
            Some(at) => {
                let part = &rest[..at];
                rest = &rest[at + BETWEEN.len()..];
                part
            }
            None => std::mem::take(&mut rest),
        }
    })
}

/// A part as text, even if it is not UTF-8.
pub(crate) fn text(part: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(part)
}

/// `name: value` lines, as headers are written; a line without a colon is a name with an empty value.
pub(crate) fn pairs(part: &[u8]) -> Vec<(String, String)> {
    let line = |line: &str| {
        let (name, value) = line.split_once(": ").unwrap_or((line, ""));
        (name.to_owned(), value.to_owned())
    };
    text(part).lines().map(line).collect()
}

/// A number that depends on every byte: for choices that an input makes without saying so. The same on every run.
pub(crate) fn checksum(data: &[u8]) -> usize {
    // The default hasher made by `new` has fixed keys.
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(data);
    usize::try_from(hasher.finish() >> 16).unwrap_or_default()
}

/// The operation of a name as `cognito-idp:SignUp` among those that `fits` lets through. Any other text means some
/// operation too, so that no mutation of a name is wasted.
pub(crate) fn operation(name: &[u8], fits: impl Fn(&wire::Service) -> bool) -> &'static wire::Operation {
    let services = wire::services().iter().filter(|service| fits(service));
    let all: Vec<_> = services.flat_map(|service| service.operations).copied().collect();
    let named = text(name);
    let is_it = |one: &&&wire::Operation| format!("{}:{}", one.service.name, one.name) == named;
    all.iter().find(is_it).copied().unwrap_or_else(|| all[checksum(name) % all.len()])
}

/// Whether two values are the same, but for the last digits of fractions: `serde_json` reads those to within one unit.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => a == b || close(a.as_f64(), b.as_f64()),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => one == other,
    }
}

fn close(a: Option<f64>, b: Option<f64>) -> bool {
    a.zip(b).is_some_and(|(a, b)| (a - b).abs() <= a.abs().max(b.abs()) * 1e-14)
}

/// The text with one of its characters replaced by another of base64's; `at` chooses both. Empty stays empty.
pub(crate) fn changed(text: &str, at: usize) -> String {
    let mut bytes = text.as_bytes().to_vec();
    if bytes.is_empty() {
        return String::new();
    }
    let at = at % bytes.len();
    bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
    String::from_utf8_lossy(&bytes).into_owned()
}
