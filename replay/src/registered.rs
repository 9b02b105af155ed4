//! Pools that the `account` ledger says are there, and that have no ledger.
//!
//! A pool is registered once it is made. In older logs its id was reserved before: a server that died between the two left a reservation
//! that no pool ever used, and no key for sealing the pool's events. Where there is such a key, events were written.

use std::collections::{BTreeMap, HashSet};

use domain::{
    LedgerId,
    account::{
        registry::{Registration, RegistrationEvent},
        restoration::RestorationEvent,
    },
};
use ledger::{
    Opened, Position,
    postgres::{Counter, page_of_families},
};

use crate::{fault::Fault, house::House};

/// Events read at a time.
const PAGE: usize = 1_000;
/// A pool that is being made has so much time for its first event.
const MADE_WITHIN_SECONDS: i64 = 60;
/// The kinds of events about pools, and about what an operator has accepted.
const FAMILIES: [&str; 3] = ["pool.registered", "pool.unregistered", "restoration."];

/// A pool that is registered and has no ledger.
pub(crate) struct Lost {
    /// The pool's ledger.
    pub(crate) ledger: LedgerId,
    /// Where in `account` it is registered.
    pub(crate) registered_at: Position,
}

/// The lost ones, by id, as of some counters. What cannot be read of `account` is left out here: other checks report it.
pub(crate) async fn lost(house: &House, counters: &[Counter]) -> Result<Vec<Lost>, Fault> {
    let there: HashSet<&str> = counters
        .iter()
        .filter(|counter| counter.newest_event > 0)
        .map(|counter| counter.ledger.as_str())
        .collect();
    let mut lost = Vec::new();
    for (pool, registered_at) in registered(house, counters).await? {
        let ledger = LedgerId::new(pool);
        if !there.contains(ledger.as_str()) && house.ledger.keys().find(&ledger, "").await?.is_some() {
            lost.push(Lost { ledger, registered_at });
        }
    }
    Ok(lost)
}

/// Pools that are registered for long enough, were not unregistered, and were not accepted as gone.
async fn registered(house: &House, counters: &[Counter]) -> Result<BTreeMap<String, Position>, Fault> {
    let account = LedgerId::account();
    let end = counters.iter().find(|counter| counter.ledger == account).map_or(0, |counter| counter.position);
    let (mut pools, mut after) = (BTreeMap::new(), 0);
    loop {
        let page = page_of_families(&house.pool, &account, (after, end), &FAMILIES, PAGE).await?;
        let Some(last) = page.last() else { return Ok(pools) };
        after = last.position;
        for record in page {
            let position = record.position;
            let fresh =
                house.ledger.clock().now().ms() - record.recorded_at.ms() < 1_000 * MADE_WITHIN_SECONDS;
            if let Ok(opened) = house.ledger.read(record).await {
                follow(&mut pools, &opened, position, fresh);
            }
        }
    }
}

fn follow(pools: &mut BTreeMap<String, Position>, opened: &Opened, position: Position, fresh: bool) {
    if opened.record.stream.kind() == <Registration as domain::Aggregate>::KIND {
        match opened.event::<RegistrationEvent>().as_deref() {
            Ok(RegistrationEvent::Registered(registered)) if !fresh => {
                pools.insert(registered.pool_id.clone(), position);
            }
            Ok(RegistrationEvent::Unregistered(_)) => {
                pools.remove(opened.record.stream.id());
            }
            _ => {}
        }
    } else if let Ok(RestorationEvent::Accepted(accepted)) = opened.event::<RestorationEvent>().as_deref()
        && accepted.found == 0
    {
        pools.remove(&accepted.ledger);
    }
}
