//! `replay`: reads the event log without a server. What happened to whom, how something stood at any moment, whether anybody
//! tampered with it, and the read models made again.
//!
//! It opens the log and the keys; it knows aggregates only by the catalogue, and nothing that serves or sends.
//! It writes nothing but read models, when asked to rebuild them, and that an operator has accepted a restored database.

mod aggregates;
mod cli;
mod fault;
mod history;
mod house;
mod ledgers;
mod prove;
mod reactions;
mod rebuild;
mod registered;
mod restore;
mod show;
mod tell;
mod verify;

use std::process::ExitCode;

use clap::Parser;
use tokio::runtime::{self, Runtime};

/// The log is millions of small pieces that one thread makes and another lets go: the system's allocator took a third of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use cli::{Ask, Cli};
use fault::Fault;
use house::House;

/// What was found is as it should be, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Fine,
    Bad,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match runtime().and_then(|runtime| runtime.block_on(run(&cli))) {
        Ok(Verdict::Fine) => ExitCode::SUCCESS,
        Ok(Verdict::Bad) => ExitCode::from(1),
        Err(fault) => {
            eprintln!("replay: {fault}");
            ExitCode::from(2)
        }
    }
}

/// Looks after each piece of work for what came in of the database. By itself it looks after 61 of them, and a page of events is a
/// piece: by then those who read would long have run dry, and the database stood still.
fn runtime() -> Result<Runtime, Fault> {
    let runtime = runtime::Builder::new_multi_thread().enable_all().event_interval(1).build();
    runtime.map_err(|error| Fault::Other(format!("no threads to work with: {error}")))
}

async fn run(cli: &Cli) -> Result<Verdict, Fault> {
    let house = House::open(cli).await?;
    let verdict = answer(cli, &house).await;
    house.close().await?;
    verdict
}

async fn answer(cli: &Cli, house: &House) -> Result<Verdict, Fault> {
    let teller = tell::Teller { json: cli.json, hide_personal: cli.hide_personal };
    match &cli.ask {
        Ask::Ledgers => ledgers::tell(house, teller).await,
        Ask::History { of, from, to } => history::tell(house, teller, of, (*from, *to)).await,
        Ask::Show { of, at } => show::tell(house, teller, of, at.as_ref()).await,
        Ask::Diff { of, from, to } => show::diff(house, teller, of, from, to).await,
        Ask::Verify { beside_scan } => verify::tell(house, teller, *beside_scan).await,
        Ask::Rebuild { only } => rebuild::tell(house, teller, only).await,
        Ask::Reactions => reactions::tell(house, teller).await,
        Ask::AcceptRestore { by } => restore::accept(house, teller, by).await,
        Ask::Prove { ledger, position } => prove::tell(house, teller, ledger, *position).await,
    }
}
