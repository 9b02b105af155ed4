//! Keeps items that are slow for the same reason (mail to one stalled server) from taking all places of a reaction.

use std::{cell::RefCell, collections::HashMap};

/// How many items are under way in each lane.
pub(super) struct Lanes {
    under_way: RefCell<HashMap<String, usize>>,
    /// Of one lane at the same time, at the most.
    most: usize,
}

/// A place in a lane, until it is dropped.
pub(super) struct Place<'a> {
    lanes: &'a Lanes,
    lane: Option<String>,
}

impl Lanes {
    /// No items yet; of one lane so many at the same time.
    pub(super) fn of(most: usize) -> Self {
        Self { under_way: RefCell::default(), most }
    }

    /// A place in a lane; `None` while all are taken. Without a lane there is always one.
    pub(super) fn enter(&self, lane: Option<String>) -> Option<Place<'_>> {
        if let Some(lane) = &lane {
            let mut lanes = self.under_way.borrow_mut();
            let under_way = lanes.entry(lane.clone()).or_default();
            if *under_way >= self.most {
                return None;
            }
            *under_way += 1;
        }
        Some(Place { lanes: self, lane })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let Some(lane) = self.lane.take() else { return };
        let mut lanes = self.lanes.under_way.borrow_mut();
        if let Some(under_way) = lanes.get_mut(&lane) {
            *under_way -= 1;
            if *under_way == 0 {
                lanes.remove(&lane);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_has_so_many_places_and_is_forgotten_when_they_are_free() {
        let lanes = Lanes::of(4);
        let lane = || Some("stalled.example".to_owned());
        let mut places: Vec<_> = (0..4).filter_map(|_| lanes.enter(lane())).collect();
        assert!(places.len() == 4 && lanes.enter(lane()).is_none());
        assert!(lanes.enter(Some("other.example".to_owned())).is_some() && lanes.enter(None).is_some());
        places.pop();
        assert!(lanes.enter(lane()).is_some());
        drop(places);
        assert!(lanes.under_way.borrow().is_empty());
    }
}
