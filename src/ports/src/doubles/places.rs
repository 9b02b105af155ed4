//! Places of the addresses that a test puts somewhere.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use crate::geography::{Geography, Place};

/// Knows the addresses that it was told.
#[derive(Default)]
pub struct MemoryPlaces(Mutex<BTreeMap<IpAddr, Place>>);

impl MemoryPlaces {
    /// From now on an address is there.
    pub fn put(&self, address: IpAddr, place: Place) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(address, place);
    }
}

impl Geography for MemoryPlaces {
    fn place(&self, address: IpAddr) -> Option<Place> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&address).cloned()
    }
}
