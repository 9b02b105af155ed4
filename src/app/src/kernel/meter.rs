//! How much work an address, and a pool, may ask for in a second. Requests weigh what they cost: to hash a password is as much work as
//! to answer hundreds of reads. And how many passwords are checked for a name that is locked: their callers are refused in any case.
//!
//! Each account is one number: the time until which its allowance is used up (the generic cell rate algorithm). Where there are too many
//! accounts, those not used lately are dropped, which only matters for callers that have used little.

use std::{
    hash::Hash,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use domain::{LedgerId, Stream, Timestamp};
use moka::{policy::EvictionPolicy, sync::Cache};

use crate::kernel::payer::{Network, Payer};

/// Work of an address in a second, in units of a plain request; as much may come at once.
pub const ADDRESS_PER_SECOND: u64 = 100_000;
/// Work about a pool in a second, from all addresses.
pub const POOL_PER_SECOND: u64 = 400_000;
/// Passwords that are checked in a second inside one lock of one name; as many may come at once. More than a person types; and a flood of
/// guesses takes less than a tenth of a core.
const CHECKS_IN_LOCK_PER_SECOND: u64 = 4;
/// Accounts of each kind that are remembered, at the most.
pub(super) const ACCOUNTS_MAX: u64 = 65_536;
/// Locks that are remembered, at the most.
const LOCKS_MAX: u64 = 16_384;

/// What something weighs: how many plain requests cost as much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight(u64);

impl Weight {
    /// What is counted and not weighed.
    pub(super) const ONE: Self = Self(1);
    /// A request, before anything costly is done for it.
    pub const REQUEST: Self = Self(1);
    /// Signatures of tokens, or a side of an SRP exchange: about a millisecond.
    pub const BRIEF_JOB: Self = Self(20);
    /// A password's hash.
    pub const JOB: Self = Self(200);
}

/// The accounts.
pub struct Meter {
    began: Instant,
    addresses: Accounts<Network>,
    pools: Accounts<LedgerId>,
    /// By name and the lock's end.
    locks: Accounts<(Stream, Option<Timestamp>)>,
}

impl Default for Meter {
    fn default() -> Self {
        let addresses = Accounts::new(ADDRESS_PER_SECOND, ACCOUNTS_MAX);
        let pools = Accounts::new(POOL_PER_SECOND, ACCOUNTS_MAX);
        let locks = Accounts::new(CHECKS_IN_LOCK_PER_SECOND, LOCKS_MAX);
        Self { began: Instant::now(), addresses, pools, locks }
    }
}

impl Meter {
    /// Charges a request to its address. False: the address has used up its allowance; nothing was charged.
    pub fn takes_request(&self, network: Network) -> bool {
        self.addresses.takes(&network, Weight::REQUEST, self.began.elapsed())
    }

    /// Charges work to the accounts of its payer.
    pub(crate) fn takes(&self, payer: &Payer, weight: Weight) -> bool {
        let now = self.began.elapsed();
        payer.network.is_none_or(|network| self.addresses.takes(&network, weight, now))
            && payer.pool.as_ref().is_none_or(|pool| self.pools.takes(pool, weight, now))
    }

    /// Charges the check of a password to the lock that refuses it. False: the lock has used up its allowance.
    pub(crate) fn takes_check_in_lock(&self, name: &Stream, ends: Option<Timestamp>) -> bool {
        self.locks.takes(&(name.clone(), ends), Weight::ONE, self.began.elapsed())
    }
}

/// Accounts of one kind, each with the same allowance.
pub(super) struct Accounts<K> {
    /// When each account has nothing left to pay off, in nanoseconds.
    even_at: Cache<K, Arc<AtomicU64>>,
    /// The time that one unit of work costs.
    unit: Duration,
    /// How far ahead of the time an account may be.
    ahead_max: Duration,
}

impl<K: Hash + Eq + Clone + Send + Sync + 'static> Accounts<K> {
    pub(super) fn new(per_second: u64, accounts_max: u64) -> Self {
        Self::within(Duration::from_secs(1), per_second, accounts_max)
    }

    /// Accounts with an allowance of so many units, at least one, in any such time.
    pub(super) fn within(time: Duration, units: u64, accounts_max: u64) -> Self {
        let even_at = Cache::builder().max_capacity(accounts_max).eviction_policy(EvictionPolicy::lru());
        let unit = Duration::from_nanos(nanos(time) / units);
        Self { even_at: even_at.build(), unit, ahead_max: time }
    }

    /// Charges something to an account. False: the account has used up its allowance; nothing was charged.
    pub(super) fn takes(&self, key: &K, weight: Weight, now: Duration) -> bool {
        let account = self.even_at.get_with_by_ref(key, Arc::default);
        let (now, takes) = (nanos(now), nanos(self.unit).saturating_mul(weight.0));
        let latest = now.saturating_add(nanos(self.ahead_max));
        let charged = |even_at: u64| {
            let even_at = even_at.max(now).saturating_add(takes);
            (even_at <= latest).then_some(even_at)
        };
        account.fetch_update(Ordering::Relaxed, Ordering::Relaxed, charged).is_ok()
    }

    /// Takes back one unit that was charged.
    pub(super) fn gives_back(&self, key: &K) {
        if let Some(account) = self.even_at.get(key) {
            let credited = |even_at: u64| Some(even_at.saturating_sub(nanos(self.unit)));
            // It always succeeds: there is always a new value.
            let _ = account.fetch_update(Ordering::Relaxed, Ordering::Relaxed, credited);
        }
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use domain::user_pools::user;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn accounts() -> Accounts<Network> {
        Accounts::new(1_000, 100)
    }

    fn network(last: u8) -> Network {
        Network::of([192, 0, 2, last].into())
    }

    fn taken(accounts: &Accounts<Network>, last: u8, weight: Weight, now: Duration) -> usize {
        (0..10_000).take_while(|_| accounts.takes(&network(last), weight, now)).count()
    }

    #[test]
    fn an_address_gets_what_it_may_in_a_second_and_takes_nothing_from_another() {
        let accounts = accounts();
        assert_eq!(taken(&accounts, 1, Weight::REQUEST, SECOND), 1_000);
        assert_eq!(taken(&accounts, 1, Weight::REQUEST, SECOND + SECOND / 2), 500);
        assert_eq!(taken(&accounts, 2, Weight::REQUEST, SECOND), 1_000);
        assert_eq!(taken(&accounts, 1, Weight::REQUEST, 60 * SECOND), 1_000, "no more is saved up");
    }

    #[test]
    fn a_password_weighs_as_much_as_hundreds_of_requests() {
        let accounts = accounts();
        assert_eq!(taken(&accounts, 1, Weight::JOB, SECOND), 5);
        assert_eq!(taken(&accounts, 1, Weight::REQUEST, SECOND), 0);
        assert_eq!(taken(&accounts, 1, Weight::BRIEF_JOB, 2 * SECOND), 50);
    }

    #[test]
    fn accounts_are_remembered_up_to_a_bound() {
        let accounts = accounts();
        for number in 0..1_000 {
            accounts.takes(
                &Network::of(std::net::Ipv4Addr::from_bits(number).into()),
                Weight::REQUEST,
                SECOND,
            );
        }
        accounts.even_at.run_pending_tasks();
        assert!(accounts.even_at.entry_count() <= 100, "{}", accounts.even_at.entry_count());
    }

    #[test]
    fn each_lock_of_a_name_has_an_allowance_of_its_own() {
        let meter = Meter::default();
        let ada = user::stream(&LedgerId::new("us-east-1_a"), "ada");
        let lock = |second| Some(Timestamp::from_seconds(second));
        let checked = |ends| (0..1_000).filter(|_| meter.takes_check_in_lock(&ada, ends)).count();
        for ends in [lock(1), lock(2), None] {
            assert!((4..8).contains(&checked(ends)));
        }
        assert!(checked(lock(1)) < 4);
    }

    #[test]
    fn work_about_a_pool_counts_from_all_addresses() {
        let meter = Meter::default();
        let about = |last| Payer { network: Some(network(last)), pool: Some(LedgerId::new("us-east-1_a")) };
        let jobs = (0..=u8::MAX)
            .cycle()
            .take_while(|last| meter.takes(&about(*last), Weight::JOB))
            .take(10_000)
            .count();
        let bound = usize::try_from(POOL_PER_SECOND / Weight::JOB.0).unwrap();
        assert!((bound..2 * bound).contains(&jobs), "{jobs}");
    }
}
