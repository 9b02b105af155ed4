//! How much work one decision may be. Patterns, and the values that they are held against, can come from attackers who
//! want it to be much: a value that a variable brings in makes a short pattern long, and a wildcard tries it at every
//! position.

use std::cell::Cell;

/// The most steps of one decision; a step is one character looked at. A role's policies at their longest, held against
/// ordinary values, need some ten thousands; so many take some milliseconds.
pub const MAX_STEPS: usize = 2_000_000;

/// What is left of the steps of one decision.
#[derive(Debug)]
pub(crate) struct Work {
    left: Cell<Option<usize>>,
}

impl Default for Work {
    fn default() -> Self {
        Self { left: Cell::new(Some(MAX_STEPS)) }
    }
}

impl Work {
    /// Takes so many steps; false once there are not as many left, and for ever after.
    #[must_use]
    pub(crate) fn take(&self, steps: usize) -> bool {
        self.left.set(self.left.get().and_then(|left| left.checked_sub(steps)));
        !self.is_too_much()
    }

    /// Whether more steps were wanted than there are. A result found by then does not count.
    pub(crate) fn is_too_much(&self) -> bool {
        self.left.get().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_once_stays_too_much() {
        let work = Work::default();
        assert!(work.take(MAX_STEPS) && work.take(0) && !work.is_too_much());
        assert!(!work.take(1) && !work.take(0) && work.is_too_much());
    }
}
