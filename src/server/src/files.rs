//! The files of the data folder that are the service's own: the master key and the first administrator's credentials.

use std::{
    fs::{self, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use crypto::seal::MasterKey;

/// Only the owner reads or writes.
const OWNER_ONLY: u32 = 0o600;

/// Why a file of the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// The file system refused.
    #[error("{path}: {1}", path = .0.display())]
    Io(PathBuf, #[source] io::Error),
    /// The master key's file holds something else.
    #[error("{path}: {1}; restore it from your backup: without it nothing that is sealed can be read", path = .0.display())]
    NotAMasterKey(PathBuf, #[source] crypto::seal::NotAMasterKey),
    /// Others may read the key.
    #[error("{path} can be read by others (mode {1:o}): chmod 600 it", path = .0.display())]
    Exposed(PathBuf, u32),
}

/// The master key of a data folder, made at first start.
pub(crate) fn master_key(data: &Path) -> Result<MasterKey, FileFault> {
    let path = data.join("master.key");
    let io = |error| FileFault::Io(path.clone(), error);
    match fs::read_to_string(&path) {
        Ok(text) => {
            let mode = fs::metadata(&path).map_err(io)?.permissions().mode() & 0o777;
            if mode & 0o077 != 0 {
                return Err(FileFault::Exposed(path, mode));
            }
            MasterKey::parse(&text).map_err(|fault| FileFault::NotAMasterKey(path.clone(), fault))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let key = MasterKey::generate();
            write_private(&path, &format!("{}\n", key.to_text().as_str()))?;
            Ok(key)
        }
        Err(error) => Err(io(error)),
    }
}

/// Keeps the first administrator's key in the form that AWS tools read; gives the file's path.
pub(crate) fn keep_credentials(data: &Path, access_key_id: &str, secret: &str) -> Result<PathBuf, FileFault> {
    let path = data.join("credentials");
    let text = format!("[default]\naws_access_key_id = {access_key_id}\naws_secret_access_key = {secret}\n");
    write_private(&path, &text)?;
    Ok(path)
}

/// Written beside and renamed, so that a crash leaves the whole file or none.
fn write_private(path: &Path, text: &str) -> Result<(), FileFault> {
    let fault = |error| FileFault::Io(path.to_owned(), error);
    let beside = path.with_extension("new");
    let mut options = OpenOptions::new();
    let mut file =
        options.write(true).create(true).truncate(true).mode(OWNER_ONLY).open(&beside).map_err(fault)?;
    file.set_permissions(Permissions::from_mode(OWNER_ONLY)).map_err(fault)?;
    file.write_all(text.as_bytes()).map_err(fault)?;
    file.sync_all().map_err(fault)?;
    fs::rename(&beside, path).map_err(fault)
}
