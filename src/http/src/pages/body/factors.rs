//! The pages on which factors are chosen, proved and set up.

use domain::{
    user_pools::sign_in::{FirstFactor, SecondFactor},
    values::contact::Contact,
};

use crate::pages::texts::Texts;

/// Which first factor. The answer is the field `factor`: `PASSWORD`, `EMAIL_OTP`, `SMS_OTP` or `WEB_AUTHN`.
#[derive(Clone, Debug)]
pub struct ChooseFactor {
    /// The name that was given.
    pub username: String,
    /// What there is to choose, in this order.
    pub choices: Vec<FactorChoice>,
}

/// A first factor to choose.
#[derive(Clone, Debug)]
pub struct FactorChoice {
    /// The factor.
    pub factor: FirstFactor,
    /// Where its code would be sent, masked.
    pub destination: Option<String>,
}

impl FactorChoice {
    /// The value of `factor`: on a page, the password is sent as it is.
    pub(crate) const fn value(&self) -> &'static str {
        if self.factor.is_password() { FirstFactor::Password.name() } else { self.factor.name() }
    }

    pub(crate) const fn label(&self, texts: &Texts) -> &'static str {
        match self.factor {
            FirstFactor::PasswordSrp | FirstFactor::Password => texts.password,
            FirstFactor::EmailOtp => texts.by_email,
            FirstFactor::SmsOtp => texts.by_sms,
            FirstFactor::WebAuthn => texts.by_passkey,
        }
    }
}

/// A code, as the first or the second factor. The answer is the field `code`, and `rememberDevice` where that was asked and is wished.
#[derive(Clone, Debug)]
pub struct Code {
    /// The name that was given.
    pub username: String,
    /// Where the code comes from.
    pub source: CodeSource,
    /// How many digits it has.
    pub digits: u8,
    /// Whether the person is asked if this device is to be remembered.
    pub asks_to_remember: bool,
    /// Whether there are other factors to choose.
    pub other_ways: bool,
}

/// Where a code comes from.
#[derive(Clone, Debug)]
pub enum CodeSource {
    /// An authenticator app.
    App,
    /// A message.
    Message {
        /// By which way.
        to: Contact,
        /// Its address, masked.
        destination: Option<String>,
        /// Whether there is another one.
        resend: Resend,
    },
}

impl CodeSource {
    pub(crate) fn hint(&self, texts: &Texts) -> String {
        match self {
            Self::App => texts.code_from_app.to_owned(),
            Self::Message { destination, .. } => sent(destination.as_deref(), texts),
        }
    }
}

/// That a code was sent, and where.
pub(crate) fn sent(destination: Option<&str>, texts: &Texts) -> String {
    destination.map_or_else(|| texts.code_sent.to_owned(), texts.code_sent_to)
}

/// Whether another code may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resend {
    /// Never on this page.
    Never,
    /// In so many seconds; 0 is now.
    In(u32),
}

impl Resend {
    pub(crate) const fn is_offered(self) -> bool {
        matches!(self, Self::In(_))
    }

    pub(crate) const fn seconds(self) -> u32 {
        match self {
            Self::Never => 0,
            Self::In(seconds) => seconds,
        }
    }

    /// How long one has to wait.
    pub(crate) fn hint(self, texts: &Texts) -> Option<String> {
        (self.seconds() > 0).then(|| (texts.resend_in)(&texts.wait(self.seconds())))
    }
}

/// Which second factor. The answer is the field `factor`: `SMS_MFA`, `SOFTWARE_TOKEN_MFA` or `EMAIL_OTP`.
#[derive(Clone, Debug)]
pub struct SelectMfa {
    /// The name that was given.
    pub username: String,
    /// What there is to choose, in this order.
    pub choices: Vec<MfaChoice>,
}

/// A second factor to choose.
#[derive(Clone, Debug)]
pub struct MfaChoice {
    /// The factor.
    pub factor: SecondFactor,
    /// Where its code would be sent, masked.
    pub destination: Option<String>,
}

impl MfaChoice {
    pub(crate) const fn value(&self) -> &'static str {
        self.factor.name()
    }

    pub(crate) const fn label(&self, texts: &Texts) -> &'static str {
        match self.factor {
            SecondFactor::Sms => texts.by_sms,
            SecondFactor::SoftwareToken => texts.by_app,
            SecondFactor::Email => texts.by_email,
        }
    }
}

/// Which second factor is to be set up. The answer is that of [`SelectMfa`].
#[derive(Clone, Debug)]
pub struct SetUpMfa {
    /// The name that was given.
    pub username: String,
    /// What there is to choose, in this order.
    pub choices: Vec<MfaChoice>,
}

/// Where codes of the second factor that is set up shall be sent. The answer is the field `address`.
#[derive(Clone, Debug)]
pub struct MfaAddress {
    /// The name that was given.
    pub username: String,
    /// By which way.
    pub contact: Contact,
    /// What was typed before.
    pub address: String,
}

impl MfaAddress {
    pub(crate) const fn label(&self, texts: &Texts) -> &'static str {
        match self.contact {
            Contact::Email => texts.email,
            Contact::Phone => texts.phone_number,
        }
    }
}

/// An authenticator app that is set up. The answer is the field `code`.
#[derive(Clone, Debug)]
pub struct SetUpTotp {
    /// The name that was given.
    pub username: String,
    /// `otpauth://totp/...`, which the QR code says.
    pub uri: String,
    /// The key in base 32, for those who type it.
    pub secret: String,
}

impl SetUpTotp {
    /// The key in groups of four, so that it can be read.
    pub(crate) fn spaced_secret(&self) -> String {
        let letters: Vec<char> = self.secret.chars().collect();
        let groups = letters.chunks(4).map(|group| group.iter().collect::<String>());
        groups.collect::<Vec<_>>().join(" ")
    }
}
