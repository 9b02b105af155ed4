//! Roles between the wire and the app.

use app::iam::{
    role_settings::Part,
    roles::{FoundRole, NewRole},
};
use domain::account::role::Created;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use wire::{Timestamp, iam as shape};

/// What RFC 3986 lets stand as it is beside letters and digits.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Rows on a page, where the caller names no number.
const PAGE: usize = 100;

/// Documents travel percent-encoded.
pub(super) fn document(json: &str) -> String {
    utf8_percent_encode(json, ENCODED).to_string()
}

/// Which part of a role's list is asked for.
pub(super) fn part(max_items: Option<i32>, marker: Option<&str>) -> Part<'_> {
    let limit = max_items.and_then(|max| usize::try_from(max).ok()).unwrap_or(PAGE);
    Part { limit, marker }
}

pub(super) fn new_role(input: shape::CreateRoleRequest) -> NewRole {
    NewRole {
        name: input.role_name,
        path: input.path,
        trust_policy: input.assume_role_policy_document,
        description: input.description,
        // The model bounds it from below, far above zero.
        max_session_seconds: input.max_session_duration.and_then(|seconds| u32::try_from(seconds).ok()),
        tags: input.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect(),
    }
}

pub(super) fn role(found: &FoundRole) -> shape::Role {
    shown(&found.id, found.active.made.clone())
}

pub(super) fn shown(id: &str, made: Created) -> shape::Role {
    let tags: Vec<_> = made.tags.into_iter().map(|(key, value)| shape::Tag { key, value }).collect();
    shape::Role {
        arn: made.arn,
        assume_role_policy_document: Some(document(&made.trust_policy)),
        create_date: Timestamp::from_millis(made.at.ms()),
        description: made.description,
        max_session_duration: i32::try_from(made.max_session_seconds).ok(),
        path: made.path,
        role_id: id.to_owned(),
        role_name: made.name,
        tags: (!tags.is_empty()).then_some(tags),
        ..shape::Role::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_travel_percent_encoded_as_rfc_3986_says() {
        assert_eq!(document(r#"{"a": "b-c_d.~*"}"#), "%7B%22a%22%3A%20%22b-c_d.~%2A%22%7D");
    }
}
