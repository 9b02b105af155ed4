//! What a pool demands of a password. Sees the password once, as text; neither keeps nor reveals any of it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Characters that count as symbols, besides a space that is neither first nor last.
const SYMBOLS: &str = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";
/// Longest password that is accepted at all, in characters.
pub const LENGTH_MAX: usize = 256;
/// Smallest `MinimumLength` that a pool may set.
pub const MINIMUM_LENGTH_MIN: u32 = 6;
/// Largest `MinimumLength` that a pool may set.
pub const MINIMUM_LENGTH_MAX: u32 = 99;
/// `MinimumLength` when nothing is set.
pub const MINIMUM_LENGTH_DEFAULT: u32 = 8;
/// `TemporaryPasswordValidityDays` when nothing, or zero, is set.
pub const TEMPORARY_VALIDITY_DAYS_DEFAULT: u32 = 7;
/// Largest `TemporaryPasswordValidityDays`.
pub const TEMPORARY_VALIDITY_DAYS_MAX: u32 = 365;

/// `Policies.PasswordPolicy` of a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "four independent switches, as the service has them")]
pub struct PasswordPolicy {
    /// Fewest characters, 6 to 99.
    pub minimum_length: u32,
    /// At least one upper-case letter of A to Z.
    pub require_uppercase: bool,
    /// At least one lower-case letter of a to z.
    pub require_lowercase: bool,
    /// At least one digit.
    pub require_numbers: bool,
    /// At least one symbol.
    pub require_symbols: bool,
    /// How long a temporary password of `AdminCreateUser` is good, 1 to 365.
    pub temporary_validity_days: u32,
}

impl Default for PasswordPolicy {
    /// What a pool gets that sets no policy.
    fn default() -> Self {
        Self {
            minimum_length: MINIMUM_LENGTH_DEFAULT,
            require_uppercase: true,
            require_lowercase: true,
            require_numbers: true,
            require_symbols: true,
            temporary_validity_days: TEMPORARY_VALIDITY_DAYS_DEFAULT,
        }
    }
}

/// The first rule that a password breaks (`InvalidPasswordException`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PolicyViolation {
    /// Fewer characters than the policy's minimum.
    #[error("Password did not conform with policy: Password not long enough")]
    TooShort,
    /// More characters than [`LENGTH_MAX`].
    #[error("Password did not conform with policy: Password too long")]
    TooLong,
    /// No A to Z.
    #[error("Password did not conform with policy: Password must have uppercase characters")]
    NoUppercase,
    /// No a to z.
    #[error("Password did not conform with policy: Password must have lowercase characters")]
    NoLowercase,
    /// No digit.
    #[error("Password did not conform with policy: Password must have numeric characters")]
    NoNumber,
    /// No symbol.
    #[error("Password did not conform with policy: Password must have symbol characters")]
    NoSymbol,
}

/// Whether the password satisfies the policy; otherwise gives the first rule that it breaks.
pub fn check(policy: &PasswordPolicy, password: &str) -> Result<(), PolicyViolation> {
    let length = password.chars().count();
    let has = |wanted: fn(char) -> bool| password.chars().any(wanted);
    let broken = [
        (length < policy.minimum_length as usize, PolicyViolation::TooShort),
        (length > LENGTH_MAX, PolicyViolation::TooLong),
        (policy.require_uppercase && !has(|c| c.is_ascii_uppercase()), PolicyViolation::NoUppercase),
        (policy.require_lowercase && !has(|c| c.is_ascii_lowercase()), PolicyViolation::NoLowercase),
        (policy.require_numbers && !has(|c| c.is_ascii_digit()), PolicyViolation::NoNumber),
        (policy.require_symbols && !has_symbol(password), PolicyViolation::NoSymbol),
    ];
    broken.into_iter().find(|(is_broken, _)| *is_broken).map_or(Ok(()), |(_, violation)| Err(violation))
}

fn has_symbol(password: &str) -> bool {
    password.contains(|c| SYMBOLS.contains(c)) || password.trim_matches(' ').contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_policy_wants_eight_characters_of_all_four_kinds() {
        let policy = PasswordPolicy::default();
        assert_eq!(check(&policy, "Passw0rd!"), Ok(()));
        assert_eq!(check(&policy, "Pass0r!"), Err(PolicyViolation::TooShort));
        assert_eq!(check(&policy, "passw0rd!"), Err(PolicyViolation::NoUppercase));
        assert_eq!(check(&policy, "PASSW0RD!"), Err(PolicyViolation::NoLowercase));
        assert_eq!(check(&policy, "Password!"), Err(PolicyViolation::NoNumber));
        assert_eq!(check(&policy, "Passw0rdd"), Err(PolicyViolation::NoSymbol));
    }

    #[test]
    fn an_inner_space_is_a_symbol_and_an_outer_one_is_not() {
        let policy = PasswordPolicy::default();
        assert_eq!(check(&policy, "Pass w0rd"), Ok(()));
        assert_eq!(check(&policy, " Passw0rd "), Err(PolicyViolation::NoSymbol));
    }

    #[test]
    fn a_policy_without_demands_still_bounds_the_length() {
        let policy = PasswordPolicy {
            minimum_length: 6,
            require_uppercase: false,
            require_lowercase: false,
            require_numbers: false,
            require_symbols: false,
            temporary_validity_days: 7,
        };
        assert_eq!(check(&policy, "ööööö"), Err(PolicyViolation::TooShort));
        assert_eq!(check(&policy, "öööööö"), Ok(()));
        assert_eq!(check(&policy, &"x".repeat(LENGTH_MAX + 1)), Err(PolicyViolation::TooLong));
    }

    #[test]
    fn every_symbol_of_the_service_counts() {
        let policy = PasswordPolicy::default();
        for symbol in SYMBOLS.chars() {
            assert_eq!(check(&policy, &format!("Passw0rd{symbol}")), Ok(()), "{symbol}");
        }
    }
}
