//! Where breached passwords are looked up: in a file, or at a service.

use std::{path::Path, sync::Arc};

use outward::{
    breached_file::{BreachedFile, ListFault},
    breached_range::BreachedRange,
};
use ports::breached::{BreachedFault, BreachedPasswords};

use crate::config::Serve;

/// Why no password can be looked up.
#[derive(Debug, thiserror::Error)]
pub enum NoList {
    /// The file is not one of breached passwords.
    #[error("RECOGNITO_BREACHED_PASSWORDS, {0}: {1}")]
    File(String, #[source] ListFault),
    /// No service can be asked.
    #[error("RECOGNITO_BREACHED_PASSWORDS: {0}")]
    Service(#[from] BreachedFault),
}

/// The list that the settings name, if they name one.
pub(crate) fn list(settings: &Serve) -> Result<Option<Arc<dyn BreachedPasswords>>, NoList> {
    let Some(named) = &settings.breached_passwords else { return Ok(None) };
    if named.starts_with("http://") || named.starts_with("https://") {
        return Ok(Some(Arc::new(BreachedRange::new(named)?)));
    }
    let file = BreachedFile::open(Path::new(named)).map_err(|fault| NoList::File(named.clone(), fault))?;
    Ok(Some(Arc::new(file)))
}
