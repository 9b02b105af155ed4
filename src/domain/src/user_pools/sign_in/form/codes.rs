//! The byte that stands for each value of a small set. Other meanings need another version of the form.

use std::collections::BTreeSet;

use super::FormError;
use crate::{
    user_pools::{
        risk::{RiskLevel, RiskReason},
        sign_in::{Began, CodeUse, Factor, FirstFactor, Flow, Risk, RoundChallenge, SecondFactor},
    },
    values::{contact::Contact, risk::RiskAction},
};

/// A value that is written as one byte.
pub(super) trait Coded: Copy {
    fn code(self) -> u8;
    fn of_code(code: u8) -> Result<Self, FormError>;
}

/// Each value once, with its byte.
macro_rules! coded {
    ($kind:ident { $($value:ident $({ $field:ident: $is:literal })? = $code:literal),+ $(,)? }) => {
        impl Coded for $kind {
            fn code(self) -> u8 {
                match self { $(Self::$value $({ $field: $is })? => $code),+ }
            }

            fn of_code(code: u8) -> Result<Self, FormError> {
                match code {
                    $($code => Ok(Self::$value $({ $field: $is })?),)+
                    _ => Err(FormError::Unreadable),
                }
            }
        }
    };
}

coded!(FirstFactor { PasswordSrp = 0, Password = 1, EmailOtp = 2, SmsOtp = 3, WebAuthn = 4 });
coded!(SecondFactor { Sms = 0, SoftwareToken = 1, Email = 2 });
coded!(Contact { Email = 0, Phone = 1 });
coded!(CodeUse { First = 0, Second = 1, Setup = 2 });
coded!(Began { Public = 0, Admin = 1, Page = 2 });
coded!(Risk { None = 0, MfaIfConfigured = 1, MfaRequired = 2, Block = 3, Compromised = 4 });
coded!(RiskLevel { Low = 1, Medium = 2, High = 3 });
coded!(RiskAction { None = 0, MfaIfConfigured = 1, MfaRequired = 2, Block = 3 });
coded!(RiskReason {
    NewNetwork = 0,
    NewDevice = 1,
    NewCountry = 2,
    ImpossibleTravel = 3,
    WrongPasswords = 4,
    SeveralAccounts = 5,
    ManyAccounts = 6,
    PoolUnderAttack = 7,
    DisownedNetwork = 8,
    BlockedRange = 9,
});
coded!(Flow {
    Password = 0,
    Srp = 1,
    Custom { with_srp: false } = 2,
    Custom { with_srp: true } = 3,
    Choice = 4,
    PasskeyFirst = 5,
    Confirmed = 6,
    Federated = 7,
    Cookie = 8,
    Refresh = 9,
});

/// First factors are the bytes from here on.
const FIRST: u8 = 0x10;
/// Second factors are the bytes from here on.
const SECOND: u8 = 0x20;

impl Coded for Factor {
    fn code(self) -> u8 {
        match self {
            Self::UserVerification => 0,
            Self::Enrolment => 1,
            Self::NewPassword => 2,
            Self::Device => 3,
            Self::Custom => 4,
            Self::First(factor) => FIRST + factor.code(),
            Self::Second(factor) => SECOND + factor.code(),
        }
    }

    fn of_code(code: u8) -> Result<Self, FormError> {
        match code {
            0 => Ok(Self::UserVerification),
            1 => Ok(Self::Enrolment),
            2 => Ok(Self::NewPassword),
            3 => Ok(Self::Device),
            4 => Ok(Self::Custom),
            FIRST..SECOND => FirstFactor::of_code(code - FIRST).map(Self::First),
            SECOND.. => SecondFactor::of_code(code - SECOND).map(Self::Second),
            _ => Err(FormError::Unreadable),
        }
    }
}

impl Coded for RoundChallenge {
    fn code(self) -> u8 {
        match self {
            Self::SrpPublic => 0,
            Self::PasswordVerifier => 1,
            Self::NewPassword => 2,
            Self::MfaSetup => 3,
            Self::DeviceVerifier => 4,
            Self::Custom => 5,
            Self::Second(factor) => SECOND + factor.code(),
        }
    }

    fn of_code(code: u8) -> Result<Self, FormError> {
        match code {
            0 => Ok(Self::SrpPublic),
            1 => Ok(Self::PasswordVerifier),
            2 => Ok(Self::NewPassword),
            3 => Ok(Self::MfaSetup),
            4 => Ok(Self::DeviceVerifier),
            5 => Ok(Self::Custom),
            SECOND.. => SecondFactor::of_code(code - SECOND).map(Self::Second),
            _ => Err(FormError::Unreadable),
        }
    }
}

impl Coded for bool {
    fn code(self) -> u8 {
        u8::from(self)
    }

    fn of_code(code: u8) -> Result<Self, FormError> {
        match code {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(FormError::Unreadable),
        }
    }
}

/// None is 0, which stands for no level.
impl Coded for Option<RiskLevel> {
    fn code(self) -> u8 {
        self.map_or(0, RiskLevel::code)
    }

    fn of_code(code: u8) -> Result<Self, FormError> {
        if code == 0 { Ok(None) } else { RiskLevel::of_code(code).map(Some) }
    }
}

/// A set as bits: the value of byte n is bit n.
pub(super) fn bits<T: Coded>(set: &BTreeSet<T>) -> u8 {
    set.iter().fold(0, |bits, value| bits | (1 << value.code()))
}

/// The set of [`bits`].
pub(super) fn of_bits<T: Coded + Ord>(bits: u8) -> Result<BTreeSet<T>, FormError> {
    (0..8).filter(|bit| bits & (1 << bit) != 0).map(T::of_code).collect()
}

/// The same for a set of up to 16 values.
pub(super) fn wide_bits<T: Coded>(set: &BTreeSet<T>) -> u16 {
    set.iter().fold(0, |bits, value| bits | (1 << value.code()))
}

/// The set of [`wide_bits`].
pub(super) fn of_wide_bits<T: Coded + Ord>(bits: u16) -> Result<BTreeSet<T>, FormError> {
    (0..16).filter(|bit| bits & (1 << bit) != 0).map(T::of_code).collect()
}
