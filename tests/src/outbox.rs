//! Reads the development outbox as a person reads her mail.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// How long a mail may take after the event that causes it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits for the newest mail to `address` and gives the six-digit code in it.
#[track_caller]
pub fn code(data: &Path, address: &str) -> String {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(code) = mails(data, address).iter().rev().find_map(|mail| six_digits(mail)) {
            return code;
        }
        assert!(Instant::now() < deadline, "no mail with a code came to {address}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// All mails to `address`, oldest first.
pub fn mails(data: &Path, address: &str) -> Vec<String> {
    let Ok(folder) = fs::read_dir(data.join("outbox")) else { return Vec::new() };
    let mut files: Vec<_> = folder.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "eml"));
    files.sort();
    let mails = files.iter().filter_map(|file| fs::read_to_string(file).ok());
    mails.filter(|mail| mail.lines().any(|line| line == format!("To: {address}"))).collect()
}

/// The first run of exactly six digits in the body.
fn six_digits(mail: &str) -> Option<String> {
    let (_headers, body) = mail.split_once("\r\n\r\n")?;
    let code = body.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6);
    code.map(str::to_owned)
}
