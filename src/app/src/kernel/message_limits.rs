//! How many messages go to one address within an hour, and how many a pool sends within a day. Each node counts for itself, in memory.
//!
//! A limit of a pool refuses calls, those for unknown names like all others. One of an address refuses no call, for that would tell strangers
//! what others have asked for: the message is not sent.

use std::{collections::BTreeMap, fmt, hash::Hash, str::FromStr, time::Duration};

use crypto::seal::Mac;
use domain::{LedgerId, Timestamp, values::contact::Contact};

use crate::kernel::meter::{ACCOUNTS_MAX, Accounts, Weight};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// Whose messages are limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageScope {
    /// Those to one address, in an hour.
    Address,
    /// Those of one pool, in a day.
    Pool,
}

/// A limit: `address/EMAIL=20`, `pool/SMS=off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageLimit {
    /// Whose messages.
    pub scope: MessageScope,
    /// Mails, or text messages.
    pub contact: Contact,
    /// How many, at least one; as many may be sent at once. `None`: any number.
    pub messages: Option<u64>,
}

impl MessageLimit {
    const fn of(scope: MessageScope, contact: Contact, messages: u64) -> Self {
        Self { scope, contact, messages: Some(messages) }
    }

    /// Those that hold where the operator says nothing.
    pub const USUAL: [Self; 4] = [
        Self::of(MessageScope::Address, Contact::Email, 20),
        Self::of(MessageScope::Address, Contact::Phone, 12),
        Self::of(MessageScope::Pool, Contact::Email, 10_000),
        Self::of(MessageScope::Pool, Contact::Phone, 1_000),
    ];
}

/// A text that is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAMessageLimit;

impl fmt::Display for NotAMessageLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("must be address/EMAIL=N, address/SMS=N (an hour), pool/EMAIL=N or pool/SMS=N (a day); N may be off")
    }
}

impl std::error::Error for NotAMessageLimit {}

impl FromStr for MessageLimit {
    type Err = NotAMessageLimit;

    fn from_str(text: &str) -> Result<Self, NotAMessageLimit> {
        let (what, messages) = text.split_once('=').ok_or(NotAMessageLimit)?;
        let (scope, medium) = what.split_once('/').ok_or(NotAMessageLimit)?;
        let scope = match scope {
            "address" => MessageScope::Address,
            "pool" => MessageScope::Pool,
            _ => return Err(NotAMessageLimit),
        };
        let contact = Contact::PHONE_FIRST.into_iter().find(|contact| contact.medium() == medium);
        let messages = match messages {
            "off" => None,
            count => {
                Some(u64::from(count.parse::<u32>().ok().filter(|count| *count > 0).ok_or(NotAMessageLimit)?))
            }
        };
        Ok(Self { scope, contact: contact.ok_or(NotAMessageLimit)?, messages })
    }
}

/// The messages that were sent lately.
pub(crate) struct MessageLimits {
    addresses: BTreeMap<Contact, ToAddress>,
    pools: BTreeMap<Contact, Accounts<LedgerId>>,
}

/// Messages to each address, by a digest of it.
struct ToAddress {
    all: Accounts<u128>,
    /// Messages of sign-ups, which anybody can have sent to any address, get half of the allowance: the owner of an address can still set a
    /// forgotten password while strangers sign up with the address.
    sign_ups: Accounts<u128>,
}

impl MessageLimits {
    /// With the usual limits, but for these; of several for the same, the last holds.
    pub(crate) fn new(limits: &[MessageLimit]) -> Self {
        let mut holding = BTreeMap::new();
        for limit in MessageLimit::USUAL.iter().chain(limits) {
            holding.insert((limit.scope, limit.contact), limit.messages);
        }
        let (mut addresses, mut pools) = (BTreeMap::new(), BTreeMap::new());
        for ((scope, contact), messages) in holding {
            match (scope, messages) {
                (_, None) => {}
                (MessageScope::Address, Some(messages)) => {
                    addresses.insert(contact, ToAddress::new(messages));
                }
                (MessageScope::Pool, Some(messages)) => {
                    pools.insert(contact, Accounts::within(DAY, messages, ACCOUNTS_MAX));
                }
            }
        }
        Self { addresses, pools }
    }

    /// Room for one message of a pool; `None`: it has sent too many.
    pub(crate) fn room_of_pool(
        &self,
        pool: &LedgerId,
        contact: Contact,
        now: Timestamp,
    ) -> Option<Room<'_, LedgerId>> {
        Room::of(self.pools.get(&contact), pool.clone(), now)
    }

    /// Room for one message to an address, by the digest of it; `None`: it was sent too many.
    pub(crate) fn room_at_address(
        &self,
        address: u128,
        (contact, is_sign_up): (Contact, bool),
        now: Timestamp,
    ) -> Option<[Room<'_, u128>; 2]> {
        let counted = self.addresses.get(&contact);
        let all = Room::of(counted.map(|counted| &counted.all), address, now)?;
        let sign_ups = counted.map(|counted| &counted.sign_ups).filter(|_| is_sign_up);
        Some([all, Room::of(sign_ups, address, now)?])
    }
}

impl ToAddress {
    fn new(messages: u64) -> Self {
        let within = |messages| Accounts::within(HOUR, messages, ACCOUNTS_MAX);
        Self { all: within(messages), sign_ups: within(messages.div_ceil(2)) }
    }
}

/// Room for one message, which is given back unless it is used.
pub(crate) struct Room<'a, K: Hash + Eq + Clone + Send + Sync + 'static>(Option<(&'a Accounts<K>, K)>);

impl<'a, K: Hash + Eq + Clone + Send + Sync + 'static> Room<'a, K> {
    fn of(accounts: Option<&'a Accounts<K>>, key: K, now: Timestamp) -> Option<Self> {
        let Some(accounts) = accounts else { return Some(Self::unlimited()) };
        let now = Duration::from_millis(u64::try_from(now.ms()).unwrap_or(0));
        accounts.takes(&key, Weight::ONE, now).then(|| Self(Some((accounts, key))))
    }

    /// Room where nothing is limited.
    pub(crate) const fn unlimited() -> Self {
        Self(None)
    }

    /// The message is sent.
    pub(crate) fn used(mut self) {
        self.0 = None;
    }
}

impl<K: Hash + Eq + Clone + Send + Sync + 'static> Drop for Room<'_, K> {
    fn drop(&mut self) {
        if let Some((accounts, key)) = self.0.take() {
            accounts.gives_back(&key);
        }
    }
}

/// The digest that an address of a pool is counted under: one for all spellings that lead to the same mailbox, as far as that is known.
pub(crate) fn digest(mac: &Mac, contact: Contact, address: &str) -> u128 {
    let digest = mac.of(&[contact.attribute().as_bytes(), mailbox(address).as_bytes()]);
    digest.first_chunk::<16>().map_or(0, |bytes| u128::from_be_bytes(*bytes))
}

/// Mail to `Ada+anything@Example.com` comes to `ada@example.com`, where the host has subaddresses (RFC 5233).
fn mailbox(address: &str) -> String {
    let address = address.to_lowercase();
    let Some((local, host)) = address.rsplit_once('@') else { return address };
    let local = local.split_once('+').map_or(local, |(mailbox, _)| mailbox);
    format!("{local}@{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_seconds(1_772_366_400);

    fn limits(limits: &[&str]) -> MessageLimits {
        let limits: Vec<_> = limits.iter().map(|limit| limit.parse().unwrap()).collect();
        MessageLimits::new(&limits)
    }

    fn to_address(limits: &MessageLimits, is_sign_up: bool, now: Timestamp) -> usize {
        let sent = |_: &usize| {
            let room = limits.room_at_address(7, (Contact::Email, is_sign_up), now);
            room.into_iter().flatten().map(Room::used).count() > 0
        };
        (0..1_000).take_while(sent).count()
    }

    #[test]
    fn a_limit_is_read_and_what_is_none_is_refused() {
        let limit = |scope, contact, messages| Ok(MessageLimit { scope, contact, messages });
        assert_eq!("address/EMAIL=5".parse(), limit(MessageScope::Address, Contact::Email, Some(5)));
        assert_eq!("pool/SMS=off".parse(), limit(MessageScope::Pool, Contact::Phone, None));
        for wrong in [
            "",
            "pool/EMAIL",
            "pool/EMAIL=0",
            "pool/EMAIL=-1",
            "EMAIL=5",
            "pool/FAX=5",
            "user/SMS=5",
            "pool/SMS=no",
        ] {
            assert_eq!(wrong.parse::<MessageLimit>(), Err(NotAMessageLimit), "{wrong}");
        }
    }

    #[test]
    fn an_address_gets_so_many_in_an_hour_and_half_of_them_for_sign_ups() {
        let limits = limits(&[]);
        assert_eq!((to_address(&limits, true, NOON), to_address(&limits, false, NOON)), (10, 10));
        assert_eq!(to_address(&limits, false, NOON.plus_seconds(1_800)), 10, "half an hour later");
        let limits = self::limits(&["address/EMAIL=1"]);
        assert_eq!((to_address(&limits, true, NOON), to_address(&limits, false, NOON)), (1, 0));
    }

    #[test]
    fn what_is_not_sent_is_given_back() {
        let limits = limits(&["pool/EMAIL=2"]);
        let pool = LedgerId::new("us-east-1_a");
        let room = || limits.room_of_pool(&pool, Contact::Email, NOON);
        for _ in 0..100 {
            assert!(room().is_some());
        }
        let both = [room().unwrap(), room().unwrap()];
        assert!(room().is_none());
        both.into_iter().for_each(Room::used);
        assert!(room().is_none());
        assert!(limits.room_of_pool(&LedgerId::new("us-east-1_b"), Contact::Email, NOON).is_some());
        assert!(limits.room_of_pool(&pool, Contact::Email, NOON.plus_seconds(43_200)).is_some());
    }

    #[test]
    fn an_address_without_room_for_a_sign_up_keeps_its_room_for_other_messages() {
        let limits = limits(&["address/EMAIL=4"]);
        assert_eq!((to_address(&limits, true, NOON), to_address(&limits, true, NOON)), (2, 0));
        assert_eq!(to_address(&limits, false, NOON), 2);
    }

    #[test]
    fn what_is_off_is_not_counted() {
        let limits = limits(&["address/EMAIL=1", "address/EMAIL=off"]);
        assert_eq!(to_address(&limits, true, NOON), 1_000);
    }

    #[test]
    fn spellings_of_one_mailbox_are_counted_as_one() {
        for spelling in ["ada@example.com", "Ada@Example.COM", "ada+1@example.com", "ADA+x+y@example.com"] {
            assert_eq!(mailbox(spelling), "ada@example.com");
        }
        assert_eq!(mailbox("+14325551212"), "+14325551212");
    }
}
