//! Accepting, on the operator's word, that a database was restored: what the notary had signed and the database no longer holds is
//! forgotten, and the log records who said so, when, and from where to where.
//!
//! The database must still be consistent by itself: a log that contradicts its own checkpoints is never accepted.

use std::sync::Arc;

use crypto::{merkle::Hash, seal::random_bytes};
use domain::{
    LedgerId, Moment,
    account::restoration::{
        self, Restoration,
        commands::{Accept, Place},
    },
};
use ledger::{
    Ledger, Root,
    notary::{self, Memory, MemoryFault, Refused, Remembered},
    postgres::counters,
};
use serde::Serialize;
use sqlx::PgPool;

use crate::{
    Verdict,
    fault::Fault,
    house::House,
    registered,
    tell::{Teller, print_json, print_table},
};

/// A ledger that does not continue what was signed.
struct Misfit {
    ledger: LedgerId,
    remembered: Place,
    found: Place,
    why: String,
}

#[derive(Serialize)]
struct Row {
    ledger: String,
    signed_up_to: u64,
    found_up_to: u64,
    why: String,
}

pub(crate) async fn accept(house: &House, teller: Teller, by: &str) -> Result<Verdict, Fault> {
    if notary::log_name(&house.pool).await?.is_none() {
        let why =
            "the log has no name yet: start the server once, which brings the database to today's version";
        return Err(Fault::Other(why.to_owned()));
    }
    let memory = house.memory()?;
    let misfits = misfits(house, &memory).await?;
    if !misfits.is_empty() {
        let (ledger, pool) = house.writable_log().await?;
        for misfit in &misfits {
            record(&ledger, misfit, by).await?;
            memory.forget(&misfit.ledger).await?;
        }
        sign(house, &ledger, &pool, &memory, &misfits).await?;
        pool.close().await;
    }
    tell(teller, misfits)?;
    Ok(Verdict::Fine)
}

async fn misfits(house: &House, memory: &Memory) -> Result<Vec<Misfit>, Fault> {
    let mut found = Vec::new();
    for ledger in memory.ledgers() {
        let (remembered, why) = match memory.recall(&ledger) {
            Ok(Some(remembered)) => match misfit(house, &ledger, &remembered).await? {
                Some(why) => (place(remembered.position, &remembered.root), why),
                None => continue,
            },
            Ok(None) => continue,
            Err(fault @ MemoryFault::NotAuthentic(_)) => (Place::default(), fault.to_string()),
            Err(fault) => return Err(fault.into()),
        };
        let found_there = by_itself(house, &ledger).await?;
        found.push(Misfit { ledger, remembered, found: found_there, why });
    }
    for lost in registered::lost(house, &counters(&house.pool).await?).await? {
        if found.iter().all(|misfit| misfit.ledger != lost.ledger) {
            let why = "it is registered, and has no events".to_owned();
            let (remembered, found_there) = (Place::default(), Place::default());
            found.push(Misfit { ledger: lost.ledger, remembered, found: found_there, why });
        }
    }
    Ok(found)
}

/// Why a ledger does not continue what is remembered of it.
async fn misfit(house: &House, ledger: &LedgerId, remembered: &Remembered) -> Result<Option<String>, Fault> {
    let log = &**house.ledger.log();
    let examined = async {
        notary::examine(&house.pool, log, ledger, &house.seals, Some(remembered)).await?;
        notary::checkpoints_are_there(&house.pool, remembered).await
    };
    match examined.await {
        Ok(()) => Ok(None),
        Err(Refused::Tampered(why)) => Ok(Some(why)),
        Err(Refused::Unavailable(fault)) => Err(fault.into()),
        Err(Refused::Memory(fault)) => Err(fault.into()),
    }
}

/// Where a ledger ends that fits its own checkpoints; the default place, if the ledger does not exist.
async fn by_itself(house: &House, ledger: &LedgerId) -> Result<Place, Fault> {
    match notary::examine(&house.pool, &**house.ledger.log(), ledger, &house.seals, None).await {
        Ok(verified) => Ok(verified.map(|verified| place(verified.head, &verified.root)).unwrap_or_default()),
        Err(Refused::Tampered(why)) => {
            let what = "does not fit by itself, restored or not";
            Err(Fault::Other(format!("nothing is accepted: {ledger} {what}: {why}; see `replay verify`")))
        }
        Err(Refused::Unavailable(fault)) => Err(fault.into()),
        Err(Refused::Memory(fault)) => Err(fault.into()),
    }
}

fn place(position: u64, root: &Hash) -> Place {
    Place { position, root: hex::encode(root) }
}

/// Recorded before the memory forgets: if it is cut off in between, the command is given again.
async fn record(ledger: &Ledger, misfit: &Misfit, by: &str) -> Result<(), Fault> {
    let Misfit { ledger: of, remembered, found, .. } = misfit;
    let request: [u8; 8] = random_bytes();
    let moment = Moment::system("accept-restore", ledger.clock().now(), hex::encode(request));
    let accept = Accept {
        ledger: of.clone(),
        remembered: remembered.clone(),
        found: found.clone(),
        by: by.to_owned(),
    };
    let mut root: Root<Restoration> = Root::new(restoration::stream(of), Arc::default());
    root.execute(ledger, &accept, &moment).await.map_err(|failure| Fault::Other(failure.to_string()))
}

/// Signs what was accepted, and that it was.
async fn sign(
    house: &House,
    ledger: &Ledger,
    pool: &PgPool,
    memory: &Memory,
    misfits: &[Misfit],
) -> Result<(), Fault> {
    let account = LedgerId::account();
    let others = misfits.iter().map(|misfit| &misfit.ledger).filter(|id| **id != account);
    for id in others.chain([&account]) {
        let signed = notary::notarise(pool, &**ledger.log(), id, &house.seals, memory).await;
        signed.map_err(|refused| {
            Fault::Other(format!("{id} was accepted, and is not signed yet: {refused}"))
        })?;
    }
    Ok(())
}

fn tell(teller: Teller, misfits: Vec<Misfit>) -> Result<(), Fault> {
    let row = |misfit: Misfit| Row {
        ledger: misfit.ledger.to_string(),
        signed_up_to: misfit.remembered.position,
        found_up_to: misfit.found.position,
        why: misfit.why,
    };
    let rows: Vec<Row> = misfits.into_iter().map(row).collect();
    if teller.json {
        return print_json(&rows);
    }
    if rows.is_empty() {
        println!("nothing to accept: the database continues what was signed");
        return Ok(());
    }
    let cells =
        |row: Row| vec![row.ledger, row.signed_up_to.to_string(), row.found_up_to.to_string(), row.why];
    print_table(
        &["accepted", "signed up to", "found up to", "what did not fit"],
        rows.into_iter().map(cells),
    );
    Ok(())
}
