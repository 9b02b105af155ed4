//! What a connection is doing, reported by the code that serves its requests to the code that watches it: how many requests are under way,
//! since when there is none, and how many bytes came in that no request has taken yet. And whether it is TLS, which the serving code is told.
//!
//! A connection and its requests live on one thread.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    task::Waker,
    time::{Duration, Instant},
};

/// What a connection is doing.
pub struct Line {
    under_way: Cell<usize>,
    quiet_since: Cell<Instant>,
    untaken: Cell<usize>,
    /// The body of the last request was not read to its end: the rest of it is discarded.
    discards: Cell<bool>,
    is_tls: Cell<bool>,
    /// Waits until bytes are taken.
    reader: RefCell<Option<Waker>>,
}

impl Default for Line {
    fn default() -> Self {
        Self {
            under_way: Cell::new(0),
            quiet_since: Cell::new(Instant::now()),
            untaken: Cell::new(0),
            discards: Cell::new(false),
            is_tls: Cell::new(false),
            reader: RefCell::new(None),
        }
    }
}

impl Line {
    /// A request has come in whole but for its body; it is under way until the value is dropped.
    pub fn begin(self: Rc<Self>) -> UnderWay {
        self.under_way.set(self.under_way.get() + 1);
        self.all_taken();
        UnderWay { line: self, unread: Cell::new(true) }
    }

    /// Both sides have agreed on TLS.
    pub fn agreed_on_tls(&self) {
        self.is_tls.set(true);
    }

    /// How many requests are under way.
    pub fn under_way(&self) -> usize {
        self.under_way.get()
    }

    /// How long no request has been under way; `None` while one is.
    pub fn quiet(&self) -> Option<Duration> {
        (self.under_way.get() == 0).then(|| self.quiet_since.get().elapsed())
    }

    /// Bytes came in.
    pub fn came_in(&self, bytes: usize) {
        self.untaken.set(self.untaken.get().saturating_add(bytes));
    }

    /// Bytes that came in and that no request has taken.
    pub fn untaken(&self) -> usize {
        self.untaken.get()
    }

    /// Whether bytes that come in now may be the rest of a body that is discarded.
    pub fn discards(&self) -> bool {
        self.discards.get()
    }

    /// Registers the connection's reader, to be woken when bytes are taken.
    pub fn wake_when_taken(&self, waker: &Waker) {
        self.reader.replace(Some(waker.clone()));
    }

    fn all_taken(&self) {
        self.untaken.set(0);
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
    }
}

/// A request that is under way on a line.
pub struct UnderWay {
    line: Rc<Line>,
    unread: Cell<bool>,
}

impl UnderWay {
    /// All bytes that came in were taken.
    pub(crate) fn took_all(&self) {
        self.line.all_taken();
    }

    /// Its body was read to its end.
    pub(crate) fn read_whole(&self) {
        self.unread.set(false);
    }

    /// Whether its line is TLS.
    pub(crate) fn is_tls(&self) -> bool {
        self.line.is_tls.get()
    }

    /// Whether more are under way on its line than there may be.
    pub(crate) fn is_too_many(&self, max: usize) -> bool {
        self.line.under_way() > max
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let line = &self.line;
        line.under_way.set(line.under_way.get() - 1);
        line.discards.set(self.unread.get());
        line.quiet_since.set(Instant::now());
        line.all_taken();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_quiet_while_no_request_is_under_way() {
        let line = Rc::<Line>::default();
        assert!(line.quiet().is_some());
        let (one, other) = (Rc::clone(&line).begin(), Rc::clone(&line).begin());
        drop(one);
        assert_eq!((line.quiet(), line.under_way()), (None, 1));
        other.read_whole();
        drop(other);
        assert!(line.quiet().is_some() && !line.discards());
    }

    #[test]
    fn bytes_wait_until_a_request_takes_them() {
        let line = Rc::<Line>::default();
        line.came_in(100);
        assert_eq!(line.untaken(), 100);
        let request = Rc::clone(&line).begin();
        assert_eq!(line.untaken(), 0);
        line.came_in(70);
        assert_eq!(line.untaken(), 70);
        request.took_all();
        assert_eq!(line.untaken(), 0);
        line.came_in(70);
        drop(request);
        assert_eq!((line.untaken(), line.discards()), (0, true));
    }
}
