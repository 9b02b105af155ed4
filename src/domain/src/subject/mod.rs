//! The record that a person was forgotten, which outlives the person. Lives in the person's ledger, and names no person.

pub mod commands;
mod events;

use serde::{Deserialize, Serialize};

pub use events::{Forgotten, SubjectEvent};

use crate::{Aggregate, Scope, Stream, SubjectId, Timestamp};

/// Where the forgetting of a person is recorded. `person` is the person's stream.
pub fn stream(person: &Stream) -> Option<Stream> {
    let subject = person.subject.as_ref()?;
    Some(Stream::impersonal(person.ledger.clone(), Subject::KIND, subject.as_str()))
}

/// The subject whose forgetting a stream of this kind records.
pub fn subject_of(stream: &crate::StreamId) -> SubjectId {
    SubjectId::new(stream.id())
}

/// Whether a person's key was destroyed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Subject {
    /// No destruction of the key is recorded.
    #[default]
    Remembered,
    /// The key was destroyed.
    Forgotten {
        /// When.
        at: Timestamp,
    },
}

/// Never refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {}

impl Aggregate for Subject {
    const KIND: &'static str = "subject";
    type Event = SubjectEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &SubjectEvent) {
        match event {
            SubjectEvent::Forgotten(forgotten) => *self = Self::Forgotten { at: forgotten.at },
        }
    }

    fn taken(scope: Scope) -> Refusal {
        unreachable!("a subject claims no name, so none of its names is taken: {scope}")
    }
}
