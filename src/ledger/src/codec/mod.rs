//! Between an event and its record: tag and payload apart, marked fields taken out and sealed, and all of it back again.
//!
//! Sealed layout: 2 bytes length of the subject's name, the name (empty: the ledger's own key), then what [`DataKey::seal`]
//! makes of the JSON array of everything that was marked. Bound to ledger, stream, version and subject.

mod filling;
mod holes;
mod tagged;

use std::{
    any::Any,
    sync::{Arc, OnceLock},
};

use crypto::seal::DataKey;
use domain::{Event, Kind, LedgerId, Moment, StreamId, SubjectId};
use serde::{Deserialize, Serialize, Serializer, de::DeserializeOwned};
use serde_json::Value;

pub(crate) use filling::Plain;
pub(crate) use holes::Marked;
use tagged::Tagged;

use crate::{Record, Version};

/// A record that cannot be read: never skipped, it stops its reader.
#[derive(Debug, thiserror::Error)]
#[error("{place}: cannot read {kind}: {fault}")]
pub struct Undecodable {
    place: String,
    kind: String,
    fault: String,
}

impl Undecodable {
    fn of(record: &Record, fault: &impl ToString) -> Self {
        Self {
            place: format!("{} position {}", record.ledger, record.position),
            kind: record.kind.clone(),
            fault: fault.to_string(),
        }
    }
}

/// The place of a sealed blob, to which it is bound.
pub(crate) struct Place<'a> {
    pub(crate) ledger: &'a LedgerId,
    pub(crate) stream: &'a StreamId,
    pub(crate) version: Version,
}

impl Place<'_> {
    fn bound_to(&self, subject: &str) -> Vec<u8> {
        let mut aad = Vec::with_capacity(160);
        aad.extend_from_slice(b"recognito/sealed/1");
        for part in [self.ledger.as_str(), self.stream.as_str(), subject] {
            aad.extend_from_slice(&(part.len() as u64).to_be_bytes());
            aad.extend_from_slice(part.as_bytes());
        }
        aad.extend_from_slice(&self.version.to_be_bytes());
        aad
    }
}

/// Seals what was marked; empty when nothing was.
pub(crate) fn seal(marked: Marked, place: &Place<'_>, subject: &str, key: &DataKey) -> Vec<u8> {
    let Some(plain) = marked.into_json() else { return Vec::new() };
    let name = u16::try_from(subject.len()).unwrap_or(u16::MAX);
    let body = key.seal(&place.bound_to(subject), &plain);
    [&name.to_be_bytes()[..], subject.as_bytes(), &body].concat()
}

/// The subject whose key a blob needs; `None` for an empty blob.
pub(crate) fn subject_of(sealed: &[u8]) -> Option<&str> {
    let (length, rest) = sealed.split_first_chunk::<2>()?;
    let name = rest.get(..usize::from(u16::from_be_bytes(*length)))?;
    // A subject's name that is not UTF-8 belongs to no subject: its blob opens with no key.
    Some(std::str::from_utf8(name).unwrap_or("\u{fffd}"))
}

/// A record with its payload readable: what was sealed is back in its place, or marked as forgotten.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The row it came from.
    pub record: Arc<Record>,
    /// Whether its sealing key is gone.
    pub forgotten: bool,
    /// JSON: the payload, in the shape it was written in, where something was taken out of the record's.
    data: Option<Vec<u8>>,
    /// JSON: the moment, likewise.
    meta: Option<Vec<u8>>,
    /// The parsed event, once a caller has asked for it.
    event: OnceLock<Arc<dyn Any + Send + Sync>>,
}

impl Opened {
    pub(crate) fn open(record: impl Into<Arc<Record>>, key: Option<&DataKey>) -> Result<Self, Undecodable> {
        let record = record.into();
        let place = Place { ledger: &record.ledger, stream: &record.stream, version: record.version };
        let fault = |fault: String| Undecodable::of(&record, &fault);
        let plain = Plain::open(&record.sealed, &place, key).map_err(fault)?;
        let filling = plain.filling().map_err(fault)?;
        let (data, meta) = (filling.fill(&record.data), filling.fill(&record.meta));
        Ok(Self { forgotten: plain.is_forgotten(), data, meta, record, event: OnceLock::new() })
    }

    /// The person whose key its sealed part needs; `None` where nothing was sealed, or it was sealed by the ledger's own key.
    pub fn subject(&self) -> Option<SubjectId> {
        subject_of(&self.record.sealed).filter(|subject| !subject.is_empty()).map(SubjectId::new)
    }

    /// The event as today's type, lifted from the shape it was written in. It is parsed once, for all callers that ask for the type that
    /// was asked for first.
    pub fn event<E: Event>(&self) -> Result<Arc<E>, Undecodable> {
        if let Some(event) = self.event.get().and_then(|event| Arc::clone(event).downcast().ok()) {
            return Ok(event);
        }
        let event = Arc::new(self.read::<E>()?);
        // It is set already where another type was asked for first.
        let _ = self.event.set(Arc::<E>::clone(&event));
        Ok(event)
    }

    fn read<E: Event>(&self) -> Result<E, Undecodable> {
        let (record, kind) = (&self.record, &*self.record.kind);
        let written_today = |known: &Kind| known.name == kind && known.shape == record.shape;
        let event = if E::KINDS.iter().any(written_today) {
            Tagged::new(kind, self.payload_json()).read()
        } else {
            let lifted = E::upcast(kind, record.shape, self.data()?);
            Tagged::new(kind, lifted.to_string().as_bytes()).read()
        };
        event.map_err(|error| Undecodable::of(record, &error))
    }

    /// The payload for people to read, in the shape it was written in.
    pub fn data(&self) -> Result<Value, Undecodable> {
        self.parsed(self.payload_json())
    }

    /// The moment: caller, time and request.
    pub fn moment(&self) -> Result<Moment, Undecodable> {
        self.parsed(self.meta.as_deref().unwrap_or(&self.record.meta))
    }

    fn payload_json(&self) -> &[u8] {
        self.data.as_deref().unwrap_or(&self.record.data)
    }

    fn parsed<'a, T: Deserialize<'a>>(&self, json: &'a [u8]) -> Result<T, Undecodable> {
        serde_json::from_slice(json).map_err(|error| Undecodable::of(&self.record, &error))
    }
}

/// The payload of an event without its tag.
pub(crate) struct Payload<'a, E>(pub(crate) &'a E);

impl<E: Event> Serialize for Payload<'_, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_payload(serializer)
    }
}

/// A snapshot's state back from its bytes; `None` where its key is gone.
pub(crate) fn state<A: DeserializeOwned>(data: &[u8], plain: &Plain) -> Option<A> {
    let filling = plain.filling().ok().filter(|_| !plain.is_forgotten())?;
    let filled = filling.fill(data);
    serde_json::from_slice(filled.as_deref().unwrap_or(data)).ok()
}
