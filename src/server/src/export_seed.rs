//! `recognito export-seed`: opens what a server keeps, whether one runs or not, writes a seed of it to standard output, and appends nothing.

use std::io::{self, Write};

use crate::{beside, config::Serve, serve::ServeFault};

/// Writes the seed; what it leaves out goes to standard error.
pub async fn export_seed(settings: Serve) -> Result<(), ServeFault> {
    let opened = beside::open(&settings).await?;
    let exported = opened.trial().export(&opened.app).await;
    beside::close(opened).await?;
    let exported = exported?;
    for left_out in exported.left_out {
        eprintln!("recognito: not as it is: {left_out}");
    }
    writeln!(io::stdout(), "{:#}", exported.seed).map_err(ServeFault::Output)
}
