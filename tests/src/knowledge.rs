//! What the clients of a run were answered, and what must therefore hold: nothing acknowledged is lost, no answer is stale, nothing is
//! decided twice.
//!
//! It sees answers alone and knows neither servers nor faults. A client that got no answer knows nothing: both outcomes are right.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// How many violations are written out; all are counted.
const SHOWN_MAX: usize = 20;

/// All that is known in a run.
#[derive(Default)]
pub struct Knowledge {
    users: Mutex<Vec<String>>,
    identities: Mutex<Vec<String>>,
    races: Mutex<BTreeMap<String, Race>>,
    /// How many users and identities have been looked for after a recovery.
    checked: Mutex<(usize, usize)>,
    counters: Vec<Counter>,
    violations: Mutex<Vec<String>>,
    /// Counts of the kinds of answers.
    pub tally: Tally,
}

/// Counts of the kinds of answers.
#[derive(Debug, Default)]
pub struct Tally {
    /// Writes that were acknowledged.
    pub acknowledged: AtomicU64,
    /// Reads that were answered.
    pub reads: AtomicU64,
    /// Refusals that were right.
    pub refused: AtomicU64,
    /// Answers that say clearly to try again.
    pub later: AtomicU64,
    /// Connections that ended, or never came to be.
    pub broken: AtomicU64,
    /// The longest wait for anything, in milliseconds.
    pub slowest_ms: AtomicU64,
}

/// Several clients that want one name.
#[derive(Debug, Default)]
struct Race {
    winners: Vec<String>,
    unknown: u32,
    refused: u32,
}

impl Knowledge {
    /// Nothing is known yet, of so many counters.
    pub fn new(counters: usize) -> Self {
        Self { counters: (0..counters).map(|_| Counter::default()).collect(), ..Self::default() }
    }

    /// A sign-up was acknowledged.
    pub fn signed_up(&self, user: String) {
        self.acknowledged();
        lock(&self.users).push(user);
    }

    /// An identity was given out.
    pub fn got_identity(&self, identity: String) {
        self.acknowledged();
        lock(&self.identities).push(identity);
    }

    /// The users and identities that were acknowledged and not asked for here before.
    pub fn unchecked(&self) -> (Vec<String>, Vec<String>) {
        let (users, identities) = (lock(&self.users), lock(&self.identities));
        let (checked_users, checked_identities) =
            std::mem::replace(&mut *lock(&self.checked), (users.len(), identities.len()));
        (users[checked_users..].to_vec(), identities[checked_identities..].to_vec())
    }

    /// All are to be asked for again.
    pub fn uncheck(&self) {
        *lock(&self.checked) = (0, 0);
    }

    /// One of the users whose sign-up was acknowledged.
    pub fn user(&self, choose: impl FnOnce(usize) -> usize) -> Option<String> {
        let users = lock(&self.users);
        if users.is_empty() { None } else { users.get(choose(users.len())).cloned() }
    }

    /// A client that competes for a name was answered that it has it.
    pub fn won(&self, name: &str, who: String) {
        self.signed_up(name.to_owned());
        let mut races = lock(&self.races);
        let race = races.entry(name.to_owned()).or_default();
        race.winners.push(who);
        if race.winners.len() > 1 {
            let winners = race.winners.join(" and ");
            drop(races);
            self.violation(format!("decided twice: {name} was given to {winners}"));
        }
    }

    /// A client that competes for a name was answered that another has it.
    pub fn was_refused(&self, name: &str) {
        Tally::count(&self.tally.refused);
        lock(&self.races).entry(name.to_owned()).or_default().refused += 1;
    }

    /// A client that competes for a name got no answer.
    pub fn knows_nothing_of(&self, name: &str) {
        lock(&self.races).entry(name.to_owned()).or_default().unknown += 1;
    }

    /// A counter.
    pub fn counter(&self, index: usize) -> &Counter {
        &self.counters[index]
    }

    /// How many counters there are.
    pub fn counters(&self) -> usize {
        self.counters.len()
    }

    /// Records the violation that a check has found, if any.
    pub fn judge(&self, outcome: Result<(), String>) {
        if let Err(violation) = outcome {
            self.violation(violation);
        }
    }

    /// Records a violation.
    pub fn violation(&self, what: String) {
        lock(&self.violations).push(what);
    }

    /// Records how long an answer took; longer than `bound` is a violation.
    pub fn took(&self, what: &str, time: Duration, bound: Duration) {
        let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.tally.slowest_ms.fetch_max(ms, Ordering::Relaxed);
        if time > bound {
            self.violation(format!("hung: {what} took {ms} ms"));
        }
    }

    /// Judges what only the end shows: a name that was refused to every client.
    pub fn judge_races(&self) {
        let races = std::mem::take(&mut *lock(&self.races));
        for (name, race) in races {
            if race.winners.is_empty() && race.unknown == 0 && race.refused > 0 {
                self.violation(format!("wrong: {name} was refused to all who wanted it"));
            }
        }
    }

    /// All violations.
    pub fn violations(&self) -> Vec<String> {
        lock(&self.violations).clone()
    }

    /// Panics if there is any violation.
    #[track_caller]
    pub fn assert_sound(&self) {
        let violations = self.violations();
        let shown = violations.iter().take(SHOWN_MAX).cloned().collect::<Vec<_>>().join("\n");
        assert!(violations.is_empty(), "{} violations:\n{shown}", violations.len());
    }

    fn acknowledged(&self) {
        Tally::count(&self.tally.acknowledged);
    }
}

impl Tally {
    /// One more.
    pub fn count(what: &AtomicU64) {
        what.fetch_add(1, Ordering::Relaxed);
    }

    /// In a line.
    pub fn line(&self) -> String {
        let of = |what: &AtomicU64| what.load(Ordering::Relaxed);
        format!(
            "{} writes acknowledged, {} reads, {} refused, {} told to come back, {} connections lost, slowest {} ms",
            of(&self.acknowledged),
            of(&self.reads),
            of(&self.refused),
            of(&self.later),
            of(&self.broken),
            of(&self.slowest_ms),
        )
    }
}

/// A record that several clients write, each on condition that it was not written since their read: its count goes up by one with each
/// success, and never otherwise.
#[derive(Default)]
pub struct Counter(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// The highest count that was answered: no later answer may be lower.
    floor: u64,
    /// Attempts that were ever made: it cannot have counted further.
    begun: u64,
    /// What was written at each count, as far as any client was answered.
    values: BTreeMap<u64, String>,
    /// The value whose writer was answered that it won that count.
    winners: BTreeMap<u64, String>,
}

impl Counter {
    /// The lowest right answer to a question that is asked now.
    pub fn floor(&self) -> u64 {
        lock(&self.0).floor
    }

    /// A client is about to count.
    pub fn begin(&self) {
        lock(&self.0).begun += 1;
    }

    /// A client that wrote `value` on condition that the count was `before` was answered that its write is the `count`th.
    pub fn won(&self, before: u64, count: u64, value: &str) -> Result<(), String> {
        let mut known = lock(&self.0);
        known.floor = known.floor.max(count);
        if count != before + 1 {
            return Err(format!("decided twice: {value} counted on from {before} and came to {count}"));
        }
        if let Some(other) = known.winners.insert(count, value.to_owned()) {
            return Err(format!("decided twice: count {count} was given to {other} and to {value}"));
        }
        known.shows(count, value)
    }

    /// A client that asked while nothing below `floor` was right was answered `count` and `value`.
    pub fn read(&self, floor: u64, count: u64, value: &str) -> Result<(), String> {
        let mut known = lock(&self.0);
        if count < floor {
            return Err(format!("stale: {count} was read after {floor} had been answered"));
        }
        if count > known.begun {
            return Err(format!("out of nothing: {count} was read after {} attempts", known.begun));
        }
        known.floor = known.floor.max(count);
        if count == 0 { Ok(()) } else { known.shows(count, value) }
    }
}

impl Known {
    fn shows(&mut self, count: u64, value: &str) -> Result<(), String> {
        let known = self.values.entry(count).or_insert_with(|| value.to_owned());
        if known == value {
            return Ok(());
        }
        Err(format!("two truths: count {count} was {known}, and then {value}"))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_below_one_that_was_given_before_is_stale() {
        let counter = Counter::default();
        counter.begin();
        counter.won(0, 1, "a").unwrap();
        let floor = counter.floor();
        assert!(counter.read(floor, 0, "").unwrap_err().starts_with("stale"));
        // Asked before the answer was given: both are right.
        counter.read(0, 0, "").unwrap();
        counter.read(floor, 1, "a").unwrap();
    }

    #[test]
    fn a_read_binds_the_reads_after_it() {
        let counter = Counter::default();
        counter.begin();
        counter.read(0, 1, "unanswered").unwrap();
        assert!(counter.read(counter.floor(), 0, "").unwrap_err().starts_with("stale"));
        assert!(counter.read(counter.floor(), 1, "other").unwrap_err().starts_with("two truths"));
        assert!(counter.read(counter.floor(), 2, "x").unwrap_err().starts_with("out of nothing"));
    }

    #[test]
    fn one_count_given_to_two_is_decided_twice() {
        let counter = Counter::default();
        counter.won(0, 1, "a").unwrap();
        assert!(counter.won(0, 1, "b").unwrap_err().starts_with("decided twice"));
        assert!(counter.won(0, 2, "c").unwrap_err().starts_with("decided twice"));
    }

    #[test]
    fn one_name_given_to_two_and_one_given_to_nobody_are_found() {
        let knowledge = Knowledge::new(0);
        knowledge.won("ada", "one".to_owned());
        knowledge.won("ada", "two".to_owned());
        knowledge.was_refused("grace");
        knowledge.was_refused("mary");
        knowledge.knows_nothing_of("mary");
        knowledge.judge_races();
        let violations = knowledge.violations();
        assert_eq!(violations.len(), 2, "{violations:?}");
        assert!(violations[0].starts_with("decided twice: ada") && violations[1].starts_with("wrong: grace"));
    }
}
