//! What of an event can be checked by itself, in any order: its digest, that it opens and decodes, and which claims follow from it.

use std::sync::Arc;

use ledger::{KeyRing, Ledger, Opened, Record, Unavailable};

use super::claims::Change;
use crate::aggregates;

/// An event that was looked at.
pub(super) struct Checked {
    /// Whether its digest is that of its bytes.
    pub(super) intact: bool,
    pub(super) opened: Result<Readable, Unreadable>,
}

pub(super) struct Readable {
    pub(super) event: Opened,
    pub(super) claims: Vec<Change>,
}

pub(super) struct Unreadable {
    pub(super) record: Arc<Record>,
    pub(super) why: String,
}

/// A page of one ledger.
pub(super) async fn check(
    ledger: Arc<Ledger>,
    ring: Arc<KeyRing>,
    page: Vec<Arc<Record>>,
) -> Result<Vec<Checked>, Unavailable> {
    let digests: Vec<bool> = page.iter().map(|record| record.digest == record.leaf_hash()).collect();
    let opened = ledger.open_all(page, &ring).await?;
    let checked = |(intact, opened)| Checked { intact, opened: read(&ledger, opened) };
    Ok(digests.into_iter().zip(opened).map(checked).collect())
}

fn read(ledger: &Ledger, opened: Result<Opened, ledger::Unreadable>) -> Result<Readable, Unreadable> {
    let event = opened.map_err(|(record, fault)| Unreadable { record, why: fault.to_string() })?;
    let unreadable = |why: String| Unreadable { record: Arc::clone(&event.record), why };
    let Some(kind) = aggregates::of(&event.record.stream) else {
        return Err(unreadable(format!("{} is a stream of no known kind", event.record.stream)));
    };
    let claims = (kind.claims)(&event).map_err(|fault| unreadable(fault.to_string()))?;
    event.moment().map_err(|fault| unreadable(fault.to_string()))?;
    let of = |claim| Change::of(claim, &event.record.ledger, ledger.keys());
    let claims = claims.into_iter().map(of).collect();
    Ok(Readable { event, claims })
}
