//! The ledgers, and how far each was signed.

use ledger::{notary, postgres::counters};
use serde::Serialize;

use crate::{
    Verdict,
    fault::Fault,
    house::House,
    tell::{Teller, print_json, print_table, time},
};

#[derive(Serialize)]
struct Row {
    ledger: String,
    events: u64,
    last_event_at: String,
    signed_up_to: u64,
    origin: String,
}

pub(crate) async fn tell(house: &House, teller: Teller) -> Result<Verdict, Fault> {
    let mut rows = Vec::new();
    for counter in counters(&house.pool).await? {
        let latest = notary::latest(&house.pool, &counter.ledger).await?;
        let origin = latest.as_ref().and_then(|kept| kept.note.lines().next()).unwrap_or_default();
        rows.push(Row {
            ledger: counter.ledger.to_string(),
            events: counter.position,
            last_event_at: time(counter.recorded_at),
            signed_up_to: latest.as_ref().map_or(0, |kept| kept.position),
            origin: origin.to_owned(),
        });
    }
    if teller.json {
        print_json(&rows)?;
    } else {
        let row = |row: &Row| {
            vec![
                row.ledger.clone(),
                row.events.to_string(),
                row.last_event_at.clone(),
                row.signed_up_to.to_string(),
                row.origin.clone(),
            ]
        };
        print_table(&["ledger", "events", "last event", "signed up to", "origin"], rows.iter().map(row));
    }
    Ok(Verdict::Fine)
}
