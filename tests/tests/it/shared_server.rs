//! The server that tests share is never left behind, however they end.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    path::Path,
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use tests::{process, shared::Lease};

const UNUSED_MAX: Duration = Duration::from_secs(1);

/// Another process that uses the server, as a test does: it holds the lock for as long as it lives.
fn another_user(locks: &Path) -> Child {
    let hold = "exec 9>>\"$0/users\"; flock --shared 9; touch \"$0/held\"; exec sleep 600";
    let user = Command::new("sh").args(["-c", hold]).arg(locks).spawn().unwrap();
    until("the lock is held", || locks.join("held").exists());
    user
}

#[test]
fn it_ends_with_its_last_user_though_that_one_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let lease = Lease::take(folder.path(), UNUSED_MAX);
    let (data, postmaster) = (lease.server.data(), lease.server.postmaster());
    let mut other = another_user(folder.path());
    drop(lease);
    thread::sleep(3 * UNUSED_MAX);
    let again = Lease::take(folder.path(), UNUSED_MAX);
    assert_eq!((again.server.data(), again.server.postmaster()), (data.clone(), postmaster), "it stayed");
    drop(again);
    other.kill().unwrap();
    other.wait().unwrap();
    until("the server and its Postgres are gone", || !data.exists() && !process::is_there(postmaster));
    let next = Lease::take(folder.path(), UNUSED_MAX);
    assert_ne!(next.server.data(), data, "the next test gets a new one");
}

#[track_caller]
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !holds() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(50));
    }
}
