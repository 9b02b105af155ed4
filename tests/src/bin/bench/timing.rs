//! Counts and waits: what was done in a stretch of time, and how long each took.

use std::time::Duration;

/// How long each thing is measured, after the same again as a fifth for warming up.
pub(crate) const FOR: Duration = Duration::from_secs(6);
/// What runs before anything is counted.
pub(crate) const WARM_UP: Duration = Duration::from_millis(1200);

/// Waits of single calls.
#[derive(Default)]
pub(crate) struct Waits(pub(crate) Vec<Duration>);

impl Waits {
    /// How many per second, were they all done within `FOR`.
    pub(crate) fn per_second(&self) -> f64 {
        count(self.0.len()) / FOR.as_secs_f64()
    }

    /// The wait that this share (0 to 100) of all stayed below.
    pub(crate) fn percentile(&mut self, percent: usize) -> Duration {
        self.0.sort_unstable();
        let at = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0.get(at).copied().unwrap_or_default()
    }
}

/// A count as a number to divide.
pub(crate) fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// One line: what, how many per second, how long each, and beside it the ceiling and what it is.
pub(crate) fn show(what: &str, mut waits: Waits, ceiling_per_second: f64, ceiling: &str) {
    let rate = waits.per_second();
    let (p50, p99) = (waits.percentile(50), waits.percentile(99));
    println!(
        "{what:<44} {rate:>9.0}/s   p50 {:>7.2} ms   p99 {:>7.2} ms",
        p50.as_secs_f64() * 1e3,
        p99.as_secs_f64() * 1e3
    );
    println!(
        "{:<44} {ceiling_per_second:>9.0}/s   {:.0} % of it",
        format!("  ceiling: {ceiling}"),
        rate / ceiling_per_second * 100.0
    );
}
