//! What each read model here defines: which rows an event concerns, and how it changes them.

use ledger::{Opened, Undecodable};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A read model of one row per thing.
pub(crate) trait Model: Send + Sync + 'static {
    const NAME: &'static str;
    const VERSION: u32;
    /// Its own indexes.
    const INDEXES: &'static str;
    /// The prefixes of the kinds of its events.
    const KINDS: &'static [&'static str];
    type Row: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// Which rows an event concerns.
    fn touches(event: &Opened) -> Result<Touch, Undecodable>;
    /// What a row belongs to and is dropped with: its member `parent`.
    fn parent(_: &Self::Row) -> Option<&str> {
        None
    }
    /// The row after an event that concerns it; `None`: there is none.
    fn apply(row: Option<Self::Row>, event: &Opened) -> Result<Option<Self::Row>, Undecodable>;
}

/// Which rows of its ledger an event concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Touch {
    None,
    One(String),
    /// Those that belong to this parent, which are dropped.
    DropOf(String),
    /// All of them, which are dropped.
    DropAll,
}

/// Postgres keeps no NUL in a text: a read model shows U+FFFD in its place. The log keeps the text as it was.
pub(crate) fn storable(value: Value) -> Value {
    let text = |text: String| if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text };
    match value {
        Value::String(string) => Value::String(text(string)),
        Value::Array(items) => Value::Array(items.into_iter().map(storable).collect()),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, member)| (text(name), storable(member))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}
