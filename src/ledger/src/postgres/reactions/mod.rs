//! Effects that follow events. An entry of the list of reactions says which kinds of events, what to do, and how often to try.
//!
//! At least once: an item is deleted after its effect, and not at all where the process dies in between. Never twice otherwise: a node
//! takes an item exclusively, for longer than a try may last; what a node had taken when it was killed it tries at once when it is started
//! again, and other nodes when that time is over. Every item commits by itself; one that fails waits, longer and longer, and holds up none of
//! the others; after its last try it is given up, which [`Backlog`] and `replay reactions` show.

mod backlog;
mod beginning;
mod follower;
mod held_before;
mod items;
mod lanes;
mod node_name;
mod under_way;
mod undone;

use std::time::Duration;

use async_trait::async_trait;
use domain::{LedgerId, Timestamp};

pub use backlog::{Backlog, FailedItems};
pub use follower::follow;
pub use node_name::NodeName;
pub use undone::{Undone, undone};

use crate::Opened;

/// The events that an effect follows, and how often it is tried.
#[derive(Clone, Copy, Debug)]
pub struct Reaction {
    /// Written to the log's database: never change it.
    pub name: &'static str,
    /// The kinds of events that it follows; all others are ignored.
    pub kinds: &'static [&'static str],
    /// How often.
    pub tries: Tries,
}

/// How many items of a reaction a node tries at the same time.
#[derive(Clone, Copy, Debug)]
pub struct Places {
    /// All of them.
    pub all: usize,
    /// Those that have failed before, at the most: new items find room however many of the others fail.
    pub again: usize,
    /// Those that one ledger gets before the next one is looked at.
    pub share: usize,
    /// Those of one lane, at the most.
    pub lane: usize,
}

impl Places {
    /// For effects that are carried out one by one.
    pub const USUAL: Self = Self { all: 32, again: 16, share: 8, lane: 4 };
    /// For effects that are carried out many at a time, and wait for one another.
    pub const TOGETHER: Self = Self { all: 512, again: 256, share: 64, lane: 128 };
}

/// From when on a reaction follows the events of a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// All of them.
    First,
    /// Those that were recorded at this time or later.
    At(Timestamp),
    /// None, as of now.
    Never,
}

/// How often something is tried.
#[derive(Clone, Copy, Debug)]
pub struct Tries {
    /// After so many tries an item is given up; `None`: never.
    pub max: Option<u32>,
    /// Pause after the first try. Each further one is twice as long as the one before.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
}

impl Tries {
    /// Pause after so many tries that failed.
    pub fn pause_after(self, tries: u32) -> Duration {
        let doubled = 1_u32.checked_shl(tries.saturating_sub(1)).unwrap_or(u32::MAX);
        self.first_pause.saturating_mul(doubled).min(self.longest_pause)
    }

    /// Why an effect is not tried again after a try, where it is not.
    pub fn given_up(self, tries: u32, outcome: Outcome) -> Option<&'static str> {
        match outcome {
            Outcome::Done | Outcome::Continue(_) => None,
            Outcome::Never(why) => Some(why),
            Outcome::Later(why) => Some(why).filter(|_| self.are_used_up(tries)),
        }
    }

    /// Whether no try is left after so many.
    fn are_used_up(self, tries: u32) -> bool {
        self.max.is_some_and(|max| tries >= max)
    }
}

/// The outcome of a try. The reasons are kept and shown: they say nothing of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done, or there is nothing to do.
    Done,
    /// Nothing failed and there is more to do, not before this time has passed. It does not count as a try.
    Continue(Duration),
    /// It failed, and may succeed later.
    Later(&'static str),
    /// It failed, and would always fail.
    Never(&'static str),
}

/// An entry of the list of reactions.
#[async_trait(?Send)]
pub trait React {
    /// Which events, and how often.
    fn reaction(&self) -> &'static Reaction;

    /// How many items are tried at the same time.
    fn places(&self) -> Places {
        Places::USUAL
    }

    /// From when on the events of a ledger are followed. Those before are passed over for good. `None`: that cannot be said now.
    async fn begins(&self, _ledger: &LedgerId) -> Option<Begin> {
        Some(Begin::First)
    }

    /// The group of effects that may be slow for the same reason (mail to one server): only a few of a group run at a time. `None`: no
    /// group. Kept in memory alone.
    fn lane(&self, _event: &Opened) -> Option<String> {
        None
    }

    /// The effect. It may be repeated for the same event, and is dropped in the middle when it takes longer than half a minute.
    async fn react(&self, event: &Opened) -> Outcome;

    /// Takes note that the effect is given up, after so many tries, and why. False: that failed, and the effect is tried once more instead. It
    /// may be repeated, too.
    async fn note_given_up(&self, _event: &Opened, _tries: u32, _why: &'static str) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_the_longest_and_tries_end_where_they_have_an_end() {
        let seconds = Duration::from_secs;
        let tries = Tries { max: Some(3), first_pause: seconds(5), longest_pause: seconds(60) };
        let pauses: Vec<u64> = (1..=6).map(|n| tries.pause_after(n).as_secs()).collect();
        assert_eq!(pauses, [5, 10, 20, 40, 60, 60]);
        assert_eq!(tries.pause_after(u32::MAX), seconds(60));
        assert!(!tries.are_used_up(2) && tries.are_used_up(3));
        assert!(!Tries { max: None, ..tries }.are_used_up(u32::MAX));
        let given_up = |tried, outcome| tries.given_up(tried, outcome);
        assert_eq!(given_up(1, Outcome::Never("no")), Some("no"));
        assert_eq!(
            (given_up(2, Outcome::Later("no")), given_up(3, Outcome::Later("no"))),
            (None, Some("no"))
        );
        assert_eq!((given_up(3, Outcome::Done), given_up(3, Outcome::Continue(seconds(1)))), (None, None));
    }
}
