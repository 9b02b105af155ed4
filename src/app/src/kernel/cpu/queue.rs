//! Jobs that wait for a core, in fair order: pools take turns, and within a pool addresses, so that a caller with many jobs waits behind
//! its own. Bounded for each and in total; when the total is reached, the address or pool with the most jobs loses one.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use domain::LedgerId;

use crate::kernel::payer::{Network, Payer};

/// Jobs by pool and address.
pub(super) struct Queue<J> {
    waiting: Mutex<Waiting<J>>,
    more: Condvar,
    max: usize,
}

/// Why a job is not taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotTaken<J> {
    /// Too many jobs wait already. The job is returned.
    Full(J),
    /// The queue is closed: no more jobs are run.
    Closed,
}

/// The pool that a job is about, if it is about one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Pool(Option<LedgerId>);

impl Pool {
    fn of(payer: &Payer) -> Self {
        Self(payer.pool.clone())
    }
}

struct Waiting<J> {
    /// No entry is empty.
    pools: HashMap<Pool, OfPool<J>>,
    turns: VecDeque<Pool>,
    by_address: HashMap<Option<Network>, usize>,
    /// Of all pools.
    count: usize,
    closed: bool,
}

struct OfPool<J> {
    /// By address; no entry is empty.
    lanes: HashMap<Option<Network>, VecDeque<J>>,
    turns: VecDeque<Option<Network>>,
    count: usize,
}

impl<J> Default for OfPool<J> {
    fn default() -> Self {
        Self { lanes: HashMap::new(), turns: VecDeque::new(), count: 0 }
    }
}

impl<J> Queue<J> {
    /// A queue for at most so many jobs, half as many of one address at one pool.
    pub(super) fn new(max: usize) -> Self {
        let (pools, turns, by_address) = (HashMap::new(), VecDeque::new(), HashMap::new());
        let waiting = Waiting { pools, turns, by_address, count: 0, closed: false };
        Self { waiting: Mutex::new(waiting), more: Condvar::new(), max }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<J>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a job. Returns the job that was removed to make room for it, if any.
    pub(super) fn push(&self, payer: &Payer, job: J) -> Result<Option<J>, NotTaken<J>> {
        let mut waiting = self.lock();
        if waiting.closed {
            return Err(NotTaken::Closed);
        }
        let lane_max = (self.max / 2).max(1);
        if waiting.in_lane(payer) >= lane_max {
            return Err(NotTaken::Full(job));
        }
        let mut gave_way = None;
        if waiting.count >= self.max {
            gave_way = waiting.make_way_for(payer);
            if gave_way.is_none() {
                return Err(NotTaken::Full(job));
            }
        }
        waiting.put(payer, job);
        drop(waiting);
        self.more.notify_one();
        Ok(gave_way)
    }

    /// The next job, once there is one; `None` once there will be none.
    pub(super) fn pop(&self) -> Option<J> {
        let mut waiting = self.lock();
        loop {
            let taken = waiting.take();
            if taken.is_some() || waiting.closed {
                return taken;
            }
            waiting = self.more.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes no more jobs. Those that wait are still handed out.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.more.notify_all();
    }
}

impl<J> Waiting<J> {
    fn in_lane(&self, payer: &Payer) -> usize {
        self.pools
            .get(&Pool::of(payer))
            .and_then(|pool| pool.lanes.get(&payer.network))
            .map_or(0, VecDeque::len)
    }

    fn put(&mut self, payer: &Payer, job: J) {
        let pool = Pool::of(payer);
        if !self.pools.contains_key(&pool) {
            self.turns.push_back(pool.clone());
        }
        let pool = self.pools.entry(pool).or_default();
        pool.count += 1;
        if !pool.lanes.contains_key(&payer.network) {
            pool.turns.push_back(payer.network);
        }
        pool.lanes.entry(payer.network).or_default().push_back(job);
        self.count += 1;
        *self.by_address.entry(payer.network).or_default() += 1;
    }

    fn take(&mut self) -> Option<J> {
        let pool_id = self.turns.pop_front()?;
        let pool = self.pools.get_mut(&pool_id)?;
        let network = pool.turns.pop_front()?;
        let lane = pool.lanes.get_mut(&network)?;
        let job = lane.pop_front();
        if lane.is_empty() {
            pool.lanes.remove(&network);
        } else {
            pool.turns.push_back(network);
        }
        if self.counted_out(&pool_id, network) {
            self.turns.push_back(pool_id);
        }
        job
    }

    /// Counts out a job of this pool and address. Returns whether the pool has more.
    fn counted_out(&mut self, pool_id: &Pool, network: Option<Network>) -> bool {
        self.count -= 1;
        if let Some(count) = self.by_address.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                self.by_address.remove(&network);
            }
        }
        let Some(pool) = self.pools.get_mut(pool_id) else { return false };
        pool.count -= 1;
        if pool.count == 0 {
            self.pools.remove(pool_id);
            return false;
        }
        true
    }

    /// Removes the newest job of the address that has the most waiting, or else at the pool that has. `None` where that would be the
    /// newcomer.
    fn make_way_for(&mut self, newcomer: &Payer) -> Option<J> {
        let own = self.by_address.get(&newcomer.network).copied().unwrap_or(0);
        let (address, most) =
            self.by_address.iter().max_by_key(|(_, count)| **count).map(|(a, c)| (*a, *c))?;
        if most > own + 1 {
            let lane_of = |pool: &OfPool<J>| pool.lanes.get(&address).map_or(0, VecDeque::len);
            let pool = self.pools.iter().max_by_key(|(_, pool)| lane_of(pool)).map(|(id, _)| id.clone())?;
            return self.take_newest(&pool, address);
        }
        let own = self.pools.get(&Pool::of(newcomer)).map_or(0, |pool| pool.count);
        let (pool_id, pool) = self.pools.iter().max_by_key(|(_, pool)| pool.count)?;
        if pool.count <= own + 1 {
            return None;
        }
        let (address, _) = pool.lanes.iter().max_by_key(|(_, lane)| lane.len())?;
        let (pool_id, address) = (pool_id.clone(), *address);
        self.take_newest(&pool_id, address)
    }

    fn take_newest(&mut self, pool_id: &Pool, network: Option<Network>) -> Option<J> {
        let pool = self.pools.get_mut(pool_id)?;
        let lane = pool.lanes.get_mut(&network)?;
        let job = lane.pop_back()?;
        if lane.is_empty() {
            pool.lanes.remove(&network);
            pool.turns.retain(|turn| *turn != network);
        }
        if !self.counted_out(pool_id, network) {
            self.turns.retain(|turn| turn != pool_id);
        }
        Some(job)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payer(pool: &str, last: u8) -> Payer {
        Payer { network: Some(Network::of([192, 0, 2, last].into())), pool: Some(LedgerId::new(pool)) }
    }

    fn popped(queue: &Queue<&'static str>) -> Vec<&'static str> {
        std::iter::from_fn(|| queue.lock().take()).collect()
    }

    fn count(queue: &Queue<&'static str>) -> usize {
        queue.lock().count
    }

    #[test]
    fn pools_take_turns_and_within_a_pool_addresses_do() {
        let queue = Queue::new(100);
        for job in ["a1", "a2", "a3", "a4"] {
            queue.push(&payer("a", 1), job).unwrap();
        }
        queue.push(&payer("a", 2), "a of another").unwrap();
        queue.push(&payer("b", 1), "b1").unwrap();
        queue.push(&payer("b", 1), "b2").unwrap();
        assert_eq!(popped(&queue), ["a1", "b1", "a of another", "b2", "a2", "a3", "a4"]);
        assert_eq!(count(&queue), 0);
    }

    #[test]
    fn whoever_floods_is_refused_and_others_are_not() {
        let queue = Queue::new(100);
        let taken = (0..700).filter(|_| queue.push(&payer("a", 1), "flood").is_ok()).count();
        assert_eq!(taken, 50);
        for other in [payer("a", 2), payer("b", 1), payer("b", 2)] {
            assert_eq!(queue.push(&other, "other"), Ok(None));
        }
        assert_eq!(popped(&queue).iter().take(4).filter(|job| **job == "other").count(), 3);
    }

    #[test]
    fn in_a_full_queue_whoever_has_the_most_gives_way() {
        // Many addresses at one pool.
        let queue = Queue::new(100);
        for last in 0..100 {
            queue.push(&payer("a", last), "flood").unwrap();
        }
        assert_eq!(queue.push(&payer("a", 200), "more"), Err(NotTaken::Full("more")));
        assert_eq!(queue.push(&payer("b", 201), "other"), Ok(Some("flood")));
        assert_eq!((count(&queue), popped(&queue)[1]), (100, "other"));
        // One address at many pools.
        let queue = Queue::new(100);
        for pool in 0..100 {
            queue.push(&payer(&pool.to_string(), 1), "flood").unwrap();
        }
        assert_eq!(queue.push(&payer("another", 1), "more"), Err(NotTaken::Full("more")));
        assert_eq!(queue.push(&payer("b", 2), "other"), Ok(Some("flood")));
        assert_eq!(count(&queue), 100);
        assert!(popped(&queue).contains(&"other"));
    }

    #[test]
    fn what_waits_is_given_though_the_queue_is_closed_and_nothing_more_is_taken() {
        let queue = Queue::new(100);
        queue.push(&payer("a", 1), "waits").unwrap();
        queue.close();
        assert_eq!(queue.push(&payer("a", 1), "late"), Err(NotTaken::Closed));
        assert_eq!((queue.pop(), queue.pop()), (Some("waits"), None));
    }

    #[test]
    fn nothing_is_kept_of_whoever_has_nothing_waiting() {
        let queue = Queue::new(100);
        for last in 0..100 {
            queue.push(&payer(&last.to_string(), last), "job").unwrap();
        }
        popped(&queue);
        let waiting = queue.lock();
        assert!(waiting.pools.is_empty() && waiting.turns.is_empty() && waiting.by_address.is_empty());
    }
}
