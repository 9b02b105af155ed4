//! Rebuilds read models, and replaces the live ones.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use projections::{Foldable, all, rebuild};
use serde_json::json;

use crate::{
    Verdict,
    fault::Fault,
    house::House,
    tell::{Teller, print_json, print_table},
};

/// Events in a second.
pub(crate) fn per_second(events: u64, took: Duration) -> u64 {
    let per_second = u128::from(events) * 1_000 / took.as_millis().max(1);
    u64::try_from(per_second).unwrap_or(u64::MAX)
}

/// A progress bar for so many events; hidden where the output is JSON.
pub(crate) fn bar(teller: Teller, events: u64, what: &str) -> ProgressBar {
    if teller.json {
        return ProgressBar::hidden();
    }
    let form = "{msg:24} {wide_bar} {pos}/{len} events {per_sec} {eta}";
    let style = ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(events).with_style(style).with_message(what.to_owned())
}

pub(crate) async fn tell(house: &House, teller: Teller, only: &[String]) -> Result<Verdict, Fault> {
    let projections = chosen(only)?;
    let pool = house.writable().await?;
    let events: u64 = house.ledger.log().heads().await?.iter().map(|(_, head)| head).sum();
    let (bar, begun) = (bar(teller, events, "log"), Instant::now());
    let told = rebuild::rebuild(projections, &house.ledger, &pool, &|n| bar.inc(n)).await?;
    bar.finish_and_clear();
    let rate = per_second(events, begun.elapsed());
    pool.close().await;
    let verdict = if told.iter().all(|(_, compared)| compared.differences.is_empty()) {
        Verdict::Fine
    } else {
        Verdict::Bad
    };
    if teller.json {
        let one = |(name, c): &(&str, rebuild::Comparison)| {
            let differences: Vec<_> = c
                .differences
                .iter()
                .map(|d| json!({ "ledger": d.ledger, "id": d.id, "was": d.what }))
                .collect();
            json!({ "read_model": name, "rows": c.rows, "events": c.events, "equal": c.differences.is_empty(), "differences": differences, "log_events_per_second": rate })
        };
        print_json(&told.iter().map(one).collect::<Vec<_>>())?;
        return Ok(verdict);
    }
    let row = |(name, c): &(&str, rebuild::Comparison)| {
        let differences: Vec<String> =
            c.differences.iter().map(|d| format!("{} {}: was {}", d.ledger, d.id, d.what)).collect();
        let result = if differences.is_empty() {
            "equal to the row".to_owned()
        } else {
            format!("DIFFERED, replaced:\n{}", differences.join("\n"))
        };
        vec![(*name).to_owned(), c.rows.to_string(), c.events.to_string(), result]
    };
    print_table(&["read model", "rows", "events folded", "result"], told.iter().map(row));
    println!("{events} events, {rate}/s");
    Ok(verdict)
}

fn chosen(only: &[String]) -> Result<Vec<Box<dyn Foldable>>, Fault> {
    let known = all();
    if let Some(unknown) = only.iter().find(|name| !known.iter().any(|p| p.name() == name.as_str())) {
        let names: Vec<&str> = known.iter().map(|projection| projection.name()).collect();
        return Err(Fault::Other(format!("no read model {unknown}; there are {}", names.join(", "))));
    }
    Ok(known.into_iter().filter(|p| only.is_empty() || only.iter().any(|name| name == p.name())).collect())
}
