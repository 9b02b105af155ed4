//! Folds the whole log and checks everything there is to check, as of one moment; a server may be running.
//!
//! Every event decodes; versions and positions have no gaps; digests are those of the bytes; the root is the ledger's; every
//! checkpoint is signed and fits; tiles are those of the events; claims are those that follow, and names those that users' attributes
//! give; read models equal a rebuild; nothing lacks of what the notary remembers outside the database; every registered pool has its
//! ledger; triggers and rights are those that were made.
//!
//! It goes on after a finding, as far as what follows can still be determined, and reports all.

mod chain;
mod claims;
mod event;
mod findings;
mod names;
mod outside;
mod scan;
mod tiles;

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use domain::LedgerId;
use ledger::postgres::{guards_down, survey};
use projections::{all, rebuild::Beside};
use serde::Serialize;

use findings::{Finding, Findings};
use outside::Outside;

use crate::{
    Verdict,
    fault::Fault,
    house::House,
    rebuild::{bar, per_second},
    registered,
    tell::{Teller, print_json, print_table},
};

/// How long a server that has only just started may take to sign what its last end left unsigned.
const SIGNED_WITHIN: Duration = Duration::from_secs(3);

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
    /// Ledgers of which the notary remembers something outside the database.
    remembered: usize,
    claims: usize,
    read_models: Vec<String>,
    findings: Vec<Finding>,
    /// Ledgers whose events do not fit: what follows from them is not known.
    #[serde(skip)]
    doubtful: HashSet<LedgerId>,
}

pub(crate) async fn tell(house: &House, teller: Teller, beside_scan: bool) -> Result<Verdict, Fault> {
    let mut report = check(house, teller).await?;
    if !report.clean {
        // A person who is forgotten while this reads can make a name or a row look wrong; a real fault stays.
        if report.findings.iter().any(Finding::may_pass) {
            tokio::time::sleep(SIGNED_WITHIN).await;
        }
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
        ("remembered outside", format!("{} ledgers", report.remembered)),
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
    // First of all: the live rows are then never ahead of what is read of the log.
    let mut models = Beside::of(all(), &house.pool).await?;
    let mut report = Report::default();
    log(house, teller, &mut models, &mut report).await?;
    compare(&mut models, &mut report).await?;
    let down = guards_down(&house.pool).await?.into_iter();
    report.findings.extend(down.map(|down| Finding::new(down.guard, down.fault)));
    report.clean = report.findings.is_empty();
    if report.clean {
        // The models are done with. A check with findings is repeated, which takes the same memory again.
        models.abandon();
    }
    report.events_per_second = per_second(report.events, begun.elapsed());
    Ok(report)
}

async fn log(house: &House, teller: Teller, models: &mut Beside, report: &mut Report) -> Result<(), Fault> {
    let outside = Outside::of(house);
    report.remembered = outside.count();
    let survey = survey(&house.pool).await?;
    let events = survey.counters.iter().map(|counter| counter.position).sum();
    let bar = bar(teller, events, "log");
    let mut claims = claims::Claims::default();
    for counter in &survey.counters {
        let remembered = outside.of_ledger(&counter.ledger);
        let mut chain = chain::Chain::begin(house, counter, remembered, &mut claims, models).await?;
        chain.follow(&bar).await?;
        report.events += chain.events();
        report.checkpoints += chain.checkpoints;
        let doubtful = chain.is_doubtful();
        report.findings.extend(chain.findings.told(&counter.ledger));
        if doubtful {
            claims.doubt(&counter.ledger);
            report.doubtful.insert(counter.ledger.clone());
        }
    }
    bar.finish_and_clear();
    report.ledgers = survey.counters.len();
    report.findings.extend(outside.findings(house, &survey.counters));
    for lost in registered::lost(house, &survey.counters).await? {
        let fault = format!("it is registered in account at {}, and has no events", lost.registered_at);
        report.findings.push(Finding::new(lost.ledger.as_str(), fault));
    }
    let held = survey.claims().await?;
    report.claims = held.len();
    report.findings.extend(claims.compare(&held, house.ledger.keys()));
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
        let known = |ledger: &str| !report.doubtful.contains(ledger);
        let found = compared.differences.iter().filter(|difference| known(&difference.ledger));
        let found = found.map(|difference| {
            let row = format!("read model {name}: {} {}", difference.ledger, difference.id);
            Finding::new(row, format!("{} in the tables that live", difference.what))
        });
        report.findings.extend(found);
    }
    if !report.doubtful.is_empty() {
        report.read_models.push("not compared where the log itself does not fit".to_owned());
    }
    Ok(())
}
