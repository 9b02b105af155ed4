//! A service of any size: makes the history of many people, and measures what a server on that history is like.
//!
//! Every event is decided by its aggregate, sealed with its person's key and appended through the ledger, as a server does it; nothing is
//! written behind the log's back but how far the reactions have come (see `house`). Only the passwords are not realistic: hashing one costs
//! tens of milliseconds, a million hours, so all people have the same password and the same hash of it (all can sign in by password); only
//! the first [`people::SRP_USERS`] have an SRP verifier of their own.

#![expect(clippy::unwrap_used, reason = "a tool that cannot go on should stop where it is")]

mod history;
mod house;
mod measure;
mod people;
mod pools;

use std::path::PathBuf;

use clap::Parser;
use house::House;
use people::Shared;

/// Fills a data folder (or the databases of `DATABASE_URL` and `KEYS_DATABASE_URL`) with made-up people.
#[derive(Parser)]
pub(crate) struct Cli {
    /// The server's data folder. Its master key and private Postgres are made where they are missing.
    #[arg(long, default_value = "./data")]
    pub(crate) data: PathBuf,
    /// How many people.
    #[arg(long, default_value_t = 1_000_000)]
    users: u64,
    /// How many events, about: who signed up and confirmed (three events each) signs in until they are that many.
    #[arg(long, default_value_t = 5_000_000)]
    events: u64,
    /// Fills nothing: measures a server on the folder that was filled before.
    #[arg(long)]
    measure: bool,
    /// Postgres of the log, instead of the private one.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// Postgres of the subject keys. Needed where the other is given.
    #[arg(long, env = "KEYS_DATABASE_URL", hide_env_values = true)]
    pub(crate) keys_database_url: Option<String>,
}

#[tokio::main]
async fn main() {
    let cli = Cli::parse();
    if cli.measure {
        return measure::run(&cli.data).await;
    }
    let house = House::open(&cli).await;
    let shared = Shared::new(pools::make(&house).await);
    history::make(&house, &shared, cli.users, cli.events).await;
    shared.pools.note(&cli.data, cli.users);
    house.close().await;
}
