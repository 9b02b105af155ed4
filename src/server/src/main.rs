//! The `recognito` binary.

use std::process::ExitCode;

use clap::Parser;
use server::config::{Command, Verb};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let Verb::Serve(settings) = Command::parse().verb;
    tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("RECOGNITO_LOG").unwrap_or_else(|_| {
            tracing_subscriber::EnvFilter::new("info,actix_server=warn,sqlx::postgres::notice=warn")
        }))
        .init();
    match actix_web::rt::System::new().block_on(server::serve(*settings)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("recognito: {fault}");
            ExitCode::FAILURE
        }
    }
}
