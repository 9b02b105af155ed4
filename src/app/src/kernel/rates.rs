//! How many calls of a category a pool, a client or an address may make in a second, where the operator bounds them (`--rate-limit`). Without
//! a bound only the work that a call asks for is limited (`meter`).
//!
//! What a call counts as is set by the HTTP front, as a task local of the request; the functions that open a pool and a client charge the
//! call to them, each once, because no other function knows both.

use std::{
    cell::Cell,
    collections::HashMap,
    fmt,
    hash::Hash,
    str::FromStr,
    time::{Duration, Instant},
};

use domain::{LedgerId, values::rate_category::RateCategory};
use tokio::task_local;

use crate::{
    Answer, Fault,
    kernel::{
        meter::{ACCOUNTS_MAX, Accounts, Weight},
        payer::Network,
    },
};

/// Answers to challenges that are served beside each other call of their category.
const ANSWERS_PER_CALL: u64 = 3;

task_local! {
    static CALL: Call;
}

/// What a call counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The category of its operation.
    pub category: RateCategory,
    /// It answers a challenge: three times as many are served, and only those beyond that count with the other calls.
    pub is_answer: bool,
}

/// A call, and what it was charged to.
struct Call {
    rate: Option<Rate>,
    pool: Cell<bool>,
    client: Cell<bool>,
}

/// Serves a call that counts as this.
pub async fn counting_as<T>(rate: Option<Rate>, served: impl Future<Output = T>) -> T {
    CALL.scope(Call { rate, pool: Cell::new(false), client: Cell::new(false) }, served).await
}

/// Whose calls are bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RateScope {
    /// Those about a pool.
    Pool,
    /// Those through a client.
    Client,
    /// Those from an address.
    Address,
}

/// A bound: `UserAuthentication=120`, `client/UserAuthentication=20`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Whose calls.
    pub scope: RateScope,
    /// Of which category.
    pub category: RateCategory,
    /// How many in a second, at least one; as many may come at once.
    pub per_second: u32,
}

/// A text that is no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotALimit;

impl fmt::Display for NotALimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "must be [pool/|client/|address/]CATEGORY=CALLS_A_SECOND, like client/UserAuthentication=20",
        )
    }
}

impl std::error::Error for NotALimit {}

impl FromStr for RateLimit {
    type Err = NotALimit;

    fn from_str(text: &str) -> Result<Self, NotALimit> {
        let (what, per_second) = text.split_once('=').ok_or(NotALimit)?;
        let (scope, category) = what.split_once('/').unwrap_or(("pool", what));
        let scope = match scope {
            "pool" => RateScope::Pool,
            "client" => RateScope::Client,
            "address" => RateScope::Address,
            _ => return Err(NotALimit),
        };
        let category = RateCategory::of_name(category).ok_or(NotALimit)?;
        let per_second = per_second.parse().ok().filter(|calls| *calls > 0).ok_or(NotALimit)?;
        Ok(Self { scope, category, per_second })
    }
}

/// The calls that were made lately, where they are bounded.
pub struct Rates {
    began: Instant,
    pools: Bounds<LedgerId>,
    clients: Bounds<String>,
    addresses: Bounds<Network>,
}

impl Rates {
    /// For some bounds; of several for the same, the last holds.
    pub fn new(limits: &[RateLimit]) -> Self {
        Self {
            began: Instant::now(),
            pools: bounds(limits, RateScope::Pool),
            clients: bounds(limits, RateScope::Client),
            addresses: bounds(limits, RateScope::Address),
        }
    }

    /// Charges a call to its caller's address. False: the address has made too many.
    pub fn takes_from(&self, network: Network, rate: Rate) -> bool {
        takes(&self.addresses, &network, rate, self.began.elapsed())
    }

    /// Charges the call that this is part of to the pool that it is about.
    pub(crate) fn charge_pool(&self, pool: &LedgerId) -> Answer<()> {
        self.charge(&self.pools, pool, |call| &call.pool)
    }

    /// The same to the client that it is made through.
    pub(crate) fn charge_client(&self, client: &String) -> Answer<()> {
        self.charge(&self.clients, client, |call| &call.client)
    }

    fn charge<K: Key>(&self, bounds: &Bounds<K>, key: &K, charged: fn(&Call) -> &Cell<bool>) -> Answer<()> {
        let takes = |call: &Call| {
            let is_charged = charged(call).replace(true);
            let rate = call.rate.filter(|_| !is_charged);
            rate.is_none_or(|rate| takes(bounds, key, rate, self.began.elapsed()))
        };
        // Outside of a request there is no call.
        if CALL.try_with(takes).unwrap_or(true) { Ok(()) } else { Err(Fault::busy()) }
    }
}

/// What calls are charged to.
trait Key: Hash + Eq + Clone + Send + Sync + 'static {}

impl<K: Hash + Eq + Clone + Send + Sync + 'static> Key for K {}

/// The bounds for keys of one kind, by category.
type Bounds<K> = HashMap<RateCategory, Bound<K>>;

struct Bound<K> {
    calls: Accounts<K>,
    answers: Accounts<K>,
}

fn bounds<K: Key>(limits: &[RateLimit], scope: RateScope) -> Bounds<K> {
    let of_scope = limits.iter().filter(|limit| limit.scope == scope);
    let bound = |limit: &RateLimit| {
        let per_second = u64::from(limit.per_second);
        let calls = Accounts::new(per_second, ACCOUNTS_MAX);
        let answers = Accounts::new(per_second * ANSWERS_PER_CALL, ACCOUNTS_MAX);
        (limit.category, Bound { calls, answers })
    };
    of_scope.map(bound).collect()
}

fn takes<K: Key>(bounds: &Bounds<K>, key: &K, rate: Rate, now: Duration) -> bool {
    let Some(bound) = bounds.get(&rate.category) else { return true };
    let is_beside = rate.is_answer && bound.answers.takes(key, Weight::REQUEST, now);
    is_beside || bound.calls.takes(key, Weight::REQUEST, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn rate(category: RateCategory) -> Rate {
        Rate { category, is_answer: false }
    }

    fn of(limits: &[&str], scope: RateScope) -> Bounds<String> {
        let limits: Vec<RateLimit> = limits.iter().map(|limit| limit.parse().unwrap()).collect();
        bounds(&limits, scope)
    }

    fn taken(bounds: &Bounds<String>, key: &str, rate: Rate, now: Duration) -> usize {
        (0..1_000).take_while(|_| takes(bounds, &key.to_owned(), rate, now)).count()
    }

    #[test]
    fn a_limit_is_read_with_or_without_whom_it_bounds() {
        let limit = |scope, per_second| RateLimit { scope, category: RateCategory::UserRead, per_second };
        assert_eq!("UserRead=5".parse(), Ok(limit(RateScope::Pool, 5)));
        assert_eq!("pool/UserRead=5".parse(), Ok(limit(RateScope::Pool, 5)));
        assert_eq!("client/UserRead=1".parse(), Ok(limit(RateScope::Client, 1)));
        assert_eq!("address/UserRead=4294967295".parse(), Ok(limit(RateScope::Address, u32::MAX)));
        for wrong in
            ["", "UserRead", "UserRead=", "UserRead=0", "UserRead=-1", "UserDreams=5", "user/UserRead=5"]
        {
            assert_eq!(wrong.parse::<RateLimit>(), Err(NotALimit), "{wrong}");
        }
    }

    #[test]
    fn each_category_of_each_key_has_its_own_calls_and_what_has_no_bound_has_any_number() {
        let bounds = of(&["client/UserRead=5", "client/UserList=2", "UserCreation=1"], RateScope::Client);
        assert_eq!(taken(&bounds, "web", rate(RateCategory::UserRead), SECOND), 5);
        assert_eq!(taken(&bounds, "web", rate(RateCategory::UserList), SECOND), 2);
        assert_eq!(taken(&bounds, "app", rate(RateCategory::UserRead), SECOND), 5);
        assert_eq!(taken(&bounds, "web", rate(RateCategory::UserRead), SECOND + SECOND / 2), 2);
        assert_eq!(taken(&bounds, "web", rate(RateCategory::UserCreation), SECOND), 1_000);
    }

    #[test]
    fn three_answers_to_challenges_are_served_beside_each_call_and_the_rest_counts_with_the_calls() {
        let bounds = of(&["UserAuthentication=4"], RateScope::Pool);
        let calls = rate(RateCategory::UserAuthentication);
        let answers = Rate { is_answer: true, ..calls };
        assert_eq!(taken(&bounds, "pool", answers, SECOND), 16);
        assert_eq!(taken(&bounds, "pool", calls, SECOND), 0);
        assert_eq!(taken(&bounds, "other", calls, SECOND), 4);
        assert_eq!(taken(&bounds, "other", answers, SECOND), 12);
    }

    #[tokio::test]
    async fn a_call_is_charged_once_however_often_it_opens_its_pool() {
        let rates = Rates::new(&["UserRead=2".parse().unwrap()]);
        let pool = LedgerId::new("us-east-1_a");
        let open_twice = |category| {
            let charged = async { rates.charge_pool(&pool).and_then(|()| rates.charge_pool(&pool)) };
            counting_as(Some(rate(category)), charged)
        };
        assert_eq!(open_twice(RateCategory::UserRead).await, Ok(()));
        assert_eq!(open_twice(RateCategory::UserRead).await, Ok(()));
        assert_eq!(open_twice(RateCategory::UserRead).await, Err(Fault::busy()));
        assert_eq!(open_twice(RateCategory::UserList).await, Ok(()));
        assert_eq!(rates.charge_pool(&pool), Ok(()), "what no request asks for is not charged");
    }
}
