//! Where an attempt to sign in came from.

use serde::{Deserialize, Serialize};

use crate::Personal;

/// Characters that are compared of what software calls itself.
const SOFTWARE_CHARS_MAX: usize = 200;

/// Where an attempt to sign in came from, as far as it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The address of the user's device, as text; empty when there is none.
    pub address: Personal<String>,
    /// What the user's software or device calls itself; empty when it says nothing.
    pub software: Personal<String>,
    /// The id that the client's own script keeps on the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Personal<String>>,
    /// Where on earth the address is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Personal<Place>>,
}

/// A place on earth, as a database of addresses knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// ISO 3166-1 code of the country: `DE`.
    pub country: String,
    /// English name of the city; empty where only the country is known.
    pub city: String,
    /// Latitude and longitude in hundredths of a degree, where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<(i32, i32)>,
}

impl Origin {
    /// The network of the address.
    pub fn network(&self) -> Option<String> {
        super::network_of(self.address.known()?)
    }

    /// What tells the user's devices from one another: the id that the client's script keeps, or else what the software calls itself,
    /// without the numbers of versions, which change every month.
    pub fn device_name(&self) -> Option<String> {
        if let Some(id) = self.device.as_ref().and_then(Personal::known) {
            return Some(format!("id {id}"));
        }
        let software = self.software.known()?;
        let named = software.chars().filter(|char| !char.is_ascii_digit() && *char != '.');
        Some(named.take(SOFTWARE_CHARS_MAX).collect()).filter(|name: &String| !name.is_empty())
    }

    /// The place, if it is known.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref().and_then(Personal::known)
    }
}

impl Place {
    /// Kilometres along the surface to another place; absent where one of them is only a country.
    #[expect(clippy::cast_possible_truncation, reason = "half a circumference of the earth at most")]
    pub fn km_to(&self, other: &Self) -> Option<i64> {
        const EARTH_RADIUS_KM: f64 = 6_371.0;
        let radians = |hundredths: i32| (f64::from(hundredths) / 100.0).to_radians();
        let ((lat, lon), (other_lat, other_lon)) = (self.at?, other.at?);
        let (from, to) = (radians(lat), radians(other_lat));
        let (half_lat, half_lon) = ((to - from) / 2.0, (radians(other_lon) - radians(lon)) / 2.0);
        // The haversine formula.
        let square = half_lat.sin().powi(2) + from.cos() * to.cos() * half_lon.sin().powi(2);
        Some((2.0 * EARTH_RADIUS_KM * square.sqrt().min(1.0).asin()).round() as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(at: (i32, i32)) -> Place {
        Place { country: "X".to_owned(), city: String::new(), at: Some(at) }
    }

    #[test]
    fn distances_are_those_of_an_atlas() {
        let (berlin, sydney) = (place((5252, 1340)), place((-3387, 15121)));
        let km = berlin.km_to(&sydney).unwrap();
        assert!((16_080..16_110).contains(&km), "{km}");
        assert_eq!(berlin.km_to(&berlin), Some(0));
        assert_eq!(berlin.km_to(&Place { at: None, ..sydney }), None);
    }

    #[test]
    fn a_browser_stays_the_same_device_when_it_is_updated() {
        let named = |software: &str| Origin { software: software.to_owned().into(), ..Origin::default() };
        let (old, new) = (named("Firefox/133.0"), named("Firefox/134.0.1"));
        assert_eq!(old.device_name(), new.device_name());
        assert_ne!(old.device_name(), named("curl/8.5").device_name());
        assert_eq!(named("").device_name(), None);
        let with_id = Origin { device: Some("d1".to_owned().into()), ..old };
        assert_eq!(with_id.device_name().as_deref(), Some("id d1"));
    }
}
