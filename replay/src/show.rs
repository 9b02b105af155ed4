//! The state at a moment, and what changed between two.

use std::collections::BTreeMap;

use domain::Stream;
use ledger::Opened;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    Verdict, aggregates,
    cli::At,
    fault::Fault,
    house::House,
    tell::{Teller, leaves, print_json, print_table, readable, shortened, time},
};

pub(crate) async fn tell(house: &House, teller: Teller, of: &str, at: Option<&At>) -> Result<Verdict, Fault> {
    for stream in house.find(of).await? {
        let mut events = house.ledger.stream(&stream, 0).await?;
        events.retain(|event| at.is_none_or(|at| at.holds(&event.record)));
        let state = teller.plain(fold(&stream, &events)?);
        let last = events.last().map(|event| &event.record);
        if teller.json {
            print_json(&json!({
                "ledger": stream.ledger, "stream": stream.id,
                "version": last.map_or(0, |record| record.version),
                "position": last.map_or(0, |record| record.position),
                "recorded_at": last.map(|record| time(record.recorded_at)),
                "state": state,
            }))?;
            continue;
        }
        let stood = last.map_or_else(
            || "nothing had happened to it".to_owned(),
            |r| format!("version {}, position {}, {}", r.version, r.position, time(r.recorded_at)),
        );
        println!("{stream}: {stood}");
        print_table(
            &["what", "value"],
            leaves(&state).into_iter().map(readable).map(|(path, text)| vec![path, shortened(&text)]),
        );
    }
    Ok(Verdict::Fine)
}

fn fold(stream: &Stream, events: &[Opened]) -> Result<Value, Fault> {
    let kind = aggregates::of(&stream.id).ok_or_else(|| Fault::NotFound(stream.to_string()))?;
    Ok((kind.fold)(events)?)
}

/// A member that is not the same at both moments.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Change {
    what: String,
    before: Option<String>,
    after: Option<String>,
}

pub(crate) async fn diff(
    house: &House,
    teller: Teller,
    of: &str,
    from: &At,
    to: &At,
) -> Result<Verdict, Fault> {
    for stream in house.find(of).await? {
        let events = house.ledger.stream(&stream, 0).await?;
        let state = |at: &At| -> Result<Value, Fault> {
            let then: Vec<Opened> = events.iter().filter(|event| at.holds(&event.record)).cloned().collect();
            Ok(teller.plain(fold(&stream, &then)?))
        };
        let changes = changes(&state(from)?, &state(to)?);
        let between = events.iter().filter(|event| !from.holds(&event.record) && to.holds(&event.record));
        let causes: Vec<String> =
            between.map(|event| format!("#{} {}", event.record.position, event.record.kind)).collect();
        if teller.json {
            print_json(&json!({ "stream": stream.to_string(), "changes": changes, "events": causes }))?;
            continue;
        }
        println!("{stream}: {}", if causes.is_empty() { "no events".to_owned() } else { causes.join(", ") });
        let cell = |text: Option<String>| text.map_or_else(String::new, |text| shortened(&text));
        let rows =
            changes.into_iter().map(|change| vec![change.what, cell(change.before), cell(change.after)]);
        print_table(&["what", "before", "after"], rows);
    }
    Ok(Verdict::Fine)
}

fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let told = |value| leaves(value).into_iter().map(readable).collect::<BTreeMap<_, _>>();
    let (before, mut after) = (told(before), told(after));
    let mut changes = Vec::new();
    for (what, was) in before {
        let is = after.remove(&what);
        if is.as_ref() != Some(&was) {
            changes.push(Change { what, before: Some(was), after: is });
        }
    }
    changes.extend(after.into_iter().map(|(what, is)| Change { what, before: None, after: Some(is) }));
    changes.sort_by(|a, b| a.what.cmp(&b.what));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_the_same_is_a_change() {
        let change = |what: &str, before: Option<&str>, after: Option<&str>| Change {
            what: what.into(),
            before: before.map(Into::into),
            after: after.map(Into::into),
        };
        let found = changes(&json!({ "a": 1, "b": 2, "c": 3 }), &json!({ "a": 1, "b": 5, "d": 4 }));
        let expected =
            [change("b", Some("2"), Some("5")), change("c", Some("3"), None), change("d", None, Some("4"))];
        assert_eq!(found, expected);
    }
}
