//! What the service keeps in files is for its own user alone, independent of the umask and of who made the folder.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use serde_json::json;
use tests::api::{self, Administrator, USER_POOLS};
use tests::http::{Connection, Request};
use tests::{outbox, server::Recognito};

const EMAIL: &str = "ada@lovelace.example";

/// A user signs up, so that there is a mail in the outbox.
fn fill_the_outbox(server: &Recognito) {
    let (_, client) = api::user_pool_that_mails(&Administrator::of(server));
    let email = json!([{"Name": "email", "Value": EMAIL}]);
    let who =
        json!({"ClientId": client, "Username": "ada", "Password": "Passw0rd!x", "UserAttributes": email});
    let request = Request::json(&format!("{USER_POOLS}.SignUp"), who.to_string());
    api::succeeded(&Connection::open(server.authority()).unwrap().exchange(&request).unwrap());
    outbox::code(&server.data(), EMAIL);
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

/// Everything below a folder, with the folder itself.
fn all_of(path: &Path) -> Vec<PathBuf> {
    let below = if path.is_dir() { fs::read_dir(path).unwrap().flatten().collect() } else { Vec::new() };
    let below = below.into_iter().flat_map(|entry| all_of(&entry.path()));
    std::iter::once(path.to_owned()).chain(below).collect()
}

#[test]
fn nothing_that_the_service_makes_can_be_read_or_entered_by_others() {
    let mut server = Recognito::start_under_umask("000");
    fill_the_outbox(&server);
    assert_eq!((mode(&server.data()), mode(&server.data().join("outbox"))), (0o700, 0o700));
    // Without Postgres, whose files come and go while they are looked at.
    assert!(server.stop(), "{}", server.log());
    let made = all_of(&server.data());
    for name in ["master.key", "credentials", "outbox", "postgres", "postgres/lock", "postgres/server.log"] {
        assert!(made.contains(&server.data().join(name)), "{name} is not there: {made:?}");
    }
    let open: Vec<_> = made.iter().filter(|path| mode(path) & 0o077 != 0).collect();
    assert!(open.is_empty(), "others may enter or read {open:?}");
}

#[test]
fn folders_that_were_open_are_closed_at_the_next_start_and_postgres_still_finds_its_own() {
    let mut server = Recognito::start();
    fill_the_outbox(&server);
    assert!(server.stop(), "{}", server.log());
    for (name, open) in [("", 0o755), ("outbox", 0o777), ("credentials", 0o644)] {
        fs::set_permissions(server.data().join(name), Permissions::from_mode(open)).unwrap();
    }
    server.start_again();
    assert_eq!((mode(&server.data()), mode(&server.data().join("outbox"))), (0o700, 0o700));
    assert_eq!(mode(&server.data().join("credentials")), 0o600);
    Administrator::of(&server).user_pools("ListUserPools", &json!({"MaxResults": 1}));
}
