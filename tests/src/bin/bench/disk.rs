//! What a durable commit takes on this disk: the median of fdatasync after one write, as Postgres does at each commit.

use std::{
    fs::File,
    io::{Seek, SeekFrom, Write},
    path::Path,
    time::Instant,
};

use crate::timing::Waits;

const SYNCS: usize = 300;
/// A page of the write-ahead log.
const PAGE: [u8; 8192] = [7; 8192];

/// Measures in this folder, and gives a line of text.
pub(crate) fn fdatasync(folder: &Path) -> String {
    let mut file: File = tempfile::tempfile_in(folder).unwrap();
    let mut waits = Waits::default();
    for _ in 0..SYNCS {
        file.seek(SeekFrom::Start(0)).unwrap();
        file.write_all(&PAGE).unwrap();
        let begun = Instant::now();
        file.sync_data().unwrap();
        waits.0.push(begun.elapsed());
    }
    format!("fdatasync of 8 KiB: p50 {:.2} ms, p99 {:.2} ms.", waits.percentile(50), waits.percentile(99))
}
