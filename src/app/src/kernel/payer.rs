//! The accounts that the work of a request is charged to: the caller's address, and the pool that the request is about. The HTTP front sets
//! the address, the function that opens a pool sets the pool; costly work reads both. It is a task local of the request, because the
//! functions in between have no other use for it.

use std::{
    cell::RefCell,
    net::{IpAddr, Ipv6Addr},
};

use domain::LedgerId;
use tokio::task_local;

task_local! {
    static PAYER: RefCell<Payer>;
}

/// An address as limits count it: of IPv6 the first 64 bits, since the holder of one of those addresses has all.
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

/// The accounts to charge. The service's own work is charged to none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Payer {
    /// The caller's address.
    pub(crate) network: Option<Network>,
    /// The pool that was opened last.
    pub(crate) pool: Option<LedgerId>,
}

impl Payer {
    /// The payer of the request that this is called in.
    pub(crate) fn current() -> Self {
        PAYER.try_with(|payer| payer.borrow().clone()).unwrap_or_default()
    }
}

/// Runs the work of one request, charged to its caller's address.
pub async fn on_account_of<T>(network: Option<Network>, work: impl Future<Output = T>) -> T {
    PAYER.scope(RefCell::new(Payer { network, pool: None }), work).await
}

/// From here on the request is about this pool.
pub(crate) fn is_about(pool: &LedgerId) {
    // Outside of a request there is no payer.
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
