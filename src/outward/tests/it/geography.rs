//! Places of addresses from a file. `places.mmdb` is made by `places.py` beside it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{net::IpAddr, path::Path};

use outward::geography::AddressDatabase;
use ports::geography::{Geography, Place};

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it"))
}

fn place(address: &str) -> Option<Place> {
    let database = AddressDatabase::open(&folder().join("places.mmdb")).unwrap();
    database.place(address.parse::<IpAddr>().unwrap())
}

#[test]
fn an_address_is_in_the_place_of_its_network() {
    let berlin = Place { country: "DE".to_owned(), city: Some("Berlin".to_owned()), at: Some((52.52, 13.4)) };
    for address in ["192.0.2.1", "192.0.2.255", "::ffff:192.0.2.7", "2001:db8:1::9"] {
        assert_eq!(place(address).as_ref(), Some(&berlin), "{address}");
    }
    let france = Place { country: "FR".to_owned(), city: None, at: None };
    assert_eq!(place("203.0.113.5"), Some(france), "only the country is known");
    assert_eq!((place("10.0.0.1"), place("::1")), (None, None));
}

#[test]
fn another_file_is_refused() {
    let text = folder().join("geography.rs");
    let why = AddressDatabase::open(&text).err().unwrap().to_string();
    assert!(why.contains("MaxMind"), "{why}");
    assert!(AddressDatabase::open(Path::new("/nonexistent")).is_err());
}
