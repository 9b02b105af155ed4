//! Keeps items that are slow for the same reason (mail to one stalled server) from taking all places of a reaction.

use std::{cell::RefCell, collections::HashMap};

/// How many items of one lane are under way at the same time, at the most: an eighth of all places.
const LANE_MAX: usize = 4;

/// How many items are under way in each lane.
#[derive(Default)]
pub(super) struct Lanes(RefCell<HashMap<String, usize>>);

/// A place in a lane, until it is dropped.
pub(super) struct Place<'a> {
    lanes: &'a Lanes,
    lane: Option<String>,
}

impl Lanes {
    /// A place in a lane; `None` while all are taken. Without a lane there is always one.
    pub(super) fn enter(&self, lane: Option<String>) -> Option<Place<'_>> {
        if let Some(lane) = &lane {
            let mut lanes = self.0.borrow_mut();
            let under_way = lanes.entry(lane.clone()).or_default();
            if *under_way >= LANE_MAX {
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
        let mut lanes = self.lanes.0.borrow_mut();
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
        let lanes = Lanes::default();
        let lane = || Some("stalled.example".to_owned());
        let mut places: Vec<_> = (0..LANE_MAX).filter_map(|_| lanes.enter(lane())).collect();
        assert!(places.len() == LANE_MAX && lanes.enter(lane()).is_none());
        assert!(lanes.enter(Some("other.example".to_owned())).is_some() && lanes.enter(None).is_some());
        places.pop();
        assert!(lanes.enter(lane()).is_some());
        drop(places);
        assert!(lanes.0.borrow().is_empty());
    }
}
