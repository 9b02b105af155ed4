//! What of an event can be checked by itself, in any order: its digest, that it opens and decodes, and which claims follow from it.

use std::sync::Arc;

use crypto::merkle::Hash;
use domain::{StreamId, Timestamp, catalogue::ends_ledger};
use ledger::{KeyRing, Ledger, Opened, Position, Record, Unavailable, Unreadable, Version};

use super::claims::Change;
use crate::aggregates;

/// An event that was checked. Of the event itself only what other checks need is kept.
pub(super) struct Checked {
    pub(super) place: Place,
    /// Whether its digest is that of its bytes.
    pub(super) intact: bool,
    /// What was read of it, or why it cannot be read.
    pub(super) read: Result<Readable, String>,
}

/// What the events before and behind it have to fit.
pub(super) struct Place {
    pub(super) position: Position,
    pub(super) stream: StreamId,
    pub(super) version: Version,
    pub(super) recorded_at: Timestamp,
    pub(super) digest: Hash,
}

pub(super) struct Readable {
    pub(super) claims: Vec<Change>,
    /// Where a read model is concerned.
    pub(super) event: Option<Box<Opened>>,
}

/// Looks at events of one ledger.
#[derive(Clone)]
pub(super) struct Checker {
    pub(super) ledger: Arc<Ledger>,
    pub(super) ring: Arc<KeyRing>,
    /// The prefixes of the kinds that concern a read model.
    pub(super) kinds: Arc<[&'static str]>,
}

impl Checker {
    pub(super) async fn check(self, page: Vec<Arc<Record>>) -> Result<Vec<Checked>, Unavailable> {
        let places: Vec<_> =
            page.iter().map(|record| (place(record), record.digest == record.leaf_hash())).collect();
        let opened = self.ledger.open_all(page, &self.ring).await?;
        let checked = |((place, intact), opened)| Checked { place, intact, read: self.read(opened) };
        Ok(places.into_iter().zip(opened).map(checked).collect())
    }

    fn read(&self, opened: Result<Opened, Unreadable>) -> Result<Readable, String> {
        let event = opened.map_err(|(_, fault)| fault.to_string())?;
        let stream = &event.record.stream;
        let kind = aggregates::of(stream).ok_or_else(|| format!("{stream} is a stream of no known kind"))?;
        let claims = (kind.claims)(&event).map_err(|fault| fault.to_string())?;
        event.moment().map_err(|fault| fault.to_string())?;
        let of = |claim| Change::of(claim, &event.record.ledger, self.ledger.keys());
        let ends = ends_ledger(&event.record.kind).then_some(Change::EndLedger);
        let claims = claims.into_iter().map(of).chain(ends).collect();
        let concerns = self.kinds.iter().any(|kind| event.record.kind.starts_with(kind));
        Ok(Readable { claims, event: concerns.then(|| Box::new(event)) })
    }
}

fn place(record: &Record) -> Place {
    let Record { position, version, recorded_at, digest, .. } = *record;
    Place { position, stream: record.stream.clone(), version, recorded_at, digest }
}
