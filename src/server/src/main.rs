//! The `recognito` binary.

use std::process::ExitCode;

use clap::Parser;
use server::config::{Command, Verb};
use tracing_subscriber::{EnvFilter, filter::ParseError};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The variable that says what is logged: `info`, `warn,recognito_ledger=debug`.
const LOG: &str = "RECOGNITO_LOG";
const LOG_DEFAULT: &str = "info,actix_server=warn,sqlx::postgres::notice=warn";

/// What is logged. A filter that cannot be read is a fault: it would hide what the operator wants to see.
fn log_filter(text: Option<&str>) -> Result<EnvFilter, ParseError> {
    EnvFilter::builder().parse(text.filter(|text| !text.is_empty()).unwrap_or(LOG_DEFAULT))
}

fn main() -> ExitCode {
    let verb = Command::parse().verb;
    let filter = match log_filter(std::env::var(LOG).ok().as_deref()) {
        Ok(filter) => filter,
        Err(fault) => {
            eprintln!("recognito: {LOG}: {fault}");
            return ExitCode::FAILURE;
        }
    };
    tracing_subscriber::fmt().json().with_writer(std::io::stderr).with_env_filter(filter).init();
    let done = actix_web::rt::System::new().block_on(async {
        match verb {
            Verb::Serve(settings) => Box::pin(server::serve(*settings)).await,
            Verb::ExportSeed(settings) => server::export_seed(*settings).await,
            Verb::RotateKeys(settings) => server::rotate_keys(*settings).await,
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("recognito: {fault}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_filter_that_cannot_be_read_is_refused() {
        for filter in [None, Some("warn"), Some("info,sqlx=debug")] {
            assert!(log_filter(filter).is_ok(), "{filter:?}");
        }
        for wrong in ["=loud", "a=b=c", "recognito=[{]"] {
            assert!(log_filter(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
