//! The lines of an uploaded file, read part by part from any place on: of the file, no more than a part and a line are in memory.

use domain::{
    Stream,
    user_pools::import_job::{
        FileReceived, Reached,
        file::{LINE_CHARS_MAX, WrongRow},
    },
};
use ledger::{FilePart, Ledger};

use super::upload::PART_BYTES;
use crate::{Answer, Fault, Kind};

/// No line of as many characters as lines may have has more bytes.
const LINE_BYTES_MAX: usize = 4 * LINE_CHARS_MAX;

/// Reads the lines of a file.
pub(super) struct Lines<'a> {
    ledger: &'a Ledger,
    stream: &'a Stream,
    file: &'a FileReceived,
    /// Where the next line begins.
    at: Reached,
    /// What was read of the file, and how much of it lies before `at`.
    read: Vec<u8>,
    passed: usize,
}

/// A line.
pub(super) struct Line {
    /// Its number; the first is 1.
    pub(super) number: u64,
    /// Its text, if it has one.
    pub(super) text: Result<String, WrongRow>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(ledger: &'a Ledger, stream: &'a Stream, file: &'a FileReceived, at: Reached) -> Self {
        Self { ledger, stream, file, at, read: Vec::new(), passed: 0 }
    }

    /// Where the next line begins.
    pub(super) fn reached(&self) -> Reached {
        self.at
    }

    /// The next line; `None` at the end of the file.
    pub(super) async fn next(&mut self) -> Answer<Option<Line>> {
        let mut too_long = false;
        loop {
            let rest = self.read.get(self.passed..).unwrap_or_default();
            if let Some(length) = rest.iter().position(|byte| *byte == b'\n') {
                return Ok(Some(self.take(length, 1, too_long)));
            }
            let mut left = rest.len();
            if left > LINE_BYTES_MAX {
                // What comes next of the line is read without what came before.
                too_long = true;
                self.pass(left);
                left = 0;
            }
            if self.at.bytes + left as u64 >= self.file.bytes {
                let is_end = left == 0 && !too_long;
                return Ok(if is_end { None } else { Some(self.take(left, 0, too_long)) });
            }
            self.read_on().await?;
        }
    }

    /// Takes so many bytes as a line, and passes its end.
    fn take(&mut self, length: usize, end: usize, too_long: bool) -> Line {
        let bytes = self.read.get(self.passed..self.passed + length).unwrap_or_default();
        let text = match std::str::from_utf8(bytes) {
            _ if too_long => Err(WrongRow::TooLong),
            Err(_) => Err(WrongRow::NotText),
            Ok(text) if text.chars().count() > LINE_CHARS_MAX => Err(WrongRow::TooLong),
            Ok(text) => Ok(text.to_owned()),
        };
        self.pass(length + end);
        self.at.lines += 1;
        Line { number: self.at.lines, text }
    }

    fn pass(&mut self, bytes: usize) {
        self.passed += bytes;
        self.at.bytes += bytes as u64;
    }

    /// Reads the part behind what was read.
    async fn read_on(&mut self) -> Answer<()> {
        self.read.drain(..self.passed);
        self.passed = 0;
        let broken = || Fault::new(Kind::ResourceNotFound, "A part of the file is missing.");
        let (from, size) = (self.at.bytes + self.read.len() as u64, PART_BYTES as u64);
        let number = u32::try_from(from / size).map_err(|_| broken())?;
        let part = FilePart { stream: self.stream, file: &self.file.file, number };
        let part = self.ledger.part(&part).await?.ok_or_else(broken)?;
        let begins = usize::try_from(from % size).map_err(|_| broken())?;
        self.read.extend_from_slice(part.get(begins..).filter(|rest| !rest.is_empty()).ok_or_else(broken)?);
        Ok(())
    }
}
