//! The service over what a server keeps, opened by a command of its own, whether the server runs or not.

use crate::{config::Serve, files, functions, mail, opened::Opened, serve::ServeFault, storage};

/// Opens it; it does nothing by itself, and nothing is listened on.
pub(crate) async fn open(settings: &Serve) -> Result<Opened, ServeFault> {
    settings.check()?;
    let master = files::present_master_key(&settings.data)?;
    let functions = functions::open(settings)?;
    let outside = mail::outside(settings, functions.map(functions::triggers))?;
    let storage = storage::open_beside(settings, master).await?;
    let url = settings.public_url.clone().unwrap_or_else(|| format!("http://{}", settings.listen));
    Ok(Opened::over(storage, outside, settings, (&url, None)).await?)
}

/// Closes it.
pub(crate) async fn close(opened: Opened) -> Result<(), ServeFault> {
    opened.arbiters.stop();
    Ok(opened.storage.close().await?)
}
