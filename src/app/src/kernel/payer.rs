//! On whose account the work of a request goes: the caller's address, and the pool that the request is about. The door says the former,
//! whoever opens a pool the latter; what is costly asks for both. It goes along with the request's task, because a function in between
//! has no other use for it.

use std::{
    cell::RefCell,
    net::{IpAddr, Ipv6Addr},
};

use domain::LedgerId;
use tokio::task_local;

task_local! {
    static PAYER: RefCell<Payer>;
}

/// An address as limits count it: of IPv6 the first 64 bits, since whoever has one of those addresses has all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network(IpAddr);

impl Network {
    /// That of an address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(v6) => Self(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64)).into()),
            v4 @ IpAddr::V4(_) => Self(v4),
        }
    }
}

/// Whose account it is. Work of the service's own goes on that of nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Payer {
    /// Where the caller is.
    pub(crate) network: Option<Network>,
    /// The pool that was opened last.
    pub(crate) pool: Option<LedgerId>,
}

impl Payer {
    /// That of the request that this is called in.
    pub(crate) fn current() -> Self {
        PAYER.try_with(|payer| payer.borrow().clone()).unwrap_or_default()
    }
}

/// Does the work of one request on the account of its caller's address.
pub async fn on_account_of<T>(network: Option<Network>, work: impl Future<Output = T>) -> T {
    PAYER.scope(RefCell::new(Payer { network, pool: None }), work).await
}

/// What follows is about this pool.
pub(crate) fn is_about(pool: &LedgerId) {
    // Outside of a request there is no account.
    let _ = PAYER.try_with(|payer| payer.borrow_mut().pool = Some(pool.clone()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> Network {
        Network::of(address.parse().unwrap())
    }

    #[test]
    fn all_addresses_that_one_caller_has_count_as_one() {
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:1:2:3"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    }

    #[tokio::test]
    async fn work_goes_on_the_account_of_its_request() {
        let caller = network("192.0.2.1");
        let payer = on_account_of(Some(caller), async {
            is_about(&LedgerId::new("us-east-1_a"));
            Payer::current()
        });
        assert_eq!(payer.await, Payer { network: Some(caller), pool: Some(LedgerId::new("us-east-1_a")) });
        assert_eq!(Payer::current(), Payer::default());
    }
}
