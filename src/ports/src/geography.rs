//! Where on earth addresses are, as far as a database knows.

use std::net::IpAddr;

/// A place on earth.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// ISO 3166-1 code of the country: `DE`.
    pub country: String,
    /// English name of the city; absent where only the country is known.
    pub city: Option<String>,
    /// Latitude and longitude in degrees, where they are known.
    pub at: Option<(f64, f64)>,
}

/// Finds the places of addresses. A look-up takes microseconds and never waits.
pub trait Geography: Send + Sync {
    /// The place of an address; absent where it is not known.
    fn place(&self, address: IpAddr) -> Option<Place>;
}
