//! How much work an address, and a pool, may ask for in a second. Requests weigh what they cost: to hash a password is as much work as
//! to answer hundreds of reads.
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

use domain::LedgerId;
use moka::{policy::EvictionPolicy, sync::Cache};

use crate::kernel::payer::{Network, Payer};

/// Work of an address in a second, in units of a plain request; as much may come at once.
pub const ADDRESS_PER_SECOND: u64 = 100_000;
/// Work about a pool in a second, from all addresses.
pub const POOL_PER_SECOND: u64 = 400_000;
/// Accounts of each kind that are remembered, at the most.
pub(super) const ACCOUNTS_MAX: u64 = 65_536;

/// What something weighs: how many plain requests cost as much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight(u64);

impl Weight {
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
}

impl Default for Meter {
    fn default() -> Self {
        let addresses = Accounts::new(ADDRESS_PER_SECOND, ACCOUNTS_MAX);
        let pools = Accounts::new(POOL_PER_SECOND, ACCOUNTS_MAX);
        Self { began: Instant::now(), addresses, pools }
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
        let even_at = Cache::builder().max_capacity(accounts_max).eviction_policy(EvictionPolicy::lru());
        let unit = Duration::from_nanos(1_000_000_000 / per_second);
        Self { even_at: even_at.build(), unit, ahead_max: Duration::from_secs(1) }
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
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
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
