//! How many proofs were right and wrong lately, from an address and in a pool. Each node counts what it serves, in memory of a bounded
//! size, and starts anew with the process: one of several nodes sees an attack later than one alone, and each sees it.
//!
//! Addresses lie in many sets of few entries, by a hash that clients cannot foresee. Where a set is full, the entry that was used least
//! recently is dropped.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::{LedgerId, Timestamp, user_pools::risk};

use crate::kernel::payer::Network;

/// Addresses of pools that are counted at a time, at the most: about 8 MB.
const ADDRESSES_MAX: usize = 16_384;
/// Entries of a set.
const PLACES: usize = 8;
const SETS: usize = ADDRESSES_MAX / PLACES;
/// Accounts that are told apart at an address: a few more than what counts as many.
const ACCOUNTS_MAX: usize = 24;
/// For how long the proof of an account counts at an address.
const ADDRESS_SECONDS: i64 = 3_600;
/// For how many minutes proofs count in a pool.
const POOL_MINUTES: u32 = 5;

/// The counts.
pub(crate) struct Traffic {
    addresses: Box<[Mutex<Vec<Entry>>]>,
    /// One for each existing pool with attempts: no more than there are pools.
    pools: Mutex<HashMap<LedgerId, Minutes>>,
    hasher: RandomState,
}

#[derive(Default)]
struct Entry {
    id: u64,
    used_at: Timestamp,
    wrong: Accounts,
    right: Accounts,
}

/// Accounts, by hashes, with the time of the last proof; the newest at the end.
#[derive(Default)]
struct Accounts(Vec<(u64, Timestamp)>);

/// Proofs of the last minutes: which minute it is, how many were wrong and how many right.
#[derive(Default)]
struct Minutes([(i64, u32, u32); POOL_MINUTES as usize]);

impl Default for Traffic {
    fn default() -> Self {
        Self {
            addresses: (0..SETS).map(|_| Mutex::default()).collect(),
            pools: Mutex::default(),
            hasher: RandomState::new(),
        }
    }
}

impl Traffic {
    /// Counts the proof of an account.
    pub(super) fn add(&self, pool: &LedgerId, address: &str, account: &str, is_right: bool, now: Timestamp) {
        lock(&self.pools).entry(pool.clone()).or_default().add(is_right, now);
        let Some(id) = self.id(pool, address) else { return };
        let account = self.hasher.hash_one(account);
        let mut set = self.set(id);
        let at = set.iter().position(|entry| entry.id == id).unwrap_or_else(|| place(&mut set, id));
        let entry = &mut set[at];
        entry.used_at = now;
        let accounts = if is_right { &mut entry.right } else { &mut entry.wrong };
        accounts.add(account, now);
    }

    /// What is counted at an address and in a pool.
    pub(super) fn of(&self, pool: &LedgerId, address: &str, now: Timestamp) -> risk::Traffic {
        let (pool_wrong, pool_right) =
            lock(&self.pools).get(pool).map_or((0, 0), |minutes| minutes.counted(now));
        let (accounts_wrong, accounts_right) = self.id(pool, address).map_or((0, 0), |id| {
            let set = self.set(id);
            let entry = set.iter().find(|entry| entry.id == id);
            entry.map_or((0, 0), |entry| (entry.wrong.counted(now), entry.right.counted(now)))
        });
        risk::Traffic { accounts_wrong, accounts_right, pool_wrong, pool_right }
    }

    /// The entry's id; none where there is no address.
    fn id(&self, pool: &LedgerId, address: &str) -> Option<u64> {
        let address: IpAddr = address.parse().ok()?;
        Some(self.hasher.hash_one((pool, Network::of(address))))
    }

    fn set(&self, id: u64) -> MutexGuard<'_, Vec<Entry>> {
        lock(&self.addresses[usize::try_from(id % SETS as u64).unwrap_or(0)])
    }
}

/// Makes an entry; returns its index.
fn place(set: &mut Vec<Entry>, id: u64) -> usize {
    let entry = Entry { id, ..Entry::default() };
    if set.len() < PLACES {
        set.push(entry);
        return set.len() - 1;
    }
    let oldest = (0..set.len()).min_by_key(|at| set[*at].used_at).unwrap_or(0);
    set[oldest] = entry;
    oldest
}

impl Accounts {
    fn add(&mut self, account: u64, now: Timestamp) {
        self.0.retain(|(known, at)| *known != account && is_recent(*at, now));
        if self.0.len() == ACCOUNTS_MAX {
            self.0.remove(0);
        }
        self.0.push((account, now));
    }

    fn counted(&self, now: Timestamp) -> u32 {
        let recent = self.0.iter().filter(|(_, at)| is_recent(*at, now));
        u32::try_from(recent.count()).unwrap_or(u32::MAX)
    }
}

fn is_recent(at: Timestamp, now: Timestamp) -> bool {
    at.plus_seconds(ADDRESS_SECONDS) > now
}

impl Minutes {
    fn add(&mut self, is_right: bool, now: Timestamp) {
        let minute = minute(now);
        let at = usize::try_from(minute.rem_euclid(POOL_MINUTES.into())).unwrap_or(0);
        let (of, wrong, right) = &mut self.0[at];
        if *of != minute {
            (*of, *wrong, *right) = (minute, 0, 0);
        }
        let count = if is_right { right } else { wrong };
        *count = count.saturating_add(1);
    }

    /// How many were wrong, and how many right.
    fn counted(&self, now: Timestamp) -> (u32, u32) {
        let since = minute(now) - i64::from(POOL_MINUTES);
        let recent = self.0.iter().filter(|(of, ..)| *of > since);
        recent.fold((0, 0), |(wrong, right), (_, more_wrong, more_right)| {
            (wrong.saturating_add(*more_wrong), right.saturating_add(*more_right))
        })
    }
}

const fn minute(now: Timestamp) -> i64 {
    now.seconds().div_euclid(60)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(1_000_000 + seconds)
    }

    fn pool() -> LedgerId {
        LedgerId::new("pool")
    }

    fn accounts(traffic: &Traffic, address: &str, seconds: i64) -> (u32, u32) {
        let counted = traffic.of(&pool(), address, at(seconds));
        (counted.accounts_wrong, counted.accounts_right)
    }

    #[test]
    fn accounts_are_counted_once_for_each_address_and_pool_and_for_an_hour() {
        let traffic = Traffic::default();
        let wrong = |account: &str, address: &str, seconds| {
            traffic.add(&pool(), address, account, false, at(seconds));
        };
        (0..10).for_each(|_| wrong("ada", "192.0.2.1", 0));
        wrong("bob", "192.0.2.1", 10);
        wrong("ada", "192.0.2.2", 0);
        traffic.add(&LedgerId::new("other"), "192.0.2.1", "eve", false, at(0));
        traffic.add(&pool(), "192.0.2.1", "ada", true, at(20));
        assert_eq!(accounts(&traffic, "192.0.2.1", 30), (2, 1));
        assert_eq!(accounts(&traffic, "192.0.2.1", 3_605), (1, 1));
        assert_eq!(accounts(&traffic, "192.0.2.1", 3_620), (0, 0));
        assert_eq!(accounts(&traffic, "", 30), (0, 0));
    }

    #[test]
    fn addresses_of_one_ipv6_subscriber_are_one() {
        let traffic = Traffic::default();
        for (account, address) in [("ada", "2001:db8::1"), ("bob", "2001:db8::2"), ("eve", "2001:db8::3")] {
            traffic.add(&pool(), address, account, false, at(0));
        }
        assert_eq!(accounts(&traffic, "2001:db8::ffff", 1), (3, 0));
    }

    #[test]
    fn no_flood_takes_more_than_its_places_and_its_accounts() {
        let traffic = Traffic::default();
        for n in 0..3 * ADDRESSES_MAX {
            let address = format!("10.{}.{}.{}", n >> 16, n >> 8 & 0xff, n & 0xff);
            traffic.add(&pool(), &address, "ada", false, at(0));
        }
        let kept: usize = traffic.addresses.iter().map(|set| set.lock().unwrap().len()).sum();
        assert!(kept <= ADDRESSES_MAX, "{kept}");
        (0..1_000).for_each(|n| traffic.add(&pool(), "192.0.2.1", &n.to_string(), false, at(0)));
        assert_eq!(accounts(&traffic, "192.0.2.1", 0).0, 24);
    }

    #[test]
    fn a_pools_proofs_count_for_five_minutes() {
        let traffic = Traffic::default();
        for minute in 0..10 {
            traffic.add(&pool(), "", "ada", minute % 2 == 0, at(minute * 60));
        }
        let counted = |seconds| {
            let counted = traffic.of(&pool(), "", at(seconds));
            (counted.pool_wrong, counted.pool_right)
        };
        assert_eq!(counted(9 * 60), (3, 2));
        assert_eq!(counted(13 * 60), (1, 0));
        assert_eq!(counted(14 * 60), (0, 0));
    }
}
