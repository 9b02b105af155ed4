//! Folds the whole log and checks everything there is to check, as of one moment; a server may be running.
//!
//! Every event decodes; versions and positions have no gaps; digests are those of the bytes; the root is the ledger's; every
//! checkpoint is signed and fits; tiles are those of the events; claims are those that follow, and names those that users' attributes
//! give; read models equal a rebuild.

mod chain;
mod claims;
mod event;
mod names;
mod scan;
mod tiles;

use std::time::Instant;

use ledger::postgres::survey;
use projections::{all, rebuild::Beside};
use serde::Serialize;

use crate::{
    Verdict,
    fault::Fault,
    house::House,
    rebuild::{bar, per_second},
    tell::{Teller, print_json, print_table},
};

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// The row: `us-east-1_X event 15`, `us-east-1_X checkpoint 20`, `read model users: ...`.
    row: String,
    /// What is wrong with it.
    fault: String,
}

impl Finding {
    fn new(row: impl Into<String>, fault: impl Into<String>) -> Self {
        Self { row: row.into(), fault: fault.into() }
    }
}

#[derive(Debug, Default, Serialize)]
struct Report {
    clean: bool,
    ledgers: usize,
    events: u64,
    events_per_second: u64,
    /// Of a scan that does nothing, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    scanned_per_second: Option<u64>,
    checkpoints: u64,
    claims: usize,
    read_models: Vec<String>,
    findings: Vec<Finding>,
}

pub(crate) async fn tell(house: &House, teller: Teller, beside_scan: bool) -> Result<Verdict, Fault> {
    let mut report = check(house, teller).await?;
    if !report.clean {
        // Somebody who is forgotten while this reads can make a name or a row look wrong; what is wrong stays so.
        report = check(house, teller).await?;
    }
    if beside_scan {
        report.scanned_per_second = Some(scan::events_per_second(house).await?);
    }
    let verdict = if report.clean { Verdict::Fine } else { Verdict::Bad };
    if teller.json {
        print_json(&report)?;
        return Ok(verdict);
    }
    let counts = [
        ("ledgers", report.ledgers.to_string()),
        ("events", format!("{} ({}/s)", report.events, report.events_per_second)),
        ("checkpoints", report.checkpoints.to_string()),
        ("claims", report.claims.to_string()),
        ("read models", report.read_models.join("\n")),
    ];
    print_table(&["checked", ""], counts.into_iter().map(|(what, count)| vec![what.to_owned(), count]));
    if let Some(scan) = report.scanned_per_second {
        let percent = report.events_per_second * 100 / scan.max(1);
        println!("{percent} % of a scan that does nothing ({scan} events/s)");
    }
    if let Some(first) = report.findings.first() {
        println!("DOES NOT FIT, first at {}: {}", first.row, first.fault);
        print_table(&["row", "what is wrong"], report.findings.into_iter().map(|f| vec![f.row, f.fault]));
    } else {
        println!("clean");
    }
    Ok(verdict)
}

async fn check(house: &House, teller: Teller) -> Result<Report, Fault> {
    let begun = Instant::now();
    // First of all: what lives is then never ahead of what is read of the log.
    let mut models = Beside::of(all(), &house.pool).await?;
    let mut report = Report::default();
    log(house, teller, &mut models, &mut report).await?;
    if report.findings.is_empty() {
        compare(&mut models, &mut report).await?;
    } else {
        report.read_models.push("not compared: the log itself does not fit".to_owned());
    }
    report.clean = report.findings.is_empty();
    if report.clean {
        // This was all. What is not clean is looked at once more, which takes the same memory again.
        models.abandon();
    }
    report.events_per_second = per_second(report.events, begun.elapsed());
    Ok(report)
}

async fn log(house: &House, teller: Teller, models: &mut Beside, report: &mut Report) -> Result<(), Fault> {
    let survey = survey(&house.pool).await?;
    let events = survey.counters.iter().map(|counter| counter.position).sum();
    let bar = bar(teller, events, "log");
    let mut claims = claims::Claims::default();
    for counter in &survey.counters {
        let mut chain = chain::Chain::begin(house, counter, &mut claims, models).await?;
        chain.follow(&bar).await?;
        report.events += chain.events();
        report.checkpoints += chain.checkpoints;
        report.findings.extend(chain.finding);
    }
    bar.finish_and_clear();
    report.ledgers = survey.counters.len();
    let held = survey.claims().await?;
    report.claims = held.len();
    // Where the chain breaks nobody knows what should be claimed.
    if report.findings.is_empty() {
        report.findings.extend(claims.compare(&held, house.ledger.keys()));
    }
    Ok(())
}

async fn compare(models: &mut Beside, report: &mut Report) -> Result<(), Fault> {
    let mut compared = models.compare().await?;
    for projection in all() {
        let name = projection.name();
        let Some(at) = compared.iter().position(|(of, _)| *of == name) else {
            report.read_models.push(format!("{name}: not made yet"));
            continue;
        };
        let (_, compared) = compared.swap_remove(at);
        let result = if compared.differences.is_empty() { "equal to the row" } else { "DIFFERS" };
        report.read_models.push(format!("{name}: {} rows, {result}", compared.rows));
        let found = compared.differences.iter().map(|difference| {
            let row = format!("read model {name}: {} {}", difference.ledger, difference.id);
            Finding::new(row, format!("{} in the tables that live", difference.what))
        });
        report.findings.extend(found);
    }
    Ok(())
}
