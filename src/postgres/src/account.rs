//! The user that Postgres runs as. Postgres refuses root, so a server that is root needs another user.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::PrivateFault;

const PASSWD: &str = "/etc/passwd";
/// The users that root runs Postgres as, best first.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];

/// A user of the operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl Account {
    /// The user for the data directory `cluster`, or nothing when we run Postgres as ourselves. Existing data stays
    /// with its owner.
    pub(crate) fn choose(cluster: &Path) -> Result<Option<Self>, PrivateFault> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        if let Ok(found) = fs::metadata(cluster)
            && found.uid() != 0
        {
            return Ok(Some(Self { uid: found.uid(), gid: found.gid() }));
        }
        let passwd = fs::read_to_string(PASSWD).map_err(PrivateFault::io("reading", Path::new(PASSWD)))?;
        let account = CANDIDATES.iter().find_map(|name| Self::named(&passwd, name));
        account.map(Some).ok_or(PrivateFault::NoUser)
    }

    fn named(passwd: &str, name: &str) -> Option<Self> {
        passwd.lines().find_map(|line| {
            let mut fields = line.split(':');
            let (found, _password) = (fields.next()?, fields.next()?);
            let (uid, gid) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
            (found == name && uid != 0).then_some(Self { uid, gid })
        })
    }

    /// Whether this user can reach `dir` by its path: each folder above must let it through. Reads the mode bits
    /// only; where an access list says otherwise, the way around (see `launch`) serves as well.
    pub(crate) fn reaches(self, dir: &Path) -> bool {
        dir.ancestors().skip(1).all(|above| {
            fs::metadata(above).is_ok_and(|found| {
                let shift = match () {
                    () if found.uid() == self.uid => 6,
                    () if found.gid() == self.gid => 3,
                    () => 0,
                };
                (found.mode() >> shift) & 1 == 1
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_name_and_is_never_root() {
        let passwd = "root:x:0:0::/root:/bin/sh\nnobody:x:0:0::/:/bin/sh\n\nbad line\npostgres:x:101:104:a,b:/:/bin/sh\n";
        assert_eq!(Account::named(passwd, "postgres"), Some(Account { uid: 101, gid: 104 }));
        assert_eq!(Account::named(passwd, "nobody"), None);
        assert_eq!(Account::named(passwd, "postgre"), None);
    }
}
