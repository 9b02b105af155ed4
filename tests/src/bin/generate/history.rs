//! All the lives, many at a time, so that the log commits many events at once.

use std::time::Instant;

use domain::SubjectId;
use futures_util::{StreamExt, stream};

use crate::{
    house::House,
    people::{Person, Shared, ledgers},
};
use domain::{identity_pools::identity, user_pools::user};

/// Lives that are lived at once.
const AT_ONCE: usize = 1_000;
/// People whose keys are made at once; they live before the keys leave the cache.
const KEYS_AT_ONCE: u64 = 1_000;
/// The log is signed whenever so many people have lived.
const SIGN_EVERY: u64 = 40_000;

pub(crate) async fn make(house: &House, shared: &Shared, users: u64, events: u64) {
    let sign_ins = SignIns::new(users, events);
    let (begun, mut made) = (Instant::now(), 0);
    for first in (0..users).step_by(usize::try_from(KEYS_AT_ONCE).unwrap()) {
        let last = (first + KEYS_AT_ONCE).min(users);
        let people: Vec<Person> = (first..last).map(|n| Person::new(n, sign_ins.of(n))).collect();
        keys(house, shared, &people).await;
        let lives = people.into_iter().map(|person| person.live(&house.ledger, shared));
        made += stream::iter(lives).buffer_unordered(AT_ONCE).fold(0, async |sum, n| sum + n).await;
        if last.is_multiple_of(SIGN_EVERY) {
            house.notarise(&shared.pools.users).await;
        }
        let rate = made / begun.elapsed().as_secs().max(1);
        eprintln!("{last} of {users} people, {made} events, {rate} events/s");
    }
}

async fn keys(house: &House, shared: &Shared, people: &[Person]) {
    let (users, identities) = ledgers(&shared.pools);
    let of = |stream: domain::Stream| stream.subject.unwrap();
    let subjects: Vec<SubjectId> =
        people.iter().map(|person| of(user::stream(&users, &person.sub))).collect();
    let keys = house.ledger.keys();
    let now = house.ledger.clock().now();
    keys.make_many(&users, &subjects, now).await.unwrap();
    let ids = people.iter().filter_map(|person| person.identity.as_ref());
    let subjects: Vec<SubjectId> = ids.map(|id| of(identity::stream(identities.as_str(), id))).collect();
    keys.make_many(&identities, &subjects, now).await.unwrap();
}

/// How often people sign in, so that there are as many events as wanted.
struct SignIns {
    users: u64,
    all: u64,
}

impl SignIns {
    fn new(users: u64, events: u64) -> Self {
        let others = users * Person::events_of_ten() / 10;
        Self { users, all: events.saturating_sub(others) / 2 }
    }

    /// As even as can be.
    fn of(&self, n: u64) -> u64 {
        (n + 1) * self.all / self.users - n * self.all / self.users
    }
}
