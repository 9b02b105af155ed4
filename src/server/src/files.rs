//! The files of the data folder that are the service's own, and who may read them: the master key, the first administrator's credentials,
//! and how others are made.

use std::{
    fs::{self, DirBuilder, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use crypto::seal::MasterKey;

/// Only the owner reads or writes.
const OWNER_ONLY: u32 = 0o600;
/// Only the owner enters.
const OWNERS_FOLDER: u32 = 0o700;
/// Others pass, and see nothing: for a private Postgres whose user has no other way to its folder.
const PASSED_FOLDER: u32 = 0o711;
/// Refused where other users can read it, and never closed silently: they may have read it already.
const MASTER_KEY: &str = "master.key";
const CREDENTIALS: &str = "credentials";
/// The folder of mail and messages that go nowhere else.
pub(crate) const OUTBOX: &str = "outbox";
/// Mode bit of a folder in which every user may make entries, like `/tmp`.
const STICKY: u32 = 0o1000;

/// Every user may read.
const FOR_ALL: u32 = 0o644;

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

/// Makes the data folder for its owner alone, independent of the umask. An existing one of ours is closed to others, with our files in it;
/// one that holds other things too, or that is shared by its sticky bit, is left as it is, with a warning.
pub(crate) fn data_folder(data: &Path) -> Result<(), FileFault> {
    let fault = |error| FileFault::Io(data.to_owned(), error);
    let mode = if private_postgres::passes_closed_folders() { OWNERS_FOLDER } else { PASSED_FOLDER };
    if let Some(parent) = data.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent).map_err(fault)?;
    }
    match DirBuilder::new().mode(mode).create(data) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(fault(error)),
        Ok(()) | Err(_) => {}
    }
    let is_empty = fs::read_dir(data).map_err(fault)?.next().is_none();
    let is_shared = fs::metadata(data).map_err(fault)?.permissions().mode() & STICKY != 0;
    if (is_empty || data.join(MASTER_KEY).exists()) && !is_shared {
        close(data, mode);
    } else {
        tell_if_open(data, mode);
    }
    for (name, mode) in [(CREDENTIALS, OWNER_ONLY), (OUTBOX, OWNERS_FOLDER)] {
        close(&data.join(name), mode);
    }
    Ok(())
}

/// Gives a file or folder exactly this mode, if it exists.
fn close(path: &Path, mode: u32) {
    let Ok(found) = fs::symlink_metadata(path) else { return };
    // A link leads to what is not in the folder.
    if found.is_symlink() || found.permissions().mode() & 0o777 == mode {
        return;
    }
    if let Err(error) = fs::set_permissions(path, Permissions::from_mode(mode)) {
        tracing::warn!(path = %path.display(), %error, "others may read this, and it is not ours to close: chmod it to {mode:o}");
    }
}

fn tell_if_open(path: &Path, mode: u32) {
    let found = fs::metadata(path).map_or(0, |found| found.permissions().mode() & 0o777);
    if found & !mode != 0 {
        tracing::warn!(path = %path.display(), mode = format!("{found:o}"), "the data folder holds other things than ours, and others may enter it: give the service a folder of its own");
    }
}

/// The master key of a data folder, made at first start.
pub(crate) fn master_key(data: &Path) -> Result<MasterKey, FileFault> {
    let path = data.join(MASTER_KEY);
    match read_private(&path) {
        Ok(text) => MasterKey::parse(&text).map_err(|fault| FileFault::NotAMasterKey(path, fault)),
        Err(FileFault::Io(_, error)) if error.kind() == io::ErrorKind::NotFound => {
            let key = MasterKey::generate();
            write_private(&path, &format!("{}\n", key.to_text().as_str()))?;
            Ok(key)
        }
        Err(fault) => Err(fault),
    }
}

/// The master key of a data folder that a server was started on before.
pub(crate) fn present_master_key(data: &Path) -> Result<MasterKey, FileFault> {
    let path = data.join(MASTER_KEY);
    fs::metadata(&path).map_err(|error| FileFault::Io(path, error))?;
    master_key(data)
}

/// Keeps the first administrator's key in the form that AWS tools read; gives the file's path.
pub(crate) fn keep_credentials(data: &Path, access_key_id: &str, secret: &str) -> Result<PathBuf, FileFault> {
    let path = data.join(CREDENTIALS);
    let text = format!("[default]\naws_access_key_id = {access_key_id}\naws_secret_access_key = {secret}\n");
    write_private(&path, &text)?;
    Ok(path)
}

/// Makes a folder in the data folder for its owner alone, or closes the one that is there.
pub(crate) fn own_folder(path: &Path) -> Result<(), FileFault> {
    match DirBuilder::new().mode(OWNERS_FOLDER).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(FileFault::Io(path.to_owned(), error));
        }
        Ok(()) | Err(_) => {}
    }
    close(path, OWNERS_FOLDER);
    Ok(())
}

/// Reads a file that is its owner's alone; refused where others can read it.
pub(crate) fn read_private(path: &Path) -> Result<String, FileFault> {
    let fault = |error| FileFault::Io(path.to_owned(), error);
    let text = fs::read_to_string(path).map_err(fault)?;
    let mode = fs::metadata(path).map_err(fault)?.permissions().mode() & 0o777;
    match mode & 0o077 {
        0 => Ok(text),
        _ => Err(FileFault::Exposed(path.to_owned(), mode)),
    }
}

/// Writes a file that is its owner's alone.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<(), FileFault> {
    write(path, text, OWNER_ONLY)
}

/// Writes a file for all who may enter its folder.
pub(crate) fn write_public(path: &Path, text: &str) -> Result<(), FileFault> {
    write(path, text, FOR_ALL)
}

/// Written beside and renamed, so that a crash leaves the whole file or none.
fn write(path: &Path, text: &str, mode: u32) -> Result<(), FileFault> {
    let fault = |error| FileFault::Io(path.to_owned(), error);
    let beside = path.with_extension("new");
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(mode).open(&beside).map_err(fault)?;
    file.set_permissions(Permissions::from_mode(mode)).map_err(fault)?;
    file.write_all(text.as_bytes()).map_err(fault)?;
    file.sync_all().map_err(fault)?;
    fs::rename(&beside, path).map_err(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Place(PathBuf);

    impl Place {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("recognito-files-{}-{name}", std::process::id()));
            fs::create_dir(&path).unwrap();
            Self(path)
        }

        fn open(&self, name: &str, mode: u32) -> PathBuf {
            let path = self.0.join(name);
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            path
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            // Left behind, it would do no harm.
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_data_folder_and_what_of_ours_lies_in_it_is_closed_when_it_is_made_and_when_it_was_open() {
        let place = Place::new("closed");
        let data = place.0.join("above/data");
        data_folder(&data).unwrap();
        assert_eq!(mode(&data), OWNERS_FOLDER);
        master_key(&data).unwrap();
        keep_credentials(&data, "test", "test").unwrap();
        fs::create_dir(data.join(OUTBOX)).unwrap();
        for (name, open) in [("", 0o755), (CREDENTIALS, 0o644), (OUTBOX, 0o777)] {
            place.open(&format!("above/data/{name}"), open);
        }
        data_folder(&data).unwrap();
        assert_eq!(mode(&data), OWNERS_FOLDER);
        assert_eq!(mode(&data.join(CREDENTIALS)), OWNER_ONLY);
        assert_eq!(mode(&data.join(OUTBOX)), OWNERS_FOLDER);
    }

    #[test]
    fn a_folder_of_other_things_and_a_shared_one_are_left_as_they_are() {
        let place = Place::new("others");
        fs::write(place.0.join("script.sh"), "").unwrap();
        place.open("script.sh", 0o755);
        place.open("", 0o755);
        data_folder(&place.0).unwrap();
        assert_eq!((mode(&place.0), mode(&place.0.join("script.sh"))), (0o755, 0o755));
        master_key(&place.0).unwrap();
        place.open("", 0o1777);
        data_folder(&place.0).unwrap();
        assert_eq!(mode(&place.0), 0o777);
    }

    #[test]
    fn a_master_key_that_others_may_read_is_refused_and_not_closed_quietly() {
        let place = Place::new("exposed");
        master_key(&place.0).unwrap();
        let key = place.open(MASTER_KEY, 0o644);
        data_folder(&place.0).unwrap();
        assert_eq!(mode(&key), 0o644);
        assert!(matches!(master_key(&place.0), Err(FileFault::Exposed(_, 0o644))));
    }
}
