//! The signing keys of a pool over time. Next keys are published before they sign, so that verifiers know them by then; former keys stay
//! published until no token that they signed is good any more. So no token is refused for a change of keys.
//!
//! The change is decided once, when the next keys are announced, and takes effect by the time alone: nothing has to happen when it comes.

use serde::{Deserialize, Serialize};

use super::{SigningKey, SigningKeys, SigningKeysAnnounced};
use crate::{Timestamp, user_pools::client::TokenLifetimes};

/// How long keys are published before they sign: many times as long as verifiers keep a key set.
const PUBLISHED_BEFORE_SIGNING_SECONDS: i64 = 86_400;
/// For how much longer than the longest life of a token former keys are published: the clocks of nodes and of verifiers differ.
const MARGIN_SECONDS: i64 = 3_600;

/// The keys that a pool publishes, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PublishedKeys(Vec<PublishedPair>);

/// The two keys of one time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct PublishedPair {
    keys: SigningKeys,
    made_at: Timestamp,
    signs_from: Timestamp,
    /// Known once the pair that follows it is.
    published_until: Option<Timestamp>,
}

impl PublishedKeys {
    /// The first keys, which sign at once.
    pub(super) fn begin(&mut self, keys: SigningKeys, at: Timestamp) {
        self.0 = vec![PublishedPair { keys, made_at: at, signs_from: at, published_until: None }];
    }

    /// The next keys are published, and those whose time is over no longer.
    pub(super) fn announce(&mut self, next: &SigningKeysAnnounced) {
        if let Some(newest) = self.0.last_mut() {
            newest.published_until = Some(next.former_published_until);
        }
        self.0.retain(|pair| pair.is_published(next.at));
        self.0.push(PublishedPair {
            keys: next.keys.clone(),
            made_at: next.at,
            signs_from: next.signs_from,
            published_until: None,
        });
    }

    /// Whether the pool was never given keys.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// From when the newest keys sign, unless it is time for others. It is not while they wait to sign, nor where they were made after
    /// `made_after`.
    pub fn newest_suffices(&self, made_after: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let newest = self.0.last()?;
        (newest.signs_from > now || newest.made_at > made_after).then_some(newest.signs_from)
    }

    /// The keys that sign. Before the first of them do, by a clock that is behind, those all the same.
    pub fn signing(&self, now: Timestamp) -> Option<&SigningKeys> {
        let begun = self.0.iter().rfind(|pair| pair.signs_from <= now);
        begun.or(self.0.first()).map(|pair| &pair.keys)
    }

    /// All keys by which a token may be verified.
    pub fn published(&self, now: Timestamp) -> impl Iterator<Item = &SigningKeys> {
        self.0.iter().filter(move |pair| pair.is_published(now)).map(|pair| &pair.keys)
    }

    /// The published key of an id that signs access tokens.
    pub fn access_key(&self, kid: &str, now: Timestamp) -> Option<&SigningKey> {
        self.published(now).map(|keys| &keys.access_key).find(|key| key.kid == kid)
    }

    /// The published key of an id that signs ID tokens.
    pub fn id_key(&self, kid: &str, now: Timestamp) -> Option<&SigningKey> {
        self.published(now).map(|keys| &keys.id_key).find(|key| key.kid == kid)
    }
}

impl PublishedPair {
    fn is_published(&self, now: Timestamp) -> bool {
        self.published_until.is_none_or(|until| now < until)
    }
}

impl SigningKeysAnnounced {
    /// Next keys that are announced now.
    pub(super) fn now(keys: SigningKeys, now: Timestamp) -> Self {
        let signs_from = now.plus_seconds(PUBLISHED_BEFORE_SIGNING_SECONDS);
        let longest_life = i64::from(*TokenLifetimes::SHORT_SECONDS.end());
        let former_published_until = signs_from.plus_seconds(longest_life + MARGIN_SECONDS);
        Self { keys, signs_from, former_published_until, at: now }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user_pools::user_pool::testing::keys;

    const HOUR: i64 = 3_600;
    const DAY: i64 = 24 * HOUR;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn announced(label: &str, seconds: i64) -> SigningKeysAnnounced {
        SigningKeysAnnounced::now(keys(label), at(seconds))
    }

    fn from_the_start() -> PublishedKeys {
        let mut published = PublishedKeys::default();
        published.begin(keys("a"), at(0));
        published
    }

    #[test]
    fn next_keys_sign_a_day_after_they_are_published_and_former_ones_go_when_their_last_token_has_expired() {
        let mut published = from_the_start();
        published.announce(&announced("b", 100 * DAY));
        for (seconds, signing, all) in [
            (100 * DAY, "a", &["a", "b"][..]),
            (101 * DAY - 1, "a", &["a", "b"]),
            (101 * DAY, "b", &["a", "b"]),
            (102 * DAY + HOUR - 1, "b", &["a", "b"]),
            (102 * DAY + HOUR, "b", &["b"]),
        ] {
            assert_eq!(published.signing(at(seconds)), Some(&keys(signing)), "{seconds}");
            let expected: Vec<SigningKeys> = all.iter().map(|label| keys(label)).collect();
            assert!(published.published(at(seconds)).eq(&expected), "{seconds}");
        }
    }

    #[test]
    fn a_key_verifies_tokens_of_its_own_kind_while_it_is_published() {
        let mut published = from_the_start();
        published.announce(&announced("b", 0));
        for label in ["a", "b"] {
            let (id, access) = (format!("{label}-id"), format!("{label}-access"));
            assert_eq!(published.access_key(&access, at(DAY)), Some(&keys(label).access_key));
            assert_eq!(published.id_key(&id, at(DAY)), Some(&keys(label).id_key));
            assert_eq!(published.access_key(&id, at(DAY)), None);
            assert_eq!(published.id_key(&access, at(DAY)), None);
        }
        assert_eq!(published.access_key("a-access", at(3 * DAY)), None);
    }

    #[test]
    fn keys_whose_time_is_over_are_kept_no_longer_than_until_the_next_change() {
        let mut published = from_the_start();
        published.announce(&announced("b", 0));
        published.announce(&announced("c", 2 * DAY));
        assert_eq!(published.0.len(), 3, "a is published for another hour");
        published.announce(&announced("d", 10 * DAY));
        assert_eq!(published.0.len(), 2);
    }

    #[test]
    fn the_first_keys_sign_even_by_a_clock_that_is_behind() {
        let mut published = PublishedKeys::default();
        assert_eq!(published.signing(at(5)), None);
        published.begin(keys("a"), at(10));
        assert_eq!(published.signing(at(5)), Some(&keys("a")));
    }
}
