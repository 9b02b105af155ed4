//! What is usual of a user: from where and with what the user has signed in. Kept where threat protection watches.

use serde::{Deserialize, Serialize};

use super::{Origin, Place};
use crate::{Personal, Timestamp};

/// Networks and devices that are remembered of a user, each. The one that was used least recently makes room.
const REMEMBERED_MAX: usize = 16;
/// Mails about risks that a user gets in an hour, at the most: somebody who knows the password could cause any number.
const NOTICES_MAX: usize = 5;
const HOUR_SECONDS: i64 = 3_600;

/// What is usual of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Habits {
    /// Networks, the one that was used last at the end.
    networks: Vec<Personal<String>>,
    /// Devices, the one that was used last at the end.
    devices: Vec<Personal<String>>,
    /// Networks from which sign-ins were not the user's, as was said of them.
    disowned: Vec<Personal<String>>,
    /// Where the user was last, and when.
    last: Option<(Personal<Place>, Timestamp)>,
    /// When mails about risks were sent lately.
    notices: Vec<Timestamp>,
}

impl Habits {
    /// Whether nothing is known yet: the first sign-in that is watched is not unusual.
    pub fn are_unknown(&self) -> bool {
        self.networks.is_empty() && self.devices.is_empty()
    }

    /// Whether the user signs in from a network.
    pub fn has_network(&self, network: &str) -> bool {
        has(&self.networks, network)
    }

    /// Whether the user signs in with a device.
    pub fn has_device(&self, device: &str) -> bool {
        has(&self.devices, device)
    }

    /// Whether it was said that sign-ins from a network are not the user's.
    pub fn has_disowned(&self, network: &str) -> bool {
        has(&self.disowned, network)
    }

    /// Where the user was last, and when.
    pub fn last_place(&self) -> Option<(&Place, Timestamp)> {
        self.last.as_ref().and_then(|(place, at)| Some((place.known()?, *at)))
    }

    /// Whether another mail about a risk may be sent.
    pub fn may_be_noticed(&self, now: Timestamp) -> bool {
        let is_recent = |at: &&Timestamp| at.plus_seconds(HOUR_SECONDS) > now;
        self.notices.iter().filter(is_recent).count() < NOTICES_MAX
    }

    /// A sign-in was completed.
    pub fn learn(&mut self, origin: &Origin, at: Timestamp) {
        origin.network().into_iter().for_each(|network| remember(&mut self.networks, network));
        origin.device_name().into_iter().for_each(|device| remember(&mut self.devices, device));
        if let Some(place) = origin.place.clone() {
            self.last = Some((place, at));
        }
    }

    /// It was said whether sign-ins from a network are the user's.
    pub fn correct(&mut self, network: &str, is_own: bool) {
        let (to, from) = if is_own {
            (&mut self.networks, &mut self.disowned)
        } else {
            (&mut self.disowned, &mut self.networks)
        };
        from.retain(|known| known.known().map(String::as_str) != Some(network));
        remember(to, network.to_owned());
    }

    /// A mail about a risk was sent.
    pub fn notice(&mut self, at: Timestamp) {
        self.notices.retain(|earlier| earlier.plus_seconds(HOUR_SECONDS) > at);
        self.notices.push(at);
    }
}

fn has(known: &[Personal<String>], value: &str) -> bool {
    known.iter().any(|known| known.known().map(String::as_str) == Some(value))
}

fn remember(known: &mut Vec<Personal<String>>, value: String) {
    known.retain(|earlier| earlier.known() != Some(&value));
    known.push(Personal::Known(value));
    if known.len() > REMEMBERED_MAX {
        known.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(10_000);

    fn from(address: &str) -> Origin {
        Origin { address: address.to_owned().into(), ..Origin::default() }
    }

    #[test]
    fn the_network_that_was_used_least_recently_makes_room() {
        let mut habits = Habits::default();
        for n in 0..REMEMBERED_MAX {
            habits.learn(&from(&format!("10.0.{n}.1")), NOW);
        }
        habits.learn(&from("10.0.0.7"), NOW);
        habits.learn(&from("10.9.9.9"), NOW);
        assert!(habits.has_network("10.0.0.0/24"), "used again");
        assert!(!habits.has_network("10.0.1.0/24"));
        assert_eq!(habits.networks.len(), REMEMBERED_MAX);
    }

    #[test]
    fn feedback_disowns_a_network_and_takes_it_back() {
        let (mut habits, network) = (Habits::default(), "10.0.0.0/24");
        habits.learn(&from("10.0.0.1"), NOW);
        habits.correct(network, false);
        assert!(!habits.has_network(network) && habits.has_disowned(network));
        habits.correct(network, true);
        assert!(habits.has_network(network) && !habits.has_disowned(network));
    }

    #[test]
    fn five_mails_an_hour_are_enough() {
        let mut habits = Habits::default();
        for _ in 0..NOTICES_MAX {
            assert!(habits.may_be_noticed(NOW));
            habits.notice(NOW);
        }
        assert!(!habits.may_be_noticed(NOW.plus_seconds(HOUR_SECONDS - 1)));
        assert!(habits.may_be_noticed(NOW.plus_seconds(HOUR_SECONDS)));
    }
}
