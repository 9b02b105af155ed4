//! Spares callers the wait for a function that has stopped answering.

use std::time::Duration;

use tokio::time::Instant;

/// Tries in a row that end without an answer in time; after these the function is refused at once.
pub(super) const TIMEOUTS_MAX: u32 = 10;
/// So long it is refused; then one call tries whether it answers again.
pub(super) const REFUSED_FOR: Duration = Duration::from_secs(10);

/// The state of one function. An error is an answer too: only silence opens the breaker, so that a function that is down and comes back is
/// called at once.
#[derive(Default)]
pub(super) struct Breaker {
    timeouts: u32,
    /// Set while it is open; calls are refused until then.
    refused_until: Option<Instant>,
    /// A call is under way that tries whether the function answers again.
    is_probed: bool,
}

/// How a call is admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admitted {
    /// As any.
    Usual,
    /// As the only one, to see whether the function answers again.
    Probe,
}

impl Breaker {
    /// Admits a call, or refuses it.
    pub(super) fn admit(&mut self, now: Instant) -> Option<Admitted> {
        let Some(until) = self.refused_until else { return Some(Admitted::Usual) };
        if now < until || self.is_probed {
            return None;
        }
        self.is_probed = true;
        Some(Admitted::Probe)
    }

    /// A try has ended without an answer in time.
    pub(super) fn timed_out(&mut self, now: Instant) {
        self.timeouts += 1;
        if self.timeouts >= TIMEOUTS_MAX {
            self.refused_until = Some(now + REFUSED_FOR);
        }
    }

    /// The function has answered, with whatever.
    pub(super) fn answered(&mut self) {
        self.timeouts = 0;
        self.refused_until = None;
    }

    /// A probe has ended, answered or cut off.
    pub(super) fn probe_ended(&mut self) {
        self.is_probed = false;
    }

    /// Whether nothing is known of the function that would be missed.
    pub(super) fn is_untroubled(&self) -> bool {
        self.timeouts == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(now: Instant) -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..TIMEOUTS_MAX {
            assert_eq!(breaker.admit(now), Some(Admitted::Usual));
            breaker.timed_out(now);
        }
        breaker
    }

    #[test]
    fn a_function_that_keeps_silent_is_refused_until_one_probe_is_answered() {
        let now = Instant::now();
        let mut breaker = opened(now);
        assert_eq!(breaker.admit(now), None);
        let later = now + REFUSED_FOR;
        assert_eq!(breaker.admit(later), Some(Admitted::Probe));
        assert_eq!(breaker.admit(later), None, "one probe at a time");
        breaker.timed_out(later);
        breaker.probe_ended();
        assert_eq!(breaker.admit(later), None, "it is silent still");
        let latest = later + REFUSED_FOR;
        assert_eq!(breaker.admit(latest), Some(Admitted::Probe));
        breaker.answered();
        breaker.probe_ended();
        assert_eq!(breaker.admit(latest), Some(Admitted::Usual));
    }

    #[test]
    fn an_answer_in_between_starts_the_count_again() {
        let now = Instant::now();
        let mut breaker = Breaker::default();
        for n in 0..3 * TIMEOUTS_MAX {
            assert_eq!(breaker.admit(now), Some(Admitted::Usual));
            breaker.timed_out(now);
            if n % (TIMEOUTS_MAX - 1) == 0 {
                breaker.answered();
            }
        }
    }

    #[test]
    fn a_probe_that_is_cut_off_makes_room_for_another() {
        let now = Instant::now();
        let mut breaker = opened(now);
        let later = now + REFUSED_FOR;
        assert_eq!(breaker.admit(later), Some(Admitted::Probe));
        breaker.probe_ended();
        assert_eq!(breaker.admit(later), Some(Admitted::Probe));
    }
}
