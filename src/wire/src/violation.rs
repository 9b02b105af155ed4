//! A broken constraint, and how AWS reports several.

use std::borrow::Cow;

/// One broken constraint. It has no `Debug`, because it may quote the caller.
#[derive(Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where, as AWS writes it: `userAttributes.1.member.name`.
    pub(crate) path: String,
    pub(crate) shown: Shown,
    /// What must be: `Member must not be null`.
    pub(crate) constraint: Cow<'static, str>,
}

/// What a message may show of the value.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Shown {
    Null,
    Secret,
    Value(String),
}

/// `2 validation errors detected: ...; ...`
pub(crate) fn message(violations: &[Violation]) -> String {
    let all: Vec<String> = violations.iter().map(sentence).collect();
    let plural = if all.len() == 1 { "error" } else { "errors" };
    format!("{} validation {plural} detected: {}", all.len(), all.join("; "))
}

fn sentence(Violation { path, shown, constraint }: &Violation) -> String {
    match shown {
        Shown::Null => format!("Value null at '{path}' failed to satisfy constraint: {constraint}"),
        Shown::Secret => format!("Value at '{path}' failed to satisfy constraint: {constraint}"),
        Shown::Value(value) => {
            format!("Value '{value}' at '{path}' failed to satisfy constraint: {constraint}")
        }
    }
}
