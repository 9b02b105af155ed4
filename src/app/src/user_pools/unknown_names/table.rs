//! Attempts on unknown names, in a table of bounded size that drops entries: a client may make up any number of names.
//!
//! It has many sets of few entries. A name belongs to one set, by an id that is derived under a key, so that a client cannot choose names
//! of one set. Where a set is full, the name with the least to lose is dropped: the one with the fewest attempts that still count, and of
//! those the least recently used. A flood of names that are tried once therefore does not lift the lock of a name that is tried often.

use std::sync::{Mutex, PoisonError};

use domain::{Timestamp, user_pools::user::UnknownName};

/// Unknown names of which attempts are counted at a time, at the most: about 10 MB.
const NAMES_MAX: usize = 65_536;
/// Entries of a set.
const PLACES: usize = 8;
const SETS: usize = NAMES_MAX / PLACES;

/// The table.
pub(super) struct Table(Box<[Mutex<Vec<Entry>>]>);

struct Entry {
    id: u128,
    name: UnknownName,
    used_at: Timestamp,
}

impl Default for Table {
    fn default() -> Self {
        Self((0..SETS).map(|_| Mutex::default()).collect())
    }
}

impl Table {
    /// The attempts of an id. Reading them makes no entry.
    pub(super) fn look(&self, id: u128) -> UnknownName {
        let set = self.0[set_of(id)].lock().unwrap_or_else(PoisonError::into_inner);
        set.iter().find(|entry| entry.id == id).map(|entry| entry.name.clone()).unwrap_or_default()
    }

    /// Reads or changes the attempts of an id.
    pub(super) fn with<R>(&self, id: u128, now: Timestamp, then: impl FnOnce(&mut UnknownName) -> R) -> R {
        let mut set = self.0[set_of(id)].lock().unwrap_or_else(PoisonError::into_inner);
        let at = set.iter().position(|entry| entry.id == id);
        let at = at.unwrap_or_else(|| place(&mut set, id, now));
        let entry = &mut set[at];
        entry.used_at = now;
        then(&mut entry.name)
    }
}

fn set_of(id: u128) -> usize {
    usize::try_from(id % SETS as u128).unwrap_or(0)
}

/// Makes an entry for a new name; returns its index.
fn place(set: &mut Vec<Entry>, id: u128, now: Timestamp) -> usize {
    let entry = Entry { id, name: UnknownName::default(), used_at: now };
    if set.len() < PLACES {
        set.push(entry);
        return set.len() - 1;
    }
    let least = (0..set.len()).min_by_key(|at| (set[*at].name.weight(now), set[*at].used_at)).unwrap_or(0);
    set[least] = entry;
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(100_000 + seconds)
    }

    fn refuse(table: &Table, id: u128, now: Timestamp) {
        table.with(id, now, |name| name.refuse_password(now).map(drop)).unwrap();
    }

    #[test]
    fn a_name_keeps_its_count_while_others_come_and_go() {
        let table = Table::default();
        (0..5).for_each(|second| refuse(&table, 0, at(second)));
        for n in 1..10_000 {
            refuse(&table, n * SETS as u128, at(4));
        }
        assert!(table.with(0, at(4), |name| name.locked_until(at(4))).is_some(), "all were of one set");
    }

    #[test]
    fn no_flood_takes_more_than_its_places() {
        let table = Table::default();
        for id in 0..3 * NAMES_MAX as u128 {
            refuse(&table, id, at(0));
        }
        let kept: usize = table.0.iter().map(|set| set.lock().unwrap().len()).sum();
        assert_eq!(kept, NAMES_MAX);
        assert!(size_of::<Entry>() * NAMES_MAX <= 20 << 20, "{} bytes each", size_of::<Entry>());
    }

    #[test]
    fn a_name_whose_tries_no_longer_count_goes_first() {
        let table = Table::default();
        let id = |n: usize| (n * SETS) as u128;
        (0..5).for_each(|second| refuse(&table, id(0), at(second)));
        (1..PLACES).for_each(|n| refuse(&table, id(n), at(3_000)));
        refuse(&table, id(PLACES), at(3_001));
        let ids: Vec<u128> = table.0[0].lock().unwrap().iter().map(|entry| entry.id).collect();
        assert!(!ids.contains(&id(0)) && ids.contains(&id(1)));
    }
}
