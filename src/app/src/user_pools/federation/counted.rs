//! Refused sign-ins at providers, on their way into the log: the first one for a reason is recorded at once, those that follow within a
//! minute are counted here and recorded together. However many answers are sent, a provider gets one event for a reason in a minute from
//! each node.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use domain::{
    LedgerId, Moment, Timestamp,
    user_pools::federation::{Client, OAuthError, Origin, Protocol, Reason, Refused},
};

/// For so long after an event, further refusals at the provider for its reason are counted and not recorded.
pub(super) const COUNTED_SECONDS: i64 = 60;
/// Clients, and addresses, that an event names. Refusals for others are counted together.
const NAMED_MAX: usize = 16;

/// What is counted together. Providers of sealed states are named here and none that a caller makes up: there are no more entries than
/// providers with refusals within the last minute, times reasons.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    pub(super) pool: LedgerId,
    /// The provider's name.
    pub(super) provider: String,
    pub(super) protocol: Protocol,
    pub(super) reason: Reason,
    pub(super) error: Option<OAuthError>,
}

/// The counts.
#[derive(Default)]
pub(in crate::user_pools) struct Counted(Mutex<HashMap<Kind, Count>>);

/// The refusals of a kind since its last event.
struct Count {
    /// Until then none is recorded.
    until: Timestamp,
    waiting: Option<Refused>,
}

impl Counted {
    /// Counts a refusal. Gives what is to be recorded now.
    pub(super) fn add(&self, kind: &Kind, client_id: &str, moment: &Moment) -> Option<Refused> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(kind.clone()).or_insert(Count { until: moment.now, waiting: None });
        let refused = count.waiting.take().into_iter().fold(single(kind, client_id, moment), together);
        if moment.now < count.until {
            count.waiting = Some(refused);
            return None;
        }
        count.until = moment.now.plus_seconds(COUNTED_SECONDS);
        Some(refused)
    }

    /// Takes what is to be recorded without another refusal: what has waited for a minute, or all.
    pub(super) fn take(&self, now: Timestamp, all: bool) -> Vec<(Kind, Refused)> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut due = Vec::new();
        counts.retain(|kind, count| {
            if now < count.until && !all {
                return true;
            }
            count.until = now.plus_seconds(COUNTED_SECONDS);
            let waiting = count.waiting.take();
            let is_kept = waiting.is_some();
            due.extend(waiting.map(|refused| (kind.clone(), refused)));
            is_kept
        });
        due
    }

    /// Puts back what could not be recorded, added to what was counted meanwhile.
    pub(super) fn give_back(&self, kind: Kind, refused: Refused) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let until = refused.last_at.plus_seconds(COUNTED_SECONDS);
        let count = counts.entry(kind).or_insert(Count { until, waiting: None });
        count.waiting = Some(count.waiting.take().into_iter().fold(refused, together));
    }
}

fn single(kind: &Kind, client_id: &str, moment: &Moment) -> Refused {
    Refused {
        provider: kind.provider.clone(),
        protocol: kind.protocol,
        reason: kind.reason,
        error: kind.error,
        times: 1,
        first_at: moment.now,
        last_at: moment.now,
        clients: vec![Client { client_id: client_id.to_owned(), times: 1 }],
        for_others: 0,
        from: vec![Origin { address: moment.source_ip.clone(), times: 1 }],
        from_elsewhere: 0,
    }
}

/// Those of two sums as one. What the later one has counted for others stays so.
fn together(later: Refused, mut sum: Refused) -> Refused {
    sum.times = sum.times.saturating_add(later.times);
    sum.first_at = sum.first_at.min(later.first_at);
    sum.last_at = sum.last_at.max(later.last_at);
    sum.for_others = sum.for_others.saturating_add(later.for_others);
    sum.from_elsewhere = sum.from_elsewhere.saturating_add(later.from_elsewhere);
    for client in later.clients {
        if let Some(known) = sum.clients.iter_mut().find(|known| known.client_id == client.client_id) {
            known.times += client.times;
        } else if sum.clients.len() < NAMED_MAX {
            sum.clients.push(client);
        } else {
            sum.for_others += client.times;
        }
    }
    for origin in later.from {
        if let Some(known) = sum.from.iter_mut().find(|known| known.address == origin.address) {
            known.times += origin.times;
        } else if sum.from.len() < NAMED_MAX {
            sum.from.push(origin);
        } else {
            sum.from_elsewhere += origin.times;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use domain::Personal;

    use super::*;

    fn moment(seconds: i64, address: &str) -> Moment {
        let now = Timestamp::from_seconds(seconds);
        Moment { source_ip: Personal::Known(address.to_owned()), ..Moment::system("test", now, "test") }
    }

    fn kind(reason: Reason) -> Kind {
        let (pool, provider) = (LedgerId::new("pool"), "Work".to_owned());
        Kind { pool, provider, protocol: Protocol::Code, reason, error: None }
    }

    #[test]
    fn the_first_refusal_is_recorded_at_once_and_those_of_a_minute_together() {
        let (counted, nonce) = (Counted::default(), kind(Reason::Nonce));
        let add = |second| counted.add(&nonce, "web", &moment(second, "192.0.2.1"));
        assert_eq!(add(0).expect("it is the first").times, 1);
        assert!((1..60).all(|second| add(second).is_none()));
        let next = add(60).expect("a minute is over");
        assert_eq!((next.times, next.first_at.seconds(), next.last_at.seconds()), (60, 1, 60));
        assert_eq!(next.clients, [Client { client_id: "web".to_owned(), times: 60 }]);
        assert_eq!(next.from, [Origin { address: "192.0.2.1".to_owned().into(), times: 60 }]);
    }

    #[test]
    fn what_waits_is_recorded_after_a_minute_without_another_and_what_does_not_is_forgotten() {
        let (counted, nonce) = (Counted::default(), kind(Reason::Nonce));
        let add = |second| counted.add(&nonce, "web", &moment(second, "192.0.2.1"));
        let take = |second| counted.take(Timestamp::from_seconds(second), false);
        assert!(add(0).is_some() && add(1).is_none());
        assert!(take(59).is_empty());
        assert_eq!(take(60).len(), 1);
        assert!(add(61).is_none(), "an event was due a second ago");
        assert_eq!(counted.take(Timestamp::from_seconds(62), true).len(), 1, "the node stops");
        assert!(take(122).is_empty());
        assert!(counted.0.lock().unwrap().is_empty());
    }

    #[test]
    fn each_reason_counts_for_itself() {
        let counted = Counted::default();
        let add = |reason| counted.add(&kind(reason), "web", &moment(0, "192.0.2.1"));
        assert!(
            add(Reason::Nonce).is_some() && add(Reason::Issuer).is_some() && add(Reason::Nonce).is_none()
        );
    }

    #[test]
    fn only_so_many_clients_and_addresses_are_named() {
        let (counted, nonce) = (Counted::default(), kind(Reason::Nonce));
        counted.add(&nonce, "first", &moment(0, "192.0.2.0"));
        for n in 0..NAMED_MAX + 3 {
            counted.add(&nonce, &format!("client-{n}"), &moment(1, &format!("192.0.2.{n}")));
        }
        let (_, sum) = counted.take(Timestamp::from_seconds(60), false).remove(0);
        assert_eq!((sum.clients.len(), sum.for_others), (NAMED_MAX, 3));
        assert_eq!((sum.from.len(), sum.from_elsewhere, sum.times), (NAMED_MAX, 3, 19));
    }

    #[test]
    fn what_could_not_be_recorded_waits_with_what_came_meanwhile() {
        let (counted, nonce) = (Counted::default(), kind(Reason::Nonce));
        let first = counted.add(&nonce, "web", &moment(0, "192.0.2.1")).unwrap();
        assert!(counted.add(&nonce, "web", &moment(1, "192.0.2.2")).is_none());
        counted.give_back(nonce, first);
        let (_, sum) = counted.take(Timestamp::from_seconds(60), false).remove(0);
        assert_eq!((sum.times, sum.first_at.seconds(), sum.last_at.seconds()), (2, 0, 1));
        assert_eq!(sum.from.len(), 2);
    }
}
