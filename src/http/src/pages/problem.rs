//! What can be wrong with what a person has sent, in words.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::texts::Texts;

/// A field of a page's form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// `username`
    Username,
    /// `password`
    Password,
    /// `code`
    Code,
    /// `address`: where codes of a second factor shall be sent.
    Address,
    /// `work_address`: whose domain finds a provider.
    WorkAddress,
    /// `requiredAttributes[name]`
    Attribute(String),
}

impl Field {
    /// The `id` of its element.
    pub(super) fn id(&self) -> Cow<'static, str> {
        match self {
            Self::Username => "signInFormUsername".into(),
            Self::Password => "signInFormPassword".into(),
            Self::Code => "verification_code".into(),
            Self::Address => "address".into(),
            Self::WorkAddress => "work_address".into(),
            Self::Attribute(name) => format!("attribute-{name}").into(),
        }
    }

    /// The `name` of its element.
    pub(super) fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Username => "username".into(),
            Self::Password => "password".into(),
            Self::Code => "code".into(),
            Self::Address => "address".into(),
            Self::WorkAddress => "work_address".into(),
            Self::Attribute(name) => format!("requiredAttributes[{name}]").into(),
        }
    }
}

/// What is wrong, and with which field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageError {
    /// The field; `None`: with the whole form.
    pub field: Option<Field>,
    /// What is wrong.
    pub problem: Problem,
}

impl PageError {
    /// Something is wrong with the form as a whole.
    pub const fn of_form(problem: Problem) -> Self {
        Self { field: None, problem }
    }

    /// Something is wrong with a field.
    pub const fn of_field(field: Field, problem: Problem) -> Self {
        Self { field: Some(field), problem }
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// No user of the name, or another password: one sentence for both.
    WrongCredentials,
    /// The user is switched off.
    AccountDisabled,
    /// The sign-up is not confirmed.
    NotConfirmed,
    /// Another code.
    WrongCode,
    /// The code's time is over.
    ExpiredCode,
    /// A code could not be sent.
    NotDelivered,
    /// Too many attempts. `Some`: in so many seconds the next one is possible.
    TooMany(Option<u32>),
    /// The link of a mail is too old, or was used.
    LinkEnded,
    /// The sign-in's time is over; it begins anew.
    SignInExpired,
    /// The form is too old, or was not ours.
    FormExpired,
    /// The field is empty.
    Missing,
    /// What is in the field has not the form that it needs.
    Invalid,
    /// The name belongs to another user.
    NameTaken,
    /// The password breaks the policy, which the page shows.
    PasswordPolicy,
    /// The person had this password before.
    PasswordUsedBefore,
    /// The password is on a list of breached ones.
    PasswordBreached,
    /// The pool lets nobody sign up.
    SignUpClosed,
    /// The passkey was not accepted.
    PasskeyFailed,
    /// The other provider did not let the person in.
    ProviderFailed,
    /// No provider has the domain of the address.
    UnknownDomain,
    /// The service cannot answer.
    Unavailable,
    /// What a trigger of the pool says, as it says it.
    Message(String),
}

impl Problem {
    pub(super) fn text(&self, texts: &Texts) -> Cow<'_, str> {
        match self {
            Self::TooMany(Some(seconds)) => texts.too_many_for(*seconds).into(),
            Self::Message(message) => message.as_str().into(),
            fixed => fixed.fixed_text(texts).into(),
        }
    }

    const fn fixed_text(&self, texts: &Texts) -> &'static str {
        match self {
            Self::WrongCredentials => texts.wrong_credentials,
            Self::AccountDisabled => texts.account_disabled,
            Self::NotConfirmed => texts.not_confirmed,
            Self::WrongCode => texts.wrong_code,
            Self::ExpiredCode => texts.expired_code,
            Self::NotDelivered => texts.not_delivered,
            Self::TooMany(_) => texts.too_many,
            Self::LinkEnded => texts.link_ended,
            Self::SignInExpired => texts.sign_in_expired,
            Self::FormExpired => texts.form_expired,
            Self::Missing => texts.missing,
            Self::Invalid => texts.invalid,
            Self::NameTaken => texts.name_taken,
            Self::PasswordPolicy => texts.password_policy,
            Self::PasswordUsedBefore => texts.password_used_before,
            Self::PasswordBreached => texts.password_breached,
            Self::SignUpClosed => texts.sign_up_closed,
            Self::PasskeyFailed => texts.passkey_failed,
            Self::ProviderFailed => texts.provider_failed,
            Self::UnknownDomain => texts.unknown_domain,
            Self::Unavailable | Self::Message(_) => texts.unavailable,
        }
    }
}
