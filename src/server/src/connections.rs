//! How many connections there are from each address, and the places that they take.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use app::Network;
use http_front::TrustedProxies;

/// Connections at a time, where the operating system allows so many.
pub(crate) const CONNECTIONS_MAX: usize = 16_384;
/// Connections at a time from one address that is no trusted proxy.
pub(crate) const CONNECTIONS_OF_ADDRESS_MAX: usize = 2_048;
/// Files that the service has open beside connections, at the most.
const OTHER_FILES_MAX: u64 = 256;

/// How many connections the operating system leaves us.
pub(crate) fn most() -> usize {
    let files = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    let left = files.map_or(u64::MAX, |files| files.saturating_sub(OTHER_FILES_MAX).max(files / 2));
    usize::try_from(left).unwrap_or(usize::MAX).clamp(1, CONNECTIONS_MAX)
}

/// The places of connections.
pub(crate) struct Places {
    proxies: TrustedProxies,
    /// No entry is zero.
    taken: Mutex<HashMap<Network, usize>>,
}

impl Places {
    /// A trusted proxy may take every place: all clients may come through one.
    pub(crate) fn new(proxies: TrustedProxies) -> Arc<Self> {
        Arc::new(Self { proxies, taken: Mutex::default() })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<Network, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a connection from there; `None` where that address has enough.
    pub(crate) fn take(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let network = Network::of(address);
        let mut taken = self.taken();
        let count = taken.entry(network).or_default();
        if *count >= CONNECTIONS_OF_ADDRESS_MAX && !self.proxies.contains(address) {
            return None;
        }
        *count += 1;
        Some(Place { places: Arc::clone(self), network })
    }
}

/// The place of a connection, given back when the value is dropped.
pub(crate) struct Place {
    places: Arc<Places>,
    network: Network,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        if let Some(count) = taken.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(places: &Arc<Places>, address: &str, wanted: usize) -> Vec<Place> {
        let address = address.parse().unwrap();
        (0..wanted).map_while(|_| places.take(address)).collect()
    }

    #[test]
    fn one_address_takes_no_more_places_than_it_may_and_gives_them_back() {
        let places = Places::new(TrustedProxies::default());
        let many = taken(&places, "192.0.2.1", usize::MAX);
        assert_eq!(many.len(), CONNECTIONS_OF_ADDRESS_MAX);
        assert_eq!(taken(&places, "192.0.2.2", 5).len(), 5);
        drop(many);
        assert!(places.taken().is_empty());
    }

    #[test]
    fn a_trusted_proxy_brings_as_many_as_it_likes() {
        let places = Places::new(TrustedProxies::new(vec!["192.0.2.0/24".parse().unwrap()]));
        let wanted = CONNECTIONS_OF_ADDRESS_MAX + 5;
        assert_eq!(taken(&places, "192.0.2.1", wanted).len(), wanted);
        assert_eq!(taken(&places, "198.51.100.1", wanted).len(), CONNECTIONS_OF_ADDRESS_MAX);
    }
}
