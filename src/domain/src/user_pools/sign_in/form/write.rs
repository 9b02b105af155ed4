//! Writes a ceremony as bytes.

use super::{
    FormError, VERSION,
    codes::{Coded, bits, wide_bits},
};
use crate::{
    Timestamp,
    user_pools::{
        risk::Judged,
        sign_in::{
            Asked, AskedSecret, Basis, Ceremony, Challenge, CustomSecret, Destination, Passed, Round,
            SignInUser, SrpExchange,
        },
    },
};

/// The bytes so far.
pub(super) struct Writer {
    bytes: Vec<u8>,
    /// An SRP exchange is written, and not left out.
    with_srp: bool,
}

/// Kinds of users, secrets and challenges, as their first byte.
pub(super) mod tag {
    pub(in super::super) const ABSENT: u8 = 0;
    pub(in super::super) const PRESENT: u8 = 1;

    pub(in super::super) const NOT_NAMED: u8 = 0;
    pub(in super::super) const KNOWN: u8 = 1;
    pub(in super::super) const DECOY: u8 = 2;

    pub(in super::super) const NO_SECRET: u8 = 0;
    pub(in super::super) const SRP: u8 = 1;
    pub(in super::super) const SENT_CODE: u8 = 2;
    pub(in super::super) const CODE_TO_NEW: u8 = 3;
    pub(in super::super) const WEB_AUTHN: u8 = 4;
    pub(in super::super) const AUTHENTICATOR: u8 = 5;
    pub(in super::super) const CUSTOM: u8 = 6;
}

impl Writer {
    pub(super) const fn new(with_srp: bool) -> Self {
        Self { bytes: Vec::new(), with_srp }
    }

    pub(super) fn ceremony(mut self, ceremony: &Ceremony) -> Result<Self, FormError> {
        let Ceremony { id, user, client, flow, began, began_at, basis, passed, .. } = ceremony;
        let Ceremony { asked, rounds, device, risk, judged, authorize, .. } = ceremony;
        self.byte(VERSION);
        self.bytes(id);
        self.user(user)?;
        self.bytes(client);
        self.coded(*flow);
        self.coded(*began);
        self.time(*began_at);
        self.optional(basis.as_ref(), Self::basis)?;
        self.passed(passed)?;
        self.optional(asked.as_ref(), Self::asked)?;
        self.rounds(rounds)?;
        self.optional(device.as_ref(), |to, device| {
            to.bytes(&device.0);
            Ok(())
        })?;
        self.coded(*risk);
        self.optional(judged.as_ref(), |to, judged| {
            to.judged(judged);
            Ok(())
        })?;
        self.optional(authorize.as_ref(), |to, digest| {
            to.bytes(digest);
            Ok(())
        })?;
        Ok(self)
    }

    /// The bytes, with zeros up to a length.
    pub(super) fn padded(mut self, length: usize) -> Result<Vec<u8>, FormError> {
        if self.bytes.len() > length {
            return Err(FormError::TooLong);
        }
        self.bytes.resize(length, 0);
        Ok(self.bytes)
    }

    fn user(&mut self, user: &SignInUser) -> Result<(), FormError> {
        match user {
            SignInUser::NotNamed => self.byte(tag::NOT_NAMED),
            SignInUser::Known { sub, decoy } => {
                self.byte(tag::KNOWN);
                self.text(sub)?;
                self.text(decoy)?;
            }
            SignInUser::Decoy { sub, name } => {
                self.byte(tag::DECOY);
                self.text(sub)?;
                self.text(name)?;
            }
        }
        Ok(())
    }

    fn basis(&mut self, basis: &Basis) -> Result<(), FormError> {
        self.optional(basis.credential_version.as_ref(), |to, version| to.text(version))?;
        self.bytes(&basis.sign_out_epoch.to_be_bytes());
        Ok(())
    }

    fn passed(&mut self, passed: &[Passed]) -> Result<(), FormError> {
        self.count(passed.len())?;
        for Passed { factor, at } in passed {
            self.coded(*factor);
            self.time(*at);
        }
        Ok(())
    }

    fn rounds(&mut self, rounds: &[Round]) -> Result<(), FormError> {
        self.count(rounds.len())?;
        for Round { challenge, passed, metadata } in rounds {
            self.coded(*challenge);
            self.coded(*passed);
            self.optional(metadata.as_ref(), |to, metadata| to.text(metadata))?;
        }
        Ok(())
    }

    fn judged(&mut self, Judged { level, reasons, action }: &Judged) {
        self.coded(*level);
        self.bytes(&wide_bits(reasons).to_be_bytes());
        self.coded(*action);
    }

    fn asked(&mut self, asked: &Asked) -> Result<(), FormError> {
        self.bytes(&asked.id);
        self.time(asked.expires_at);
        self.challenge(&asked.challenge);
        self.secret(&asked.secret)
    }

    fn challenge(&mut self, challenge: &Challenge) {
        let (kind, detail) = match challenge {
            Challenge::Password => (0, 0),
            Challenge::PasswordSrp => (1, 0),
            Challenge::PasswordVerifier => (2, 0),
            Challenge::SelectChallenge(offered) => (3, bits(offered)),
            Challenge::Code { to, code_use } => (4 + code_use.code(), to.code()),
            Challenge::WebAuthn { verification_required } => (7, verification_required.code()),
            Challenge::SoftwareToken => (8, 0),
            Challenge::SelectMfaType(offered) => (9, bits(offered)),
            Challenge::MfaSetup(offered) => (10, bits(offered)),
            Challenge::NewPassword => (11, 0),
            Challenge::DeviceSrp => (12, 0),
            Challenge::DeviceVerifier => (13, 0),
            Challenge::Custom => (14, 0),
        };
        self.bytes(&[kind, detail]);
    }

    fn secret(&mut self, secret: &AskedSecret) -> Result<(), FormError> {
        match secret {
            AskedSecret::Srp(exchange) if self.with_srp => self.exchange(exchange)?,
            AskedSecret::None | AskedSecret::Srp(_) => self.byte(tag::NO_SECRET),
            AskedSecret::Code { nonce, destination } => self.code(nonce, destination)?,
            AskedSecret::WebAuthn { challenge, rp_id } => {
                self.byte(tag::WEB_AUTHN);
                self.bytes(challenge);
                self.bytes(rp_id);
            }
            AskedSecret::Authenticator(secret) => {
                self.byte(tag::AUTHENTICATOR);
                self.bytes(secret);
            }
            AskedSecret::Custom(secret) => self.custom(secret)?,
        }
        Ok(())
    }

    fn exchange(&mut self, exchange: &SrpExchange) -> Result<(), FormError> {
        self.byte(tag::SRP);
        self.optional(exchange.credential_version.as_ref(), |to, version| to.text(version))?;
        self.bytes(&exchange.secret);
        self.bytes(&exchange.client_public);
        self.bytes(&exchange.server_public);
        Ok(())
    }

    fn custom(&mut self, CustomSecret { private, metadata }: &CustomSecret) -> Result<(), FormError> {
        self.byte(tag::CUSTOM);
        self.count(private.len())?;
        for (name, value) in private {
            self.text(name)?;
            self.text(value)?;
        }
        self.optional(metadata.as_ref(), |to, metadata| to.text(metadata))
    }

    fn code(&mut self, nonce: &[u8; 16], destination: &Destination) -> Result<(), FormError> {
        match destination {
            Destination::Digest(digest) => {
                self.byte(tag::SENT_CODE);
                self.bytes(nonce);
                self.bytes(digest);
                Ok(())
            }
            Destination::New(address) => {
                self.byte(tag::CODE_TO_NEW);
                self.bytes(nonce);
                self.text(address)
            }
        }
    }

    fn optional<T>(
        &mut self,
        value: Option<&T>,
        write: impl FnOnce(&mut Self, &T) -> Result<(), FormError>,
    ) -> Result<(), FormError> {
        self.byte(if value.is_some() { tag::PRESENT } else { tag::ABSENT });
        value.map_or(Ok(()), |value| write(self, value))
    }

    fn count(&mut self, count: usize) -> Result<(), FormError> {
        self.byte(u8::try_from(count).map_err(|_| FormError::TooLong)?);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), FormError> {
        let length = u16::try_from(text.len()).map_err(|_| FormError::TooLong)?;
        self.bytes(&length.to_be_bytes());
        self.bytes(text.as_bytes());
        Ok(())
    }

    fn time(&mut self, at: Timestamp) {
        self.bytes(&at.ms().to_be_bytes());
    }

    fn coded(&mut self, value: impl Coded) {
        self.byte(value.code());
    }

    fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }
}
