//! The pages on which accounts are made and passwords are set.

use domain::values::password_policy::PasswordPolicy;

use super::{
    factors::Resend,
    sign_in::{Provider, SignInName},
};
use crate::pages::problem::Field;

/// A new password in the place of a temporary one. The answer is `password` and the attributes.
#[derive(Clone, Debug)]
pub struct NewPassword {
    /// The name that was given.
    pub username: String,
    /// What the password must be like.
    pub policy: PasswordPolicy,
    /// Attributes that the user must have and has not.
    pub attributes: Vec<AttributeField>,
}

/// A new account.
#[derive(Clone, Debug)]
pub struct SignUp {
    /// Whether an account of the pool's own can be made; otherwise providers alone are shown.
    pub own_users: bool,
    /// What the account is named by: [`SignInName::at_sign_up`].
    pub name: SignInName,
    /// What was typed before.
    pub username: String,
    /// Attributes that the user must have, but for the one that the name is.
    pub attributes: Vec<AttributeField>,
    /// What the password must be like; `None` where a user needs none.
    pub policy: Option<PasswordPolicy>,
    /// The legal documents, where there are both.
    pub terms: Option<Terms>,
    /// Other services at which one may sign in.
    pub providers: Vec<Provider>,
}

impl SignUp {
    /// The legal documents, if both are pages of the web: what an administrator typed is not always.
    pub(crate) fn safe_terms(&self) -> Option<&Terms> {
        let is_page = |link: &str| link.starts_with("https://") || link.starts_with("http://");
        self.terms.as_ref().filter(|terms| is_page(&terms.terms_of_use) && is_page(&terms.privacy_policy))
    }
}

/// An attribute that is asked for.
#[derive(Clone, Debug)]
pub struct AttributeField {
    /// The attribute.
    pub name: String,
    /// What was typed before.
    pub value: String,
}

impl AttributeField {
    pub(crate) fn field(&self) -> Field {
        Field::Attribute(self.name.clone())
    }

    /// `type` of its field.
    pub(crate) fn input_type(&self) -> &'static str {
        match self.name.as_str() {
            "email" => "email",
            "phone_number" => "tel",
            "birthdate" => "date",
            "profile" | "picture" | "website" => "url",
            "updated_at" => "number",
            _ => "text",
        }
    }

    /// `autocomplete` of its field, by HTML's names.
    pub(crate) fn autocomplete(&self) -> &'static str {
        match self.name.as_str() {
            "name" => "name",
            "given_name" => "given-name",
            "family_name" => "family-name",
            "middle_name" => "additional-name",
            "nickname" => "nickname",
            "email" => "email",
            "phone_number" => "tel",
            "birthdate" => "bday",
            "gender" => "sex",
            "picture" => "photo",
            "profile" | "website" => "url",
            "locale" => "language",
            "address" => "street-address",
            _ => "off",
        }
    }
}

/// Where an app client's legal documents are.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Of the terms of use.
    pub terms_of_use: String,
    /// Of the privacy policy.
    pub privacy_policy: String,
}

/// The code that confirms a sign-up. The answer is `username` and `code`.
#[derive(Clone, Debug)]
pub struct Confirm {
    /// Who signs up.
    pub username: String,
    /// Where the code was sent, masked; `None` where that is not known.
    pub destination: Option<String>,
    /// Whether there is another one.
    pub resend: Resend,
}

/// The button that confirms a sign-up, behind the link of a mail. The answer has no fields: the link's query says all. It names no user, since
/// the link does not.
#[derive(Clone, Copy, Debug)]
pub struct ConfirmLink;

/// A sign-up was confirmed by the link of a mail.
#[derive(Clone, Copy, Debug)]
pub struct Confirmed {
    /// Whether there is a page to sign in: the query names an application.
    pub sign_in: bool,
}

/// Who has forgotten the password. The answer is `username`.
#[derive(Clone, Debug)]
pub struct Forgot {
    /// What the name can be.
    pub name: SignInName,
    /// What was typed before.
    pub username: String,
}

/// The code that was sent for it, and the new password. The answer is `username`, `code` and `password`.
#[derive(Clone, Debug)]
pub struct Reset {
    /// Whose password it is.
    pub username: String,
    /// Where the code was sent, masked; `None` where that is not known.
    pub destination: Option<String>,
    /// What the password must be like.
    pub policy: PasswordPolicy,
    /// Whether there is another code.
    pub resend: Resend,
}
