//! Makes read models again, and puts them in the place of those that live.

use indicatif::{ProgressBar, ProgressStyle};
use projections::{Projection, all, rebuild};
use serde_json::json;

use crate::{
    Verdict,
    fault::Fault,
    house::House,
    tell::{Teller, print_json, print_table},
};

/// A bar for so many events; hidden where nobody looks.
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
    let mut told = Vec::new();
    for projection in projections {
        let bar = bar(teller, events, projection.name());
        let compared = rebuild::rebuild(&*projection, &house.ledger, &pool, &|n| bar.inc(n)).await?;
        bar.finish_and_clear();
        told.push((projection.name(), compared));
    }
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
            json!({ "read_model": name, "rows": c.rows, "events": c.events, "equal": c.differences.is_empty(), "differences": differences })
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
    Ok(verdict)
}

fn chosen(only: &[String]) -> Result<Vec<Box<dyn Projection>>, Fault> {
    let known = all();
    if let Some(unknown) = only.iter().find(|name| !known.iter().any(|p| p.name() == name.as_str())) {
        let names: Vec<&str> = known.iter().map(|projection| projection.name()).collect();
        return Err(Fault::Other(format!("no read model {unknown}; there are {}", names.join(", "))));
    }
    Ok(known.into_iter().filter(|p| only.is_empty() || only.iter().any(|name| name == p.name())).collect())
}
