//! `recognito export-seed`: opens what a server keeps, whether one runs or not, writes a seed of it to standard output, and appends nothing.

use std::io::{self, Write};

use crate::{config::Serve, files, functions, mail, opened::Opened, serve::ServeFault, storage};

/// Writes the seed; what it leaves out goes to standard error.
pub async fn export_seed(settings: Serve) -> Result<(), ServeFault> {
    settings.check()?;
    let master = files::present_master_key(&settings.data)?;
    let functions = functions::open(&settings)?;
    let outside = mail::outside(&settings, functions.map(functions::triggers))?;
    let storage = storage::open_beside(&settings, master).await?;
    let url = settings.public_url.clone().unwrap_or_else(|| format!("http://{}", settings.listen));
    let opened = Opened::over(storage, outside, &settings, &url).await?;
    let exported = opened.trial().export(&opened.app).await;
    opened.arbiters.stop();
    opened.storage.close().await?;
    let exported = exported?;
    for left_out in exported.left_out {
        eprintln!("recognito: not as it is: {left_out}");
    }
    writeln!(io::stdout(), "{:#}", exported.seed).map_err(ServeFault::Output)
}
