//! How long a client's tokens live, in the units that were given.

use serde::{Deserialize, Serialize};

const ACCESS_AND_ID_SECONDS_DEFAULT: u32 = 3_600;
const REFRESH_SECONDS_DEFAULT: u32 = 30 * 86_400;

/// `AccessTokenValidity`, `IdTokenValidity`, `RefreshTokenValidity` and `TokenValidityUnits`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenLifetimes {
    /// Of access tokens, in their unit; absent when unset.
    pub access: Option<u32>,
    /// Of ID tokens, in their unit; absent when unset.
    pub id: Option<u32>,
    /// Of refresh tokens, in their unit; absent when unset.
    pub refresh: Option<u32>,
    /// The units; absent when unset.
    pub units: Option<TokenUnits>,
}

/// A unit for each kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenUnits {
    /// Of access tokens.
    pub access: TimeUnit,
    /// Of ID tokens.
    pub id: TimeUnit,
    /// Of refresh tokens.
    pub refresh: TimeUnit,
}

impl Default for TokenUnits {
    /// Hours for access and ID tokens, days for refresh tokens.
    fn default() -> Self {
        Self { access: TimeUnit::Hours, id: TimeUnit::Hours, refresh: TimeUnit::Days }
    }
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimeUnit {
    /// `seconds`
    #[serde(rename = "seconds")]
    Seconds,
    /// `minutes`
    #[serde(rename = "minutes")]
    Minutes,
    /// `hours`
    #[serde(rename = "hours")]
    Hours,
    /// `days`
    #[serde(rename = "days")]
    Days,
}

impl TimeUnit {
    /// How many seconds it has.
    pub const fn seconds(self) -> u32 {
        match self {
            Self::Seconds => 1,
            Self::Minutes => 60,
            Self::Hours => 3_600,
            Self::Days => 86_400,
        }
    }

    fn of(self, count: u32) -> u32 {
        count.saturating_mul(self.seconds())
    }
}

impl TokenLifetimes {
    /// Shortest and longest life of an access or ID token, in seconds.
    pub const SHORT_SECONDS: std::ops::RangeInclusive<u32> = 300..=86_400;
    /// Shortest and longest life of a refresh token, in seconds.
    pub const REFRESH_SECONDS: std::ops::RangeInclusive<u32> = 3_600..=3_650 * 86_400;

    /// Life of an access token; an hour when unset.
    pub fn access_seconds(&self) -> u32 {
        self.access.map_or(ACCESS_AND_ID_SECONDS_DEFAULT, |count| self.units().access.of(count))
    }

    /// Life of an ID token; an hour when unset.
    pub fn id_seconds(&self) -> u32 {
        self.id.map_or(ACCESS_AND_ID_SECONDS_DEFAULT, |count| self.units().id.of(count))
    }

    /// Life of a refresh token; thirty days when unset.
    pub fn refresh_seconds(&self) -> u32 {
        self.refresh.map_or(REFRESH_SECONDS_DEFAULT, |count| self.units().refresh.of(count))
    }

    /// Life of a refresh token in its unit.
    pub fn refresh_in_its_unit(&self) -> u32 {
        self.refresh_seconds() / self.units().refresh.seconds()
    }

    fn units(&self) -> TokenUnits {
        self.units.unwrap_or_default()
    }
}

/// `RefreshTokenRotation`: whether a refresh brings a new refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshRotation {
    /// `Feature` `ENABLED`
    pub is_on: bool,
    /// For how many seconds more the old one is good, 0 to 60; absent when unset.
    pub grace_seconds: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unset_lives_an_hour_an_hour_and_thirty_days_whatever_the_units() {
        let seconds = TimeUnit::Seconds;
        let units = TokenUnits { access: seconds, id: seconds, refresh: seconds };
        for units in [None, Some(units)] {
            let lifetimes = TokenLifetimes { units, ..TokenLifetimes::default() };
            let found = (lifetimes.access_seconds(), lifetimes.id_seconds(), lifetimes.refresh_seconds());
            assert_eq!(found, (3_600, 3_600, 2_592_000));
        }
    }

    #[test]
    fn a_life_counts_in_its_own_unit_and_never_overflows() {
        let units = Some(TokenUnits { id: TimeUnit::Minutes, ..TokenUnits::default() });
        let lifetimes = TokenLifetimes { access: Some(2), id: Some(90), refresh: Some(u32::MAX), units };
        assert_eq!((lifetimes.access_seconds(), lifetimes.id_seconds()), (7_200, 5_400));
        assert_eq!(lifetimes.refresh_seconds(), u32::MAX);
    }

    #[test]
    fn the_usual_life_of_a_refresh_token_is_thirty_days_in_any_unit() {
        let found = [TimeUnit::Days, TimeUnit::Hours, TimeUnit::Minutes, TimeUnit::Seconds].map(|refresh| {
            let units = Some(TokenUnits { refresh, ..TokenUnits::default() });
            TokenLifetimes { units, ..TokenLifetimes::default() }.refresh_in_its_unit()
        });
        assert_eq!(found, [30, 720, 43_200, 2_592_000]);
    }
}
