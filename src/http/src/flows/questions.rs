//! What a sign-in asks on the pages: a challenge as its page keeps and shows it, and the page's form as its answer.

use app::user_pools::sign_in::{Along, CodeChallenge, Content, Question, RequestOptions};
use domain::{
    user_pools::sign_in::{CodeUse, FirstFactor, SecondFactor},
    values::contact::Contact,
};
use serde::{Deserialize, Serialize};

use super::form::Form;
use crate::{
    api::user_pools::passkey_shape::{passkey_answer, request_options},
    pages::{
        Body, ChooseFactor, Code, CodeSource, FactorChoice, Field, MfaAddress, MfaChoice, PageError,
        Password, Problem, Resend, SelectMfa, SetUpMfa, SetUpTotp, UsePasskey,
    },
};

/// Digits of a code that is a first factor, and of any other.
const DIGITS: (u8, u8) = (8, 6);

/// A challenge that is open.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Open {
    /// The `Session` that carries the sign-in.
    pub(super) session: String,
    /// What its page shows.
    pub(super) shown: Shown,
}

/// What the page of a challenge shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Shown {
    /// Several first factors.
    Choice { offered: Vec<String> },
    /// The password, chosen of several first factors, or the only one.
    ChosenPassword { offered: Vec<String> },
    /// The password.
    Password,
    /// A passkey, with what the browser needs.
    Passkey { options: String },
    /// A code as the first factor.
    FirstCode { to: Contact, destination: String },
    /// A code as the second factor.
    SecondCode { to: Contact, destination: String },
    /// A code of an authenticator app.
    App,
    /// Several second factors.
    SelectMfa { offered: Vec<SecondFactor> },
    /// Second factors that can be set up.
    SetUp { enabled: Vec<SecondFactor> },
    /// The address of a second factor that is set up.
    Address { contact: Contact },
    /// An authenticator app that is set up, with its secret in base 32.
    NewApp { secret: String },
    /// A new password, with attributes that are missing.
    NewPassword { missing: Vec<String> },
}

impl Open {
    /// The page of a challenge; none for one that no page can answer.
    pub(super) fn of(question: Question) -> Option<Self> {
        let (session, shown) = match question {
            Question::SelectChallenge { offered, session, .. } => (session, Shown::choice(offered)),
            Question::Password { by_srp: false, session, .. } => (session, Shown::Password),
            Question::Passkey { options, session, .. } => (session, Shown::passkey(options)),
            Question::Code { contact: to, code_use: CodeUse::First, destination, session, .. } => {
                (session, Shown::FirstCode { to, destination })
            }
            Question::Code { contact: to, destination, session, .. } => {
                (session, Shown::SecondCode { to, destination })
            }
            Question::SoftwareToken { session, .. } => (session, Shown::App),
            Question::SelectMfaType { offered, session, .. } => {
                (session, Shown::SelectMfa { offered: offered.into_iter().collect() })
            }
            Question::MfaSetup { enabled, session, .. } => {
                (session, Shown::SetUp { enabled: enabled.into_iter().collect() })
            }
            Question::NewPassword { missing, session, .. } => (session, Shown::NewPassword { missing }),
            // The pages send passwords, know no devices, and ask no custom challenge.
            Question::PasswordVerifier { .. }
            | Question::Password { by_srp: true, .. }
            | Question::DeviceSrp { .. }
            | Question::DeviceVerifier { .. }
            | Question::Custom { .. } => return None,
        };
        Some(Self { session, shown })
    }

    /// The same sign-in with another page.
    pub(super) fn showing(&self, shown: Shown) -> Self {
        Self { session: self.session.clone(), shown }
    }

    /// The page, but for that of a new password, which shows the pool's rules.
    pub(super) fn body(&self, username: &str, issuer: &str) -> Option<Body> {
        let username = username.to_owned();
        Some(match &self.shown {
            Shown::Choice { offered } => {
                Body::ChooseFactor(ChooseFactor { username, choices: first_factors(offered) })
            }
            Shown::ChosenPassword { offered } => {
                Body::Password(Password { username, forgot: true, other_ways: offered.len() > 1 })
            }
            Shown::Password => Body::Password(Password { username, forgot: true, other_ways: false }),
            Shown::Passkey { options } => {
                Body::UsePasskey(UsePasskey { username, options: options.clone(), other_ways: false })
            }
            Shown::FirstCode { to, destination } => code(username, message(*to, destination), DIGITS.0),
            Shown::SecondCode { to, destination } => code(username, message(*to, destination), DIGITS.1),
            Shown::App => code(username, CodeSource::App, DIGITS.1),
            Shown::SelectMfa { offered } => {
                Body::SelectMfa(SelectMfa { username, choices: second_factors(offered) })
            }
            Shown::SetUp { enabled } => {
                Body::SetUpMfa(SetUpMfa { username, choices: second_factors(enabled) })
            }
            Shown::Address { contact } => {
                Body::MfaAddress(MfaAddress { username, contact: *contact, address: String::new() })
            }
            Shown::NewApp { secret } => {
                let uri = authenticator_uri(issuer, &username, secret);
                Body::SetUpTotp(SetUpTotp { username, uri, secret: secret.clone() })
            }
            Shown::NewPassword { .. } => return None,
        })
    }

    /// The form of the page as an answer to the challenge. What changes only the page, or is asked of the app first, is none.
    pub(super) fn content(&self, form: &Form) -> Result<Content, PageError> {
        let missing = |field: Field| PageError::of_field(field, Problem::Missing);
        let code = || form.code().ok_or_else(|| missing(Field::Code));
        let password = || form.field("password").map(str::to_owned).ok_or_else(|| missing(Field::Password));
        let factor = form.field("factor");
        Ok(match &self.shown {
            Shown::Choice { .. } => {
                let first = Ok(factor.and_then(FirstFactor::of_name));
                Content::SelectChallenge { first, along: Ok(Along::default()) }
            }
            Shown::ChosenPassword { .. } => Content::SelectChallenge {
                first: Ok(Some(FirstFactor::Password)),
                along: Ok(Along { password: Some(password()?), client_public: None }),
            },
            Shown::Password => Content::Password(Ok(password()?)),
            Shown::Passkey { .. } => {
                let failed = PageError::of_form(Problem::PasskeyFailed);
                let answer =
                    passkey_answer(form.field("credential").unwrap_or_default()).map_err(|_| failed)?;
                Content::Passkey(Ok(Box::new(answer)))
            }
            Shown::FirstCode { to, .. } => {
                Content::Code { challenge: challenge(*to, true), code: Ok(code()?) }
            }
            Shown::SecondCode { to, .. } => {
                Content::Code { challenge: challenge(*to, false), code: Ok(code()?) }
            }
            Shown::App => Content::SoftwareToken(Ok(code()?)),
            Shown::SelectMfa { .. } => Content::SelectMfaType(Ok(factor.and_then(SecondFactor::of_name))),
            Shown::Address { contact } => {
                let address = form.field("address").ok_or_else(|| missing(Field::Address))?;
                Content::MfaSetup(Some((*contact, address.to_owned())))
            }
            // That an app was set up is verified before.
            Shown::SetUp { .. } | Shown::NewApp { .. } => Content::MfaSetup(None),
            Shown::NewPassword { .. } => {
                Content::NewPassword { password: Ok(password()?), attributes: form.attributes() }
            }
        })
    }
}

impl Shown {
    /// First factors to choose from: a page sends the password, and does not prove it otherwise.
    fn choice(offered: impl IntoIterator<Item = FirstFactor>) -> Self {
        let is_shown = |factor: &FirstFactor| *factor != FirstFactor::PasswordSrp;
        let offered: Vec<String> =
            offered.into_iter().filter(is_shown).map(|factor| factor.name().to_owned()).collect();
        if offered == [FirstFactor::Password.name()] {
            Self::ChosenPassword { offered }
        } else {
            Self::Choice { offered }
        }
    }

    /// A passkey is found by its authenticator, so that the list of all, which is long, is left out.
    fn passkey(options: RequestOptions) -> Self {
        let options = RequestOptions { allowed: Vec::new(), ..options };
        Self::Passkey { options: request_options(&options).to_string() }
    }
}

fn code(username: String, source: CodeSource, digits: u8) -> Body {
    Body::Code(Code { username, source, digits, asks_to_remember: false, other_ways: false })
}

fn message(to: Contact, destination: &str) -> CodeSource {
    CodeSource::Message { to, destination: Some(destination.to_owned()), resend: Resend::Never }
}

const fn challenge(to: Contact, is_first: bool) -> CodeChallenge {
    match (to, is_first) {
        (Contact::Email, _) => CodeChallenge::EmailOtp,
        (Contact::Phone, true) => CodeChallenge::SmsOtp,
        (Contact::Phone, false) => CodeChallenge::SmsMfa,
    }
}

fn first_factors(offered: &[String]) -> Vec<FactorChoice> {
    let factors = offered.iter().filter_map(|name| FirstFactor::of_name(name));
    factors.map(|factor| FactorChoice { factor, destination: None }).collect()
}

fn second_factors(offered: &[SecondFactor]) -> Vec<MfaChoice> {
    offered.iter().map(|factor| MfaChoice { factor: *factor, destination: None }).collect()
}

/// What authenticator apps read from a QR code.
fn authenticator_uri(issuer: &str, username: &str, secret: &str) -> String {
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let (issuer, username) = (encode(issuer), encode(username));
    format!("otpauth://totp/{issuer}:{username}?secret={secret}&issuer={issuer}")
}
