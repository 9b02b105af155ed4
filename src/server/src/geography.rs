//! Where addresses are: a file, if one is named.

use std::{path::PathBuf, sync::Arc};

use outward::geography::{AddressDatabase, NotADatabase};
use ports::geography::Geography;

use crate::config::Serve;

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("RECOGNITO_GEOGRAPHY {0}: {1}")]
pub struct NoGeography(PathBuf, #[source] NotADatabase);

/// The database that the settings name.
pub(crate) fn open(settings: &Serve) -> Result<Option<Arc<dyn Geography>>, NoGeography> {
    let Some(file) = &settings.geography else { return Ok(None) };
    let database = AddressDatabase::open(file).map_err(|why| NoGeography(file.clone(), why))?;
    Ok(Some(Arc::new(database)))
}
