//! What distinguishes one send from another: an id, and the time of the event that it follows. And what takes a message.

use std::{fmt, str::FromStr};

/// The longest id: with the time in front it still fits a file name, and with a domain behind it a header line.
pub const ID_MAX_LENGTH: usize = 100;

/// The name of one message, the same each time that message is sent.
///
/// 1 to [`ID_MAX_LENGTH`] ASCII letters, digits, `-`, `_` and `.`, beginning with a letter or digit; so it can stand in
/// a file name and in a Message-ID as it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DispatchId(String);

/// The text is no [`DispatchId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a message id is 1 to {ID_MAX_LENGTH} letters, digits, '-', '_' or '.', beginning with a letter or digit"
)]
pub struct BadDispatchId;

impl FromStr for DispatchId {
    type Err = BadDispatchId;

    fn from_str(text: &str) -> Result<Self, BadDispatchId> {
        let starts_well = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        let all_allowed = text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        if starts_well && all_allowed && text.len() <= ID_MAX_LENGTH {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadDispatchId)
        }
    }
}

impl fmt::Display for DispatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One send: which message, and when the event happened that it reports (not when it is tried).
///
/// Both come from the event, so a repeat has the same ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatch {
    /// The same on each repeat.
    pub id: DispatchId,
    /// Milliseconds since the Unix epoch; a time before it counts as the epoch.
    pub at_ms: i64,
}

/// What takes messages from the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// A server or a gateway, which delivers them.
    Relay,
    /// A folder, where they stay.
    Outbox,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_could_leave_its_folder_or_its_header_is_refused() {
        for bad in ["", ".hidden", "../up", "a/b", "a b", "a\r\nBcc: x", "ü", &"x".repeat(ID_MAX_LENGTH + 1)]
        {
            assert_eq!(bad.parse::<DispatchId>(), Err(BadDispatchId), "{bad:?}");
        }
        assert!("us-east-1_Ab.42".parse::<DispatchId>().is_ok());
    }
}
