//! Counts and waits: what was done in a stretch of time, how long each took, and what it cost.

use std::time::{Duration, Instant};

use crate::cpu::{Meter, Spent};

/// How long each thing is measured.
pub(crate) const FOR: Duration = Duration::from_secs(5);
/// What runs before anything is counted.
pub(crate) const WARM_UP: Duration = Duration::from_millis(1200);

/// Waits of single calls.
#[derive(Default)]
pub(crate) struct Waits(pub(crate) Vec<Duration>);

impl Waits {
    /// The wait that this share (0 to 100) of all stayed below, in milliseconds.
    pub(crate) fn percentile(&mut self, percent: usize) -> f64 {
        self.0.sort_unstable();
        let at = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0.get(at).map_or(0.0, |wait| wait.as_secs_f64() * 1e3)
    }
}

/// What a stretch of time came to.
pub(crate) struct Measured {
    pub(crate) waits: Waits,
    /// CPU seconds within the stretch.
    pub(crate) spent: Spent,
}

impl Measured {
    /// How many per second.
    pub(crate) fn per_second(&self) -> f64 {
        count(self.waits.0.len()) / FOR.as_secs_f64()
    }
}

/// The stretch that is counted: after the warming up, for as long as it is measured.
#[derive(Clone, Copy)]
pub(crate) struct Stretch(Instant);

impl Stretch {
    pub(crate) fn begin() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn is_over(self) -> bool {
        self.0.elapsed() >= WARM_UP + FOR
    }

    pub(crate) fn counts(self) -> bool {
        self.0.elapsed() > WARM_UP
    }
}

/// Reads the meter at the beginning and the end of what is counted, on a thread of its own.
pub(crate) fn metered(meter: &Meter, work: impl FnOnce() -> Waits) -> Measured {
    std::thread::scope(|scope| {
        let spent = scope.spawn(|| {
            std::thread::sleep(WARM_UP);
            let before = meter.read();
            std::thread::sleep(FOR);
            meter.read().since(before)
        });
        let waits = work();
        Measured { waits, spent: spent.join().unwrap() }
    })
}

/// A count as a number to divide.
pub(crate) fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
