//! Effects of events that are not done: given up, or waiting for another try.

use ledger::postgres::reactions::undone;
use serde::Serialize;

use crate::{
    Verdict,
    fault::Fault,
    house::House,
    tell::{Teller, print_json, print_table, time},
};

/// Items that are shown, at the most.
const SHOWN_MAX: u32 = 1_000;

#[derive(Serialize)]
struct Row {
    reaction: String,
    ledger: String,
    position: u64,
    since: String,
    tries: u32,
    /// Why it is tried no more.
    given_up: Option<String>,
    next_try: Option<String>,
}

pub(crate) async fn tell(house: &House, teller: Teller) -> Result<Verdict, Fault> {
    let undone = undone(&house.pool, SHOWN_MAX).await?;
    let rows: Vec<Row> = undone
        .into_iter()
        .map(|item| Row {
            next_try: item.given_up.is_none().then(|| time(item.due_at)),
            reaction: item.reaction,
            ledger: item.ledger.to_string(),
            position: item.position,
            since: time(item.since),
            tries: item.tries,
            given_up: item.given_up,
        })
        .collect();
    if teller.json {
        print_json(&rows)?;
        return Ok(Verdict::Fine);
    }
    let row = |row: &Row| {
        let state = match (&row.given_up, &row.next_try) {
            (Some(why), _) => format!("given up: {why}"),
            (None, Some(next)) => format!("next try {next}"),
            (None, None) => String::new(),
        };
        let place = format!("{}/{}", row.ledger, row.position);
        vec![row.reaction.clone(), place, row.since.clone(), row.tries.to_string(), state]
    };
    print_table(&["reaction", "event", "since", "tries", "state"], rows.iter().map(row));
    Ok(Verdict::Fine)
}
