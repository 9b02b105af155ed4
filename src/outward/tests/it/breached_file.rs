//! Files of breached passwords, small and of a million lines.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{fmt::Write as _, fs, path::PathBuf, time::Instant};

use outward::breached_file::{BreachedFile, ListFault};
use ports::breached::{BreachedFault, BreachedPasswords};
use sha1::{Digest, Sha1};
use tempfile::TempDir;

/// SHA-1 of "password".
const PASSWORD: &str = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8";
/// NTLM of the same.
const PASSWORD_NTLM: &str = "8846F7EAEE8FB117AD06BDD830B7586C";

struct Given {
    _folder: TempDir,
    path: PathBuf,
}

fn given(content: &str) -> Given {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("breached.txt");
    fs::write(&path, content).unwrap();
    Given { _folder: folder, path }
}

fn sha1(password: &str) -> String {
    Sha1::digest(password).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02X}").unwrap();
        hex
    })
}

/// The passwords `word-0`, `word-1` and so on, each with a count, in the order of their hashes.
fn words(count: usize, end_of_line: &str) -> String {
    let mut lines: Vec<_> =
        (0..count).map(|n| format!("{}:{}", sha1(&format!("word-{n}")), n % 1_000 + 1)).collect();
    lines.sort_unstable();
    lines.join(end_of_line) + end_of_line
}

async fn has(list: &BreachedFile, password: &str) -> bool {
    list.contains(password).await.unwrap()
}

#[tokio::test]
async fn every_password_of_a_list_is_found_and_no_other() {
    for (count, end_of_line) in [(1, "\n"), (2, "\r\n"), (90, "\n"), (100, "\r\n"), (5_000, "\r\n")] {
        let file = given(&words(count, end_of_line));
        let list = BreachedFile::open(&file.path).unwrap();
        for n in 0..count {
            assert!(has(&list, &format!("word-{n}")).await, "word-{n} of {count}");
            assert!(!has(&list, &format!("other-{n}")).await, "other-{n} of {count}");
        }
    }
}

#[tokio::test]
async fn a_list_of_either_hash_is_known_by_its_first_line() {
    for line in
        [format!("{PASSWORD}:9"), format!("{PASSWORD_NTLM}:9\n"), format!("{}:9\n", PASSWORD.to_lowercase())]
    {
        let file = given(&line);
        let list = BreachedFile::open(&file.path).unwrap();
        assert!(has(&list, "password").await && !has(&list, "Password").await, "{line}");
    }
}

/// All hashes but two begin alike, so that estimates are wrong each time.
#[tokio::test]
async fn a_list_whose_hashes_are_unevenly_distributed_is_searched_all_the_same() {
    let alike = (0..20_000).map(|n| format!("{}{n:035X}:1\n", "00000"));
    let lines: String = alike.chain([format!("{PASSWORD}:1\n"), format!("{}:1\n", "F".repeat(40))]).collect();
    let file = given(&lines);
    let list = BreachedFile::open(&file.path).unwrap();
    assert!(has(&list, "password").await && !has(&list, "Password").await);
}

#[test]
fn what_is_no_ordered_list_is_refused_when_it_is_opened() {
    let refused = |content: &str| BreachedFile::open(&given(content).path).err().unwrap();
    for content in ["", "password\n", "password:1\n", &format!("{PASSWORD}\n")] {
        assert!(matches!(refused(content), ListFault::Form), "{content:?}");
    }
    let by_count = format!("{PASSWORD}:9\n{}:8\n", "0".repeat(40));
    assert!(matches!(refused(&by_count), ListFault::Order));
    let mut lines: Vec<_> = words(5_000, "\n").lines().map(str::to_owned).collect();
    lines.reverse();
    assert!(matches!(refused(&lines.join("\n")), ListFault::Order));
    assert!(matches!(BreachedFile::open("/no/such/file".as_ref()).err().unwrap(), ListFault::Io(_)));
}

#[tokio::test]
async fn a_file_that_was_cut_off_since_fails_and_finds_nothing() {
    let file = given(&words(1_000, "\n"));
    let list = BreachedFile::open(&file.path).unwrap();
    fs::OpenOptions::new().write(true).open(&file.path).unwrap().set_len(100).unwrap();
    assert!(matches!(list.contains("word-1").await, Err(BreachedFault::File(_))));
}

/// Prints what the check costs: `cargo nextest run -p recognito-outward million --no-capture`.
#[tokio::test]
async fn a_look_up_in_a_list_of_a_million_takes_less_than_a_millisecond_and_no_memory() {
    const LOOK_UPS: u32 = 2_000;
    let file = given(&words(1_000_000, "\r\n"));
    let resident = resident_kb();
    let list = BreachedFile::open(&file.path).unwrap();
    let began = Instant::now();
    for n in 0..LOOK_UPS / 2 {
        assert!(has(&list, &format!("word-{}", n * 997)).await);
        assert!(!has(&list, &format!("other-{n}")).await);
    }
    let (each, grown) = (began.elapsed() / LOOK_UPS, resident_kb().saturating_sub(resident));
    println!("a look-up takes {each:?}; the process has grown by {grown} KB");
    assert!(each.as_micros() < 1_000, "{each:?}");
    assert!(grown < 4_096, "{grown} KB");
}

/// Memory of this process, as the kernel counts it.
fn resident_kb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}
