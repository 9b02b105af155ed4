//! What files of targets by ARNs have in common: `--functions` and `--log-targets`.

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
};

use actix_web::http::Uri;
use serde::de::DeserializeOwned;

/// Why such a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TargetsFault {
    /// A file cannot be read.
    #[error("{path}: {1}", path = .0.display())]
    File(PathBuf, #[source] io::Error),
    /// It has not the form of one.
    #[error("{path}{place}: must be YAML or JSON of {form}", path = .path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// Where in it; begins with a space, or is empty.
        place: String,
        /// What it must be.
        form: &'static str,
    },
    /// A variable is not set.
    #[error("the environment has no {0}, which the file of targets names")]
    NoVariable(String),
}

/// The entries of a file by their ARNs.
pub(crate) fn read<T: DeserializeOwned>(
    path: &Path,
    form: &'static str,
) -> Result<BTreeMap<String, T>, TargetsFault> {
    let text = fs::read_to_string(path).map_err(|error| TargetsFault::File(path.to_owned(), error))?;
    serde_saphyr::from_str(&text).map_err(|error| {
        // The library's own words may quote the file, and with it a secret that does not belong there.
        let place = error.location().map(|at| format!(" at line {}, column {}", at.line(), at.column()));
        TargetsFault::Form { path: path.to_owned(), place: place.unwrap_or_default(), form }
    })
}

/// A secret that a variable of the environment or a file has; `None` where not exactly one of them is named.
pub(crate) fn secret(
    variable: Option<String>,
    file: Option<PathBuf>,
) -> Result<Option<String>, TargetsFault> {
    match (variable, file) {
        (Some(name), None) => env::var(&name).map(Some).map_err(|_| TargetsFault::NoVariable(name)),
        (None, Some(path)) => {
            fs::read_to_string(&path).map(Some).map_err(|error| TargetsFault::File(path, error))
        }
        (None, None) | (Some(_), Some(_)) => Ok(None),
    }
}

/// An address as an error shows it: some have a password in them.
pub(crate) fn shown(url: &str) -> String {
    url.rsplit_once('@').map_or_else(|| url.to_owned(), |(_, host)| format!("...@{host}"))
}

/// Warns where `what` goes to another machine unprotected.
pub(crate) fn warn_of_cleartext(url: &str, what: &str) {
    let host =
        url.strip_prefix("http://").and_then(|_| url.parse::<Uri>().ok()?.host().map(ToOwned::to_owned));
    let is_elsewhere = |host: &String| {
        let bare = host.trim_matches(['[', ']']);
        bare != "localhost" && !bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    };
    if let Some(host) = host.filter(is_elsewhere) {
        tracing::warn!(host, "{what} go to this host in the clear");
    }
}
