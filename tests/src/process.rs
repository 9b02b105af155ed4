//! Signals to processes by number, children included. Knows nothing of what the processes are.

use std::{fs, process::Command};

use crate::programs;

/// Sends a signal (`KILL`, `STOP`, `CONT`, `TERM`) to one process. Gives whether there was one.
pub fn signal(pid: u32, name: &str) -> bool {
    // The shell's own `kill`: a small machine has no program of that name.
    programs::run(Command::new("sh").args(["-c", &format!("kill -{name} {pid}")])).success
}

/// Sends a signal to a process and then to all its children.
pub fn signal_family(pid: u32, name: &str) {
    let children = children(pid);
    signal(pid, name);
    for child in children {
        signal(child, name);
    }
}

/// The processes that this one has started.
pub fn children(pid: u32) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let numbers = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    numbers.filter(|number| parent(*number) == Some(pid)).collect()
}

fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold anything; state and parent follow the last bracket.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

/// Whether there is a process of this number.
pub fn is_there(pid: u32) -> bool {
    fs::exists(format!("/proc/{pid}")).unwrap_or(false)
}

/// Whether the test may do what only root may.
pub fn is_root() -> bool {
    programs::run(Command::new("id").arg("-u")).stdout.trim() == "0"
}
