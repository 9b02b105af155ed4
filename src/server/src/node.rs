//! The name of this node, by which it knows again what it had in hands when it was killed.
//!
//! It is made of where the data folder lies: which folder, and since when this machine runs. The folder is locked while this process lives, so
//! that none who runs beside it has the name, and one that is started after it has. A copy of the folder is another folder.

use std::{
    fs::{self, File},
    io,
    os::unix::fs::MetadataExt,
    path::Path,
};

use app::ids;
use ledger::postgres::reactions::NodeName;

/// Random, and made anew whenever a machine starts.
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

/// This node, for as long as it lives.
pub(crate) struct Node {
    /// Its name.
    pub(crate) name: NodeName,
    /// The data folder, locked; `None`: the name is random, and the next process will have another one.
    _folder: Option<File>,
}

impl Node {
    /// The node over a data folder.
    pub(crate) fn over(data: &Path) -> Self {
        match locked(data) {
            Ok((name, folder)) => Self { name: NodeName::new(&name), _folder: Some(folder) },
            Err(error) => {
                tracing::info!(data = %data.display(), %error, "the data folder cannot be locked: effects that this process does not finish are tried again after a minute");
                Self { name: NodeName::new(&ids::uuid().to_string()), _folder: None }
            }
        }
    }
}

fn locked(data: &Path) -> io::Result<(String, File)> {
    let boot = fs::read_to_string(BOOT_ID)?;
    let folder = File::open(data)?;
    folder.try_lock()?;
    let found = folder.metadata()?;
    Ok((format!("{}-{:x}-{:x}", boot.trim(), found.dev(), found.ino()), folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_has_its_name_again_after_its_end_and_shares_it_with_none_that_lives() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let node = Node::over(one.path());
        let name = node.name.clone();
        let (beside, elsewhere) = (Node::over(one.path()), Node::over(other.path()));
        assert!(beside.name != name && elsewhere.name != name && beside.name != elsewhere.name);
        drop(node);
        assert_eq!(Node::over(one.path()).name, name);
    }

    #[test]
    fn where_no_folder_can_be_locked_a_name_is_never_used_again() {
        let missing = tempfile::tempdir().unwrap().path().join("missing");
        assert_ne!(Node::over(&missing).name, Node::over(&missing).name);
    }
}
