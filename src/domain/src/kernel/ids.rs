//! Names of ledgers, streams and subjects: opaque, random, never a person's name. Cheap to clone.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! text_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps the text as it is.
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::new)
            }
        }

        /// So that a map by ids can be asked by text.
        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id! {
    /// A ledger: the id of a user pool (`us-east-1_AbCdEf123`), of an identity pool (`us-east-1:<uuid>`), or `account`.
    LedgerId
}

impl LedgerId {
    /// The ledger of roles, policies, access keys and the list of pools.
    pub fn account() -> Self {
        Self("account".into())
    }
}

text_id! {
    /// The events of one aggregate inside a ledger: `<kind>-<id>`.
    StreamId
}

impl StreamId {
    /// The kind of aggregate that lives here: the part before the first hyphen.
    pub fn kind(&self) -> &str {
        self.0.split_once('-').map_or(&self.0, |(kind, _)| kind)
    }

    /// Whether an aggregate of this kind lives here.
    pub fn is_of(&self, kind: &str) -> bool {
        self.0.strip_prefix(kind).is_some_and(|rest| rest.starts_with('-'))
    }

    /// The part after the kind and its hyphen.
    pub fn id(&self) -> &str {
        self.0.split_once('-').map_or("", |(_, id)| id)
    }
}

text_id! {
    /// Whose data a stream holds: the stream id of the person (`user-<sub>`, `identity-<id>`). Names the subject key.
    SubjectId
}

/// Where an aggregate lives, and whose key seals what it says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stream {
    /// The ledger.
    pub ledger: LedgerId,
    /// The stream within it.
    pub id: StreamId,
    /// The person whose subject key seals personal fields; `None`: sealed by the ledger's own key.
    pub subject: Option<SubjectId>,
}

impl Stream {
    /// A stream that is about no person (configuration).
    pub fn impersonal(ledger: LedgerId, kind: &str, id: &str) -> Self {
        Self { ledger, id: StreamId::new(format!("{kind}-{id}")), subject: None }
    }

    /// A stream that is a person: it is its own subject.
    pub fn person(ledger: LedgerId, kind: &str, id: &str) -> Self {
        let name: Arc<str> = format!("{kind}-{id}").into();
        Self { ledger, id: StreamId(Arc::clone(&name)), subject: Some(SubjectId(name)) }
    }

    /// A stream about a part of a person's data (a session, a dataset), forgotten together with that person.
    pub fn belonging(person: &Self, kind: &str, id: &str) -> Self {
        Self {
            ledger: person.ledger.clone(),
            id: StreamId::new(format!("{kind}-{id}")),
            subject: person.subject.clone(),
        }
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.ledger, self.id)
    }
}
