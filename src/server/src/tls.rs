//! TLS, when certificates are configured: TLS 1.2 and 1.3 by rustls.

use std::path::{Path, PathBuf};

use rustls::ServerConfig;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

/// Why TLS cannot be spoken.
#[derive(Debug, thiserror::Error)]
pub enum TlsFault {
    /// A file holds no certificate or key in PEM form, or cannot be read.
    #[error("{path}: {1}", path = .0.display())]
    Pem(PathBuf, #[source] rustls_pki_types::pem::Error),
    /// Certificate and key do not go together.
    #[error("the TLS certificate cannot be used: {0}")]
    Unusable(#[from] rustls::Error),
}

/// The configuration for a certificate chain and its key, both PEM files.
pub(crate) fn config(chain: &Path, key: &Path) -> Result<ServerConfig, TlsFault> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(chain)
        .map_err(|error| TlsFault::Pem(chain.to_owned(), error))?
        .map(|one| one.map_err(|error| TlsFault::Pem(chain.to_owned(), error)))
        .collect();
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| TlsFault::Pem(key.to_owned(), error))?;
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(builder.with_no_client_auth().with_single_cert(chain?, private)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_hold_no_certificate_or_key_are_refused_by_their_path() {
        let missing = config(Path::new("/nowhere/chain.pem"), Path::new("/nowhere/key.pem")).unwrap_err();
        assert!(missing.to_string().contains("/nowhere/chain.pem"), "{missing}");
        // An existing file that holds something else.
        let other = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
        let empty = config(other, other).unwrap_err();
        assert!(empty.to_string().contains("Cargo.toml"), "{empty}");
    }
}
