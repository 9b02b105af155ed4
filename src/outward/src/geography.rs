//! Places of addresses from a file in `MaxMind`'s format (`GeoLite2` City or Country, and others), which is read into memory whole.

use std::{net::IpAddr, path::Path};

use maxminddb::{MaxMindDbError, Reader, geoip2::City};
use ports::geography::{Geography, Place};

/// A database of addresses.
pub struct AddressDatabase(Reader<Vec<u8>>);

/// Why a file is no database of addresses.
#[derive(Debug, thiserror::Error)]
#[error("it is no database of addresses in MaxMind's format: {0}")]
pub struct NotADatabase(#[from] MaxMindDbError);

impl AddressDatabase {
    /// Reads a file.
    pub fn open(file: &Path) -> Result<Self, NotADatabase> {
        Ok(Self(Reader::open_readfile(file)?))
    }

    fn city(&self, address: IpAddr) -> Result<Option<City<'_>>, MaxMindDbError> {
        self.0.lookup(address)?.decode()
    }
}

impl Geography for AddressDatabase {
    fn place(&self, address: IpAddr) -> Option<Place> {
        let found = self.city(address.to_canonical()).ok()??;
        Some(Place {
            country: found.country.iso_code?.to_owned(),
            city: found.city.names.english.map(ToOwned::to_owned),
            at: found.location.latitude.zip(found.location.longitude),
        })
    }
}
