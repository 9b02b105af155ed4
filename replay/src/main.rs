//! `replay`: reads the event log without a server. The history of a person or a thing, any state at any moment, whether the log was
//! tampered with, and the read models rebuilt.
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

/// The log is millions of small allocations that one thread makes and another frees: the system's allocator took a third of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use cli::{Ask, Cli};
use fault::Fault;
use house::House;

/// Whether what was found is as it should be.
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

/// Polls for data from the database after each task. The default is after 61 tasks, and a page of events is a task: by then the readers
/// would long have run dry, and the database stood still.
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
