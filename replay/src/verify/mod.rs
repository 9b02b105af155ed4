//! Folds the whole log and checks everything there is to check, as of one moment; a server may be running.
//!
//! Every event decodes; versions and positions have no gaps; digests are those of the bytes; the root is the ledger's; every
//! checkpoint is signed and fits; tiles are those of the events; claims are those that follow; read models equal a rebuild.

mod chain;
mod claims;

use ledger::postgres::survey;
use projections::{all, rebuild};
use serde::Serialize;

use crate::{
    Verdict,
    fault::Fault,
    house::House,
    rebuild::bar,
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
    checkpoints: u64,
    claims: usize,
    read_models: Vec<String>,
    findings: Vec<Finding>,
}

pub(crate) async fn tell(house: &House, teller: Teller) -> Result<Verdict, Fault> {
    let mut report = check(house, teller).await?;
    if !report.clean {
        // Somebody who is forgotten while this reads can make a name or a row look wrong; what is wrong stays so.
        report = check(house, teller).await?;
    }
    let verdict = if report.clean { Verdict::Fine } else { Verdict::Bad };
    if teller.json {
        print_json(&report)?;
        return Ok(verdict);
    }
    let counts = [
        ("ledgers", report.ledgers.to_string()),
        ("events", report.events.to_string()),
        ("checkpoints", report.checkpoints.to_string()),
        ("claims", report.claims.to_string()),
        ("read models", report.read_models.join("\n")),
    ];
    print_table(&["checked", ""], counts.into_iter().map(|(what, count)| vec![what.to_owned(), count]));
    if let Some(first) = report.findings.first() {
        println!("DOES NOT FIT, first at {}: {}", first.row, first.fault);
        print_table(&["row", "what is wrong"], report.findings.into_iter().map(|f| vec![f.row, f.fault]));
    } else {
        println!("clean");
    }
    Ok(verdict)
}

async fn check(house: &House, teller: Teller) -> Result<Report, Fault> {
    let mut report = Report::default();
    log(house, teller, &mut report).await?;
    if report.findings.is_empty() {
        models(house, teller, &mut report).await?;
    } else {
        report.read_models.push("not compared: the log itself does not fit".to_owned());
    }
    report.clean = report.findings.is_empty();
    Ok(report)
}

async fn log(house: &House, teller: Teller, report: &mut Report) -> Result<(), Fault> {
    let survey = survey(&house.pool).await?;
    let events = survey.counters.iter().map(|counter| counter.position).sum();
    let bar = bar(teller, events, "log");
    let mut claims = claims::Claims::new(&house.ledger);
    for counter in &survey.counters {
        let mut chain = chain::Chain::new(house, counter, &mut claims);
        chain.follow(&bar).await?;
        report.events += chain.events();
        report.checkpoints += chain.checkpoints;
        report.findings.extend(chain.finding);
    }
    bar.finish_and_clear();
    (report.ledgers, report.claims) = (survey.counters.len(), survey.claims.len());
    // Where the chain breaks nobody knows what should be claimed.
    if report.findings.is_empty() {
        report.findings.extend(claims.compare(&survey.claims));
    }
    Ok(())
}

async fn models(house: &House, teller: Teller, report: &mut Report) -> Result<(), Fault> {
    let pool = house.writable().await?;
    for projection in all() {
        let name = projection.name();
        let there = sqlx::query("select 1 from pg_namespace where nspname = $1").bind(projection.schema());
        if there.fetch_optional(&pool).await?.is_none() {
            report.read_models.push(format!("{name}: not made yet"));
            continue;
        }
        let bar = bar(teller, report.events, name);
        let compared = rebuild::verify(&*projection, &house.ledger, &pool, &|n| bar.inc(n)).await?;
        bar.finish_and_clear();
        let result = if compared.differences.is_empty() { "equal to the row" } else { "DIFFERS" };
        report.read_models.push(format!("{name}: {} rows, {result}", compared.rows));
        let found = compared.differences.iter().map(|difference| {
            let row = format!("read model {name}: {} {}", difference.ledger, difference.id);
            Finding::new(row, format!("{} in the tables that live", difference.what))
        });
        report.findings.extend(found);
    }
    pool.close().await;
    Ok(())
}
