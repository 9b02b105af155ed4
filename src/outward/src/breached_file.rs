//! A file of breached passwords in the form in which Have I Been Pwned publishes them: a line `HASH:COUNT` each, ordered by hash, SHA-1 or
//! NTLM.
//!
//! Nothing of the file is kept in memory. Hashes are evenly distributed, so the place of one can be estimated from its first digits: a few
//! reads find it in a file of any size (interpolation search). Every other read bisects instead, so that an uneven file costs no more than
//! twice what bisection would.

use std::{cmp::Ordering, fs::File, io, os::unix::fs::FileExt, path::Path, sync::Arc};

use async_trait::async_trait;
use ports::breached::{BreachedFault, BreachedPasswords};

use crate::breached_hash::Scheme;

/// Bytes of a read: some ninety lines.
const WINDOW: u64 = 4 << 10;
/// Places at which a file is looked at before it is used.
const SAMPLES: u64 = 64;
/// Digits that an estimate is made from.
const LEADING: usize = 16;

/// Why a file is not used.
#[derive(Debug, thiserror::Error)]
pub enum ListFault {
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Its first line is of another form.
    #[error("it has no lines HASH:COUNT with hashes of SHA-1 (40 digits) or NTLM (32 digits)")]
    Form,
    /// Its lines are not in the order of their hashes.
    #[error("its lines are not ordered by hash")]
    Order,
}

/// The file.
pub struct BreachedFile(Arc<List>);

struct List {
    file: File,
    bytes: u64,
    scheme: Scheme,
    digits: usize,
}

impl BreachedFile {
    /// Opens a file and looks at some of its lines. It must not change while it is used; another one may take its name.
    pub fn open(path: &Path) -> Result<Self, ListFault> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let mut head = vec![0; usize::try_from(bytes.min(WINDOW)).unwrap_or_default()];
        file.read_exact_at(&mut head, 0)?;
        let digits = head.iter().position(|byte| *byte == b':').ok_or(ListFault::Form)?;
        let scheme = Scheme::of_digits(digits).ok_or(ListFault::Form)?;
        let list = List { file, bytes, scheme, digits };
        list.check_order()?;
        Ok(Self(Arc::new(list)))
    }
}

#[async_trait]
impl BreachedPasswords for BreachedFile {
    async fn contains(&self, password: &str) -> Result<bool, BreachedFault> {
        let (list, hash) = (Arc::clone(&self.0), self.0.scheme.hash(password));
        let found = tokio::task::spawn_blocking(move || list.find(hash.as_bytes())).await;
        let died = |_| BreachedFault::File(io::ErrorKind::Other);
        found.map_err(died)?.map_err(|error| BreachedFault::File(error.kind()))
    }
}

/// The part of the file that is left to search: whole lines.
#[derive(Clone, Copy)]
struct Span {
    /// Its first byte.
    from: u64,
    /// The byte behind it.
    to: u64,
    /// The first digits of what stands before it.
    low: u64,
    /// The first digits of what stands behind it.
    high: u64,
}

impl Span {
    fn middle(self) -> u64 {
        self.from + (self.to - self.from) / 2
    }

    /// Where a hash with these first digits would stand if the hashes in between were evenly distributed.
    fn estimate(self, leading: u64) -> u64 {
        let bytes = u128::from(self.to - self.from);
        let (above, of) = (leading.saturating_sub(self.low), self.high.saturating_sub(self.low).max(1));
        let ahead = bytes * u128::from(above.min(of)) / u128::from(of);
        self.from + u64::try_from(ahead).unwrap_or_default()
    }
}

/// Whole lines of the file, in a window around some place.
struct Lines {
    /// Where they begin in the file.
    at: u64,
    bytes: Vec<u8>,
}

impl Lines {
    fn each(&self) -> impl DoubleEndedIterator<Item = &[u8]> {
        self.bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
    }

    fn end(&self) -> u64 {
        self.at + self.bytes.len() as u64
    }
}

impl List {
    /// Whether a hash, in uppercase digits, has a line.
    fn find(&self, hash: &[u8]) -> io::Result<bool> {
        let leading = leading(hash)?;
        let mut span = Span { from: 0, to: self.bytes, low: 0, high: u64::MAX };
        let mut estimates = true;
        while span.from < span.to {
            let place = if estimates { span.estimate(leading) } else { span.middle() };
            estimates = !estimates;
            let lines = self.lines_at(place, span)?;
            let first = self.hash(lines.each().next().ok_or_else(malformed)?)?;
            let last = self.hash(lines.each().next_back().ok_or_else(malformed)?)?;
            if order(hash, first).is_lt() {
                span = Span { to: lines.at, high: self::leading(first)?, ..span };
            } else if order(hash, last).is_gt() {
                span = Span { from: lines.end(), low: self::leading(last)?, ..span };
            } else {
                let mut hashes = lines.each().map(|line| self.hash(line));
                return hashes.try_fold(false, |found, line| Ok(found || order(hash, line?).is_eq()));
            }
        }
        Ok(false)
    }

    /// The whole lines of a span in the window around a place.
    fn lines_at(&self, place: u64, span: Span) -> io::Result<Lines> {
        let latest = span.to.saturating_sub(WINDOW).max(span.from);
        let at = place.saturating_sub(WINDOW / 2).clamp(span.from, latest);
        let length = (span.to - at).min(WINDOW);
        let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
        self.file.read_exact_at(&mut bytes, at)?;
        if at + length < span.to {
            let end = bytes.iter().rposition(|byte| *byte == b'\n').ok_or_else(malformed)?;
            bytes.truncate(end + 1);
        }
        // A window that begins elsewhere may begin within a line.
        let begin = if at == span.from {
            0
        } else {
            bytes.iter().position(|byte| *byte == b'\n').ok_or_else(malformed)? + 1
        };
        Ok(Lines { at: at + begin as u64, bytes: bytes.split_off(begin) })
    }

    /// The hash that a line begins with.
    fn hash<'a>(&self, line: &'a [u8]) -> io::Result<&'a [u8]> {
        let hash = line.get(..self.digits).ok_or_else(malformed)?;
        if line.get(self.digits) == Some(&b':') { Ok(hash) } else { Err(malformed()) }
    }

    /// A file that is ordered otherwise (by count, say) would have no password that is looked for.
    fn check_order(&self) -> Result<(), ListFault> {
        let span = Span { from: 0, to: self.bytes, low: 0, high: u64::MAX };
        let mut earlier = Vec::new();
        for sample in 0..SAMPLES {
            let lines = self.lines_at(self.bytes / SAMPLES * sample, span)?;
            let hashes = lines.each().map(|line| Ok(self.hash(line)?.to_ascii_uppercase()));
            let hashes = hashes.collect::<io::Result<Vec<_>>>()?;
            if !hashes.is_sorted() || hashes.first() < earlier.first() {
                return Err(ListFault::Order);
            }
            earlier = hashes;
        }
        Ok(())
    }
}

/// How a hash in uppercase digits compares with one in digits of either case.
fn order(hash: &[u8], other: &[u8]) -> Ordering {
    hash.iter().copied().cmp(other.iter().map(u8::to_ascii_uppercase))
}

/// The number that the first digits of a hash make.
fn leading(hash: &[u8]) -> io::Result<u64> {
    let digits = std::str::from_utf8(&hash[..LEADING]).map_err(|_| malformed())?;
    u64::from_str_radix(digits, 16).map_err(|_| malformed())
}

fn malformed() -> io::Error {
    io::ErrorKind::InvalidData.into()
}
