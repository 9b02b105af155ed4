//! Between an event and its record: tag and payload apart, marked fields taken out and sealed, and all of it back again.
//!
//! Sealed layout: 2 bytes length of the subject's name, the name (empty: the ledger's own key), then what [`DataKey::seal`]
//! makes of the JSON array of everything that was marked. Bound to ledger, stream, version and subject.

use std::sync::Arc;

use crypto::seal::DataKey;
use domain::{
    Event, Kind, LedgerId, MARK_FORGOTTEN, MARK_PERSONAL, MARK_SECRET, Moment, StreamId, SubjectId,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{Record, Version, tagged::Tagged};

/// Stands where a marked value was: the place in the sealed array.
const HOLE: &str = "$sealed";

/// A record that cannot be read: never skipped, it stops its reader.
#[derive(Debug, thiserror::Error)]
#[error("{place}: cannot read {kind}: {fault}")]
pub struct Undecodable {
    place: String,
    kind: String,
    fault: String,
}

/// Where a blob lies, and so what it is bound to.
pub(crate) struct Place<'a> {
    pub(crate) ledger: &'a LedgerId,
    pub(crate) stream: &'a StreamId,
    pub(crate) version: Version,
}

impl Place<'_> {
    fn bound_to(&self, subject: &str) -> Vec<u8> {
        let mut aad = b"recognito/sealed/1".to_vec();
        for part in [self.ledger.as_str(), self.stream.as_str(), subject] {
            aad.extend_from_slice(&(part.len() as u64).to_be_bytes());
            aad.extend_from_slice(part.as_bytes());
        }
        aad.extend_from_slice(&self.version.to_be_bytes());
        aad
    }
}

/// What was marked in one or more values, taken out of them.
#[derive(Default)]
pub(crate) struct Marked(Vec<Value>);

impl Marked {
    /// The value as JSON with holes; what filled them is kept here.
    pub(crate) fn take_out_of(&mut self, value: &impl Serialize) -> Result<Value, serde_json::Error> {
        let mut value = serde_json::to_value(value)?;
        self.dig(&mut value);
        Ok(value)
    }

    fn dig(&mut self, value: &mut Value) {
        match value {
            Value::Object(members) if is_marked(members) => {
                let hole = Value::Object(Map::from_iter([(HOLE.to_owned(), Value::from(self.0.len()))]));
                self.0.push(std::mem::replace(value, hole));
            }
            Value::Object(members) => members.values_mut().for_each(|member| self.dig(member)),
            Value::Array(items) => items.iter_mut().for_each(|item| self.dig(item)),
            _ => {}
        }
    }

    /// The sealed blob; empty when nothing was marked.
    pub(crate) fn seal(&self, place: &Place<'_>, subject: &str, key: &DataKey) -> Vec<u8> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let plain = Value::from(self.0.as_slice()).to_string();
        let name = u16::try_from(subject.len()).unwrap_or(u16::MAX);
        let mut sealed = name.to_be_bytes().to_vec();
        sealed.extend_from_slice(subject.as_bytes());
        sealed.extend_from_slice(&key.seal(&place.bound_to(subject), plain.as_bytes()));
        sealed
    }
}

/// An object with one marked member. A caller's own data in that form, or in the form of a hole, is sealed like it and comes back
/// unchanged.
fn is_marked(members: &Map<String, Value>) -> bool {
    members.len() == 1 && members.keys().all(|key| [MARK_PERSONAL, MARK_SECRET, HOLE].contains(&key.as_str()))
}

/// Whose key a blob needs; `None` for an empty blob.
pub(crate) fn subject_of(sealed: &[u8]) -> Option<SubjectId> {
    let (length, rest) = sealed.split_first_chunk::<2>()?;
    let name = rest.get(..usize::from(u16::from_be_bytes(*length)))?;
    Some(SubjectId::new(String::from_utf8_lossy(name)))
}

/// What fills the holes: the opened array, or that it is forgotten.
pub(crate) enum Filling {
    Known(Vec<Value>),
    Forgotten,
}

impl Filling {
    /// Opens a blob; `key` is `None` where it was destroyed.
    pub(crate) fn open(sealed: &[u8], place: &Place<'_>, key: Option<&DataKey>) -> Result<Self, String> {
        let Some(subject) = subject_of(sealed) else { return Ok(Self::Known(Vec::new())) };
        let Some(key) = key else { return Ok(Self::Forgotten) };
        let body = sealed.get(2 + subject.as_str().len()..).unwrap_or_default();
        let plain = key.open(&place.bound_to(subject.as_str()), body).map_err(|_| {
            "the sealed part does not open: wrong master key, or it was tampered with".to_owned()
        })?;
        serde_json::from_slice(&plain).map(Self::Known).map_err(|error| error.to_string())
    }

    /// Puts everything back where it was.
    pub(crate) fn fill(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                if let (1, Some(Value::Number(index))) = (members.len(), members.get(HOLE)) {
                    *value = self.at(index.as_u64());
                } else {
                    members.values_mut().for_each(|member| self.fill(member));
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill(item)),
            _ => {}
        }
    }

    fn at(&self, index: Option<u64>) -> Value {
        let known = match self {
            Self::Known(values) => index.and_then(|i| values.get(usize::try_from(i).ok()?)),
            Self::Forgotten => None,
        };
        known
            .cloned()
            .unwrap_or_else(|| Value::Object(Map::from_iter([(MARK_FORGOTTEN.to_owned(), Value::Null)])))
    }
}

/// A record with its payload readable: what was sealed is back in its place, or marked as forgotten.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The row it came from.
    pub record: Arc<Record>,
    /// The payload, in the shape it was written in.
    pub data: Value,
    /// Who, when, through what.
    pub moment: Moment,
    /// Whether its sealing key is gone.
    pub forgotten: bool,
}

impl Opened {
    pub(crate) fn open(record: impl Into<Arc<Record>>, key: Option<&DataKey>) -> Result<Self, Undecodable> {
        let record = record.into();
        let fault = |fault: String| Undecodable {
            place: format!("{} position {}", record.ledger, record.position),
            kind: record.kind.clone(),
            fault,
        };
        let place = Place { ledger: &record.ledger, stream: &record.stream, version: record.version };
        let filling = Filling::open(&record.sealed, &place, key).map_err(fault)?;
        let mut data: Value = serde_json::from_slice(&record.data).map_err(|e| fault(e.to_string()))?;
        let mut meta: Value = serde_json::from_slice(&record.meta).map_err(|e| fault(e.to_string()))?;
        filling.fill(&mut data);
        filling.fill(&mut meta);
        let moment = serde_json::from_value(meta).map_err(|e| fault(e.to_string()))?;
        let forgotten = matches!(filling, Filling::Forgotten);
        Ok(Self { record, data, moment, forgotten })
    }

    /// The person whose key its sealed part needs; `None` where nothing was sealed, or it was sealed by the ledger's own key.
    pub fn subject(&self) -> Option<SubjectId> {
        subject_of(&self.record.sealed).filter(|subject| !subject.as_str().is_empty())
    }

    /// The event as today's type, lifted from the shape it was written in.
    pub fn event<E: Event>(&self) -> Result<E, Undecodable> {
        let record = &self.record;
        let written_today = |kind: &Kind| kind.name == record.kind && kind.shape == record.shape;
        let event = if E::KINDS.iter().any(written_today) {
            E::deserialize(Tagged::new(&record.kind, &self.data))
        } else {
            let lifted = E::upcast(&record.kind, record.shape, self.data.clone());
            E::deserialize(Tagged::new(&record.kind, &lifted))
        };
        event.map_err(|error| Undecodable {
            place: format!("{} position {}", record.ledger, record.position),
            kind: record.kind.clone(),
            fault: error.to_string(),
        })
    }
}

/// The payload of an event without its tag.
pub(crate) fn payload(event: &impl Event, marked: &mut Marked) -> Result<Value, serde_json::Error> {
    let mut tagged = marked.take_out_of(event)?;
    Ok(tagged.get_mut("data").map_or_else(|| Value::Object(Map::new()), Value::take))
}

/// A snapshot's state back from its bytes.
pub(crate) fn state<A: DeserializeOwned>(data: &[u8], filling: &Filling) -> Result<A, serde_json::Error> {
    let mut value: Value = serde_json::from_slice(data)?;
    filling.fill(&mut value);
    serde_json::from_value(value)
}
