//! How functions do: counted by route, of which there are as many as the operator has written.

use std::{
    fmt::Write,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use ports::triggers::TriggerFault;
use serde_json::Value;
use tokio::time::Instant;

use super::exchange::Failure;

/// Upper bounds of the times that are counted apart, in milliseconds. A try ends at 5,000, a call at about 15,000.
const BOUNDS_MS: [u64; 8] = [10, 50, 100, 500, 1000, 5000, 10_000, 15_000];

/// How a call has ended.
#[derive(Clone, Copy)]
pub(super) enum Outcome {
    Answered,
    Threw,
    Unreadable,
    NotCalled,
    TimedOut,
    Refused,
}

impl Outcome {
    const ALL: [(Self, &str); 6] = [
        (Self::Answered, "answered"),
        (Self::Threw, "threw"),
        (Self::Unreadable, "unreadable"),
        (Self::NotCalled, "not_called"),
        (Self::TimedOut, "timed_out"),
        (Self::Refused, "refused"),
    ];

    pub(super) fn of(answer: &Result<Value, Failure>) -> Self {
        match answer {
            Ok(_) => Self::Answered,
            Err(Failure::Final(TriggerFault::Threw(_))) => Self::Threw,
            Err(Failure::Final(TriggerFault::Unreadable)) => Self::Unreadable,
            Err(Failure::Final(TriggerFault::NotCalled(_)) | Failure::Passing(_)) => Self::NotCalled,
            Err(Failure::TimedOut) => Self::TimedOut,
            Err(Failure::Refused(_)) => Self::Refused,
        }
    }
}

/// The figures of one route.
#[derive(Default)]
pub(super) struct Figures {
    under_way: AtomicU64,
    ended: [AtomicU64; Outcome::ALL.len()],
    within: [AtomicU64; BOUNDS_MS.len()],
    milliseconds: AtomicU64,
}

impl Figures {
    /// A call begins.
    pub(super) fn begin(&self) -> Watch<'_> {
        self.under_way.fetch_add(1, Relaxed);
        Watch { figures: self, began: Instant::now() }
    }

    fn ended(&self, outcome: Outcome, took: Duration) {
        let took = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.ended[outcome as usize].fetch_add(1, Relaxed);
        self.milliseconds.fetch_add(took, Relaxed);
        for (count, _) in self.within.iter().zip(BOUNDS_MS).filter(|(_, bound)| took <= *bound) {
            count.fetch_add(1, Relaxed);
        }
    }
}

/// A call that is under way, until it is dropped.
pub(super) struct Watch<'a> {
    figures: &'a Figures,
    began: Instant,
}

impl Watch<'_> {
    /// The call has ended.
    pub(super) fn end(self, outcome: Outcome) {
        self.figures.ended(outcome, self.began.elapsed());
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.figures.under_way.fetch_sub(1, Relaxed);
    }
}

/// The figures of routes, in the text form of Prometheus.
pub(super) fn shown<'a>(routes: impl Iterator<Item = (&'a str, &'a Figures)> + Clone) -> String {
    let mut text = Text::default();
    text.family("recognito_function_calls_total", "counter", "Calls of functions, by how they ended.");
    for (route, figures) in routes.clone() {
        for (count, (_, outcome)) in figures.ended.iter().zip(Outcome::ALL) {
            text.line(&format!("{{route=\"{route}\",outcome=\"{outcome}\"}} {}", count.load(Relaxed)));
        }
    }
    text.family("recognito_function_calls_under_way", "gauge", "Calls of functions that have not ended.");
    for (route, figures) in routes.clone() {
        text.line(&format!("{{route=\"{route}\"}} {}", figures.under_way.load(Relaxed)));
    }
    text.family(
        "recognito_function_seconds",
        "histogram",
        "How long calls of functions took, all tries together.",
    );
    for (route, figures) in routes {
        text.histogram(route, figures);
    }
    text.all
}

/// The text form of Prometheus.
#[derive(Default)]
struct Text {
    all: String,
    name: &'static str,
}

impl Text {
    fn family(&mut self, name: &'static str, kind: &str, help: &str) {
        self.name = name;
        // Writing into a text cannot fail.
        let _ = writeln!(self.all, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, rest: &str) {
        let _ = writeln!(self.all, "{}{rest}", self.name);
    }

    fn histogram(&mut self, route: &str, figures: &Figures) {
        for (count, bound) in figures.within.iter().zip(BOUNDS_MS) {
            let bound = seconds(bound);
            self.line(&format!("_bucket{{route=\"{route}\",le=\"{bound}\"}} {}", count.load(Relaxed)));
        }
        let all: u64 = figures.ended.iter().map(|count| count.load(Relaxed)).sum();
        self.line(&format!("_bucket{{route=\"{route}\",le=\"+Inf\"}} {all}"));
        let sum = seconds(figures.milliseconds.load(Relaxed));
        self.line(&format!("_sum{{route=\"{route}\"}} {sum}"));
        self.line(&format!("_count{{route=\"{route}\"}} {all}"));
    }
}

/// `0.05`, `5`
fn seconds(milliseconds: u64) -> String {
    let text = format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_counted_by_its_end_and_in_every_bound_that_it_kept() {
        let figures = Figures::default();
        figures.ended(Outcome::Answered, Duration::from_millis(50));
        figures.ended(Outcome::TimedOut, Duration::from_millis(15_300));
        let _under_way = figures.begin();
        let text = shown([("*", &figures)].into_iter());
        for line in [
            "# TYPE recognito_function_seconds histogram",
            "recognito_function_calls_total{route=\"*\",outcome=\"answered\"} 1",
            "recognito_function_calls_total{route=\"*\",outcome=\"timed_out\"} 1",
            "recognito_function_calls_total{route=\"*\",outcome=\"threw\"} 0",
            "recognito_function_calls_under_way{route=\"*\"} 1",
            "recognito_function_seconds_bucket{route=\"*\",le=\"0.01\"} 0",
            "recognito_function_seconds_bucket{route=\"*\",le=\"0.05\"} 1",
            "recognito_function_seconds_bucket{route=\"*\",le=\"15\"} 1",
            "recognito_function_seconds_bucket{route=\"*\",le=\"+Inf\"} 2",
            "recognito_function_seconds_sum{route=\"*\"} 15.35",
            "recognito_function_seconds_count{route=\"*\"} 2",
        ] {
            assert!(text.lines().any(|shown| shown == line), "{line}\nin\n{text}");
        }
    }
}
