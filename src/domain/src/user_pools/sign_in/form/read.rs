//! Reads a ceremony from bytes.

use super::{
    FormError, VERSION,
    codes::{Coded, of_bits, of_wide_bits},
    write::tag,
};
use crate::{
    Timestamp,
    user_pools::{
        risk::Judged,
        sign_in::{
            Asked, AskedSecret, Basis, Ceremony, Challenge, CodeUse, CustomSecret, Destination, DeviceId,
            Given, Passed, Round, SignInUser, SrpExchange,
        },
    },
};

/// The bytes that are still to be read.
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) const fn new(form: &'a [u8]) -> Self {
        Self(form)
    }

    pub(super) fn ceremony(&mut self) -> Result<Ceremony, FormError> {
        if self.byte()? != VERSION {
            return Err(FormError::Unreadable);
        }
        Ok(Ceremony {
            id: self.array()?,
            user: self.user()?,
            client: self.array()?,
            flow: self.coded()?,
            began: self.coded()?,
            began_at: self.time()?,
            basis: self.optional(Self::basis)?,
            passed: self.passed()?,
            asked: self.optional(Self::asked)?,
            rounds: self.rounds()?,
            device: self.optional(|from| from.array().map(DeviceId))?,
            risk: self.coded()?,
            judged: self.optional(Self::judged)?,
            authorize: self.optional(Self::array)?,
            given: Given::default(),
        })
    }

    /// Only the padding may be left.
    pub(super) fn end(self) -> Result<(), FormError> {
        if self.0.iter().all(|byte| *byte == 0) { Ok(()) } else { Err(FormError::Unreadable) }
    }

    fn user(&mut self) -> Result<SignInUser, FormError> {
        match self.byte()? {
            tag::NOT_NAMED => Ok(SignInUser::NotNamed),
            tag::KNOWN => Ok(SignInUser::Known { sub: self.text()?, decoy: self.text()? }),
            tag::DECOY => Ok(SignInUser::Decoy { sub: self.text()?, name: self.text()? }),
            _ => Err(FormError::Unreadable),
        }
    }

    fn basis(&mut self) -> Result<Basis, FormError> {
        Ok(Basis {
            credential_version: self.optional(Self::text)?,
            sign_out_epoch: u64::from_be_bytes(self.array()?),
        })
    }

    fn passed(&mut self) -> Result<Vec<Passed>, FormError> {
        let count = self.byte()?;
        (0..count).map(|_| Ok(Passed { factor: self.coded()?, at: self.time()? })).collect()
    }

    fn rounds(&mut self) -> Result<Vec<Round>, FormError> {
        let count = self.byte()?;
        let round = |_| {
            let (challenge, passed) = (self.coded()?, self.coded()?);
            Ok(Round { challenge, passed, metadata: self.optional(Self::text)? })
        };
        (0..count).map(round).collect()
    }

    fn judged(&mut self) -> Result<Judged, FormError> {
        let level = self.coded()?;
        let reasons = of_wide_bits(u16::from_be_bytes(self.array()?))?;
        Ok(Judged { level, reasons, action: self.coded()? })
    }

    fn asked(&mut self) -> Result<Asked, FormError> {
        let (id, expires_at) = (self.array()?, self.time()?);
        Ok(Asked { id, expires_at, challenge: self.challenge()?, secret: self.secret()? })
    }

    fn challenge(&mut self) -> Result<Challenge, FormError> {
        let [kind, detail] = self.array()?;
        Ok(match (kind, detail) {
            (0, 0) => Challenge::Password,
            (1, 0) => Challenge::PasswordSrp,
            (2, 0) => Challenge::PasswordVerifier,
            (3, offered) => Challenge::SelectChallenge(of_bits(offered)?),
            (4..=6, to) => Challenge::Code { to: Coded::of_code(to)?, code_use: CodeUse::of_code(kind - 4)? },
            (7, required) => Challenge::WebAuthn { verification_required: Coded::of_code(required)? },
            (8, 0) => Challenge::SoftwareToken,
            (9, offered) => Challenge::SelectMfaType(of_bits(offered)?),
            (10, offered) => Challenge::MfaSetup(of_bits(offered)?),
            (11, 0) => Challenge::NewPassword,
            (12, 0) => Challenge::DeviceSrp,
            (13, 0) => Challenge::DeviceVerifier,
            (14, 0) => Challenge::Custom,
            _ => return Err(FormError::Unreadable),
        })
    }

    fn secret(&mut self) -> Result<AskedSecret, FormError> {
        Ok(match self.byte()? {
            tag::NO_SECRET => AskedSecret::None,
            tag::SRP => AskedSecret::Srp(Box::new(SrpExchange {
                credential_version: self.optional(Self::text)?,
                secret: self.array()?,
                client_public: self.array()?,
                server_public: self.array()?,
            })),
            tag::SENT_CODE => {
                AskedSecret::Code { nonce: self.array()?, destination: Destination::Digest(self.array()?) }
            }
            tag::CODE_TO_NEW => {
                AskedSecret::Code { nonce: self.array()?, destination: Destination::New(self.text()?) }
            }
            tag::WEB_AUTHN => AskedSecret::WebAuthn { challenge: self.array()?, rp_id: self.array()? },
            tag::AUTHENTICATOR => AskedSecret::Authenticator(self.array()?),
            tag::CUSTOM => AskedSecret::Custom(self.custom()?),
            _ => return Err(FormError::Unreadable),
        })
    }

    fn custom(&mut self) -> Result<CustomSecret, FormError> {
        let count = self.byte()?;
        let private = (0..count).map(|_| Ok((self.text()?, self.text()?))).collect::<Result<_, _>>()?;
        Ok(CustomSecret { private, metadata: self.optional(Self::text)? })
    }

    fn optional<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, FormError>,
    ) -> Result<Option<T>, FormError> {
        match self.byte()? {
            tag::ABSENT => Ok(None),
            tag::PRESENT => read(self).map(Some),
            _ => Err(FormError::Unreadable),
        }
    }

    fn text(&mut self) -> Result<String, FormError> {
        let length = u16::from_be_bytes(self.array()?);
        let bytes = self.take(length.into())?;
        String::from_utf8(bytes.to_vec()).map_err(|_| FormError::Unreadable)
    }

    fn time(&mut self) -> Result<Timestamp, FormError> {
        self.array().map(i64::from_be_bytes).map(Timestamp::from_ms)
    }

    fn coded<T: Coded>(&mut self) -> Result<T, FormError> {
        T::of_code(self.byte()?)
    }

    fn byte(&mut self) -> Result<u8, FormError> {
        self.array().map(|[byte]| byte)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], FormError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(FormError::Unreadable)?;
        self.0 = rest;
        Ok(*taken)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], FormError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(FormError::Unreadable)?;
        self.0 = rest;
        Ok(taken)
    }
}
