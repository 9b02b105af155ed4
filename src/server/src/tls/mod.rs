//! TLS 1.2 and 1.3 by rustls: with a certificate that the operator gives, or, for development, with one that the server makes.

mod authority;
mod leaves;
mod names;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use ledger::Clock;
use rustls::{ConfigBuilder, ServerConfig, WantsVerifier, crypto::aws_lc_rs, server::WantsServerCert};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

use crate::files::FileFault;
use authority::Authority;
use leaves::Leaves;
pub(crate) use names::Names;

/// Why TLS cannot be spoken.
#[derive(Debug, thiserror::Error)]
pub enum TlsFault {
    /// A file holds no certificate or key in PEM form, or cannot be read.
    #[error("{path}: {1}", path = .0.display())]
    Pem(PathBuf, #[source] rustls_pki_types::pem::Error),
    /// Certificate and key do not go together.
    #[error("the TLS certificate cannot be used: {0}")]
    Unusable(#[from] rustls::Error),
    /// A file of the authority for development cannot be used.
    #[error(transparent)]
    File(#[from] FileFault),
    /// What was kept of the authority is no authority.
    #[error("{path}: {1}; remove it to have another authority made", path = .0.display())]
    NotAnAuthority(PathBuf, String),
    /// No certificate could be made.
    #[error("a TLS certificate for development cannot be made: {0}")]
    Unmade(#[from] rcgen::Error),
}

/// How a server speaks TLS.
pub(crate) struct Tls {
    pub(crate) config: ServerConfig,
    /// The file of the certificate that clients have to trust, where the server has made it.
    pub(crate) authority: Option<PathBuf>,
}

/// With a certificate chain and its key, both PEM files.
pub(crate) fn given(chain: &Path, key: &Path) -> Result<Tls, TlsFault> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(chain)
        .map_err(|error| TlsFault::Pem(chain.to_owned(), error))?
        .map(|one| one.map_err(|error| TlsFault::Pem(chain.to_owned(), error)))
        .collect();
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| TlsFault::Pem(key.to_owned(), error))?;
    let config = builder()?.with_single_cert(chain?, private)?;
    Ok(Tls { config, authority: None })
}

/// With certificates for these names, by an authority that is kept in the data folder.
pub(crate) fn made(data: &Path, names: Names, clock: Clock) -> Result<Tls, TlsFault> {
    let (authority, certificate) = Authority::keep(data, &names, clock.now())?;
    let leaves = Leaves::of(authority, names, clock)?;
    let config = builder()?.with_cert_resolver(Arc::new(leaves));
    Ok(Tls { config, authority: Some(certificate) })
}

fn builder() -> Result<ConfigBuilder<ServerConfig, WantsServerCert>, rustls::Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder: ConfigBuilder<ServerConfig, WantsVerifier> =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(builder.with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_hold_no_certificate_or_key_are_refused_by_their_path() {
        let refused = |path: &Path| given(path, path).map(|_| ()).unwrap_err().to_string();
        let missing = refused(Path::new("/nowhere/chain.pem"));
        assert!(missing.contains("/nowhere/chain.pem"), "{missing}");
        // An existing file that holds something else.
        let empty = refused(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")));
        assert!(empty.contains("Cargo.toml"), "{empty}");
    }
}
