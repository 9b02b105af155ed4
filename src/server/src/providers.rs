//! Identity providers of pools, as the settings let them be called.

use std::sync::Arc;

use outward::{
    code_providers::{BadSocialAddress, HttpCodeProviders, SocialAddresses},
    guarded::BadHost,
};
use ports::federation::CodeProviders;

use crate::config::Serve;

/// Why no provider could be called.
#[derive(Debug, thiserror::Error)]
pub enum NoProviders {
    /// A host that is none.
    #[error("--provider-host: {0}")]
    Host(#[from] BadHost),
    /// An address that stands in for no provider.
    #[error("--provider-address: {0}")]
    Address(#[from] BadSocialAddress),
}

/// Providers that answer with a code.
pub(crate) fn by_code(settings: &Serve) -> Result<Arc<dyn CodeProviders>, NoProviders> {
    let addresses = SocialAddresses::read(&settings.provider_addresses)?;
    Ok(Arc::new(HttpCodeProviders::new(&settings.provider_hosts, addresses)?))
}
