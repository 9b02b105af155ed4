//! Keeps items that are slow for the same reason (mail to one stalled server) from taking all places of a reaction.
//!
//! In a lane few are under way at the same time. The next ones wait for a place as long as the lane moves; where it stands still they are
//! sent away, so that others get the places in which they wait.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    rc::Rc,
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

/// A lane stands still once an item has been under way in it for so long; nor does an item wait longer for its place.
pub(super) const WAIT_MAX: Duration = Duration::from_millis(500);

/// The items that are under way, by lane.
pub(super) struct Lanes {
    lanes: RefCell<HashMap<String, Lane>>,
    /// Of one lane at the same time, at the most.
    most: usize,
}

#[derive(Default)]
struct Lane {
    /// When the items under way have begun, by their number.
    began: BTreeMap<u64, Instant>,
    /// The next item's number.
    next: u64,
    /// Tells the item that has waited longest of a place.
    freed: Rc<Notify>,
}

/// A place in a lane, until it is dropped.
pub(super) struct Place<'a> {
    lanes: &'a Lanes,
    /// Which lane, and the number of the item there.
    taken: Option<(String, u64)>,
}

/// What an item has to wait for that finds a lane full.
struct Full {
    /// When the item that has been under way for longest began.
    oldest: Instant,
    freed: Rc<Notify>,
}

impl Lanes {
    /// No items yet; of one lane so many at the same time.
    pub(super) fn of(most: usize) -> Self {
        Self { lanes: RefCell::default(), most }
    }

    /// A place in a lane; `None` where none gets free for too long. Without a lane there is always one.
    pub(super) async fn enter(&self, lane: Option<String>) -> Option<Place<'_>> {
        let Some(lane) = lane else { return Some(Place { lanes: self, taken: None }) };
        let begun = Instant::now();
        loop {
            let Full { oldest, freed } = match self.take(&lane) {
                Ok(place) => return Some(place),
                Err(full) => full,
            };
            timeout_at(oldest.min(begun) + WAIT_MAX, freed.notified()).await.ok()?;
        }
    }

    fn take(&self, name: &str) -> Result<Place<'_>, Full> {
        let mut lanes = self.lanes.borrow_mut();
        let lane = lanes.entry(name.to_owned()).or_default();
        if let Some(oldest) = lane.began.values().next()
            && lane.began.len() >= self.most
        {
            return Err(Full { oldest: *oldest, freed: Rc::clone(&lane.freed) });
        }
        let number = lane.next;
        lane.next += 1;
        lane.began.insert(number, Instant::now());
        Ok(Place { lanes: self, taken: Some((name.to_owned(), number)) })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let Some((name, number)) = self.taken.take() else { return };
        let mut lanes = self.lanes.lanes.borrow_mut();
        let Some(lane) = lanes.get_mut(&name) else { return };
        lane.began.remove(&number);
        lane.freed.notify_one();
        // Those that wait hold the lane's notice too, and take a place next.
        if lane.began.is_empty() && Rc::strong_count(&lane.freed) == 1 {
            lanes.remove(&name);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, future::join_all};
    use tokio::time::sleep;

    use super::*;

    async fn enter(lanes: &Lanes) -> Option<Place<'_>> {
        lanes.enter(Some("busy.example".to_owned())).await
    }

    #[tokio::test(start_paused = true)]
    async fn of_a_lane_that_stands_still_the_next_is_sent_away_and_others_go_on() {
        let (lanes, begun) = (Lanes::of(4), Instant::now());
        let places = join_all((0..4).map(|_| enter(&lanes))).await;
        assert!(places.iter().all(Option::is_some) && begun.elapsed().is_zero());
        assert!(lanes.enter(Some("other.example".to_owned())).await.is_some());
        assert!(lanes.enter(None).await.is_some() && begun.elapsed().is_zero());
        assert!(enter(&lanes).await.is_none());
        assert_eq!(begun.elapsed(), WAIT_MAX);
        assert!(enter(&lanes).now_or_never().is_some_and(|place| place.is_none()), "it is known now");
        drop(places);
        assert!(lanes.lanes.borrow().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn in_a_lane_that_moves_all_get_a_place_in_their_order() {
        let (lanes, begun, ended) = (Lanes::of(4), Instant::now(), RefCell::new(Vec::new()));
        let items = (0..40).map(async |number| {
            let place = enter(&lanes).await.unwrap();
            sleep(Duration::from_millis(20)).await;
            ended.borrow_mut().push(number);
            drop(place);
        });
        join_all(items).await;
        assert_eq!(begun.elapsed().as_millis(), 40 / 4 * 20);
        assert!(ended.borrow().is_sorted(), "{ended:?}");
        assert!(lanes.lanes.borrow().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn no_item_waits_for_ever_in_a_lane_that_moves_too_slowly() {
        let lanes = Lanes::of(1);
        let items = (0..9).map(async |_| {
            let place = enter(&lanes).await?;
            sleep(Duration::from_millis(150)).await;
            drop(place);
            Some(())
        });
        let done = join_all(items).await.into_iter().flatten().count();
        assert_eq!(done, 4, "one after the other, the last one begins 450 ms after it came");
        assert!(lanes.lanes.borrow().is_empty());
    }
}
