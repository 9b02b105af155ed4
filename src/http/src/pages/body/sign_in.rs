//! The pages on which a sign-in begins.

use std::collections::BTreeSet;

use domain::{
    user_pools::identity_provider::ProviderType,
    values::{
        contact::Contact,
        username::{NameKind, Naming},
    },
};

use crate::pages::texts::Texts;

/// Name, and password or what comes after it.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent settings, each on or off")]
pub struct SignIn {
    /// Whether users of the pool itself may sign in (`COGNITO`): otherwise providers alone are shown.
    pub own_users: bool,
    /// What the name can be.
    pub name: SignInName,
    /// What was typed before, or `login_hint`.
    pub username: String,
    /// Whether the password is asked on the same page.
    pub asks_password: bool,
    /// Other services at which one may sign in.
    pub providers: Vec<Provider>,
    /// The work address that was typed before, where one finds a provider.
    pub work_address: String,
    /// Whether one may sign up.
    pub sign_up: bool,
    /// Whether a forgotten password may be reset.
    pub forgot: bool,
    /// A passkey that the browser offers with the name's suggestions and by a button.
    pub passkey: Option<Passkey>,
}

impl SignIn {
    /// Whether the name is known already (`login_hint`).
    pub(crate) const fn begins_with_password(&self) -> bool {
        self.asks_password && !self.username.is_empty()
    }
}

/// The password, where the name was asked first.
#[derive(Clone, Debug)]
pub struct Password {
    /// The name that was given.
    pub username: String,
    /// Whether a forgotten password may be reset.
    pub forgot: bool,
    /// Whether there are other first factors to choose.
    pub other_ways: bool,
}

/// A passkey, as the chosen first factor.
#[derive(Clone, Debug)]
pub struct UsePasskey {
    /// The name that was given.
    pub username: String,
    /// `publicKey` of `navigator.credentials.get`, as JSON.
    pub options: String,
    /// Whether there are other first factors to choose.
    pub other_ways: bool,
}

/// Goes on with an earlier sign-in of this browser, or not.
#[derive(Clone, Debug)]
pub struct Continue {
    /// Who signed in.
    pub username: String,
}

/// What a script needs to sign in by a passkey before a name is known.
#[derive(Clone, Debug)]
pub struct Passkey {
    /// `publicKey` of `navigator.credentials.get`, as JSON, with no `allowCredentials`.
    pub options: String,
    /// The hidden `state` of the passkey's own form.
    pub state: String,
}

/// Another service at which one may sign in.
#[derive(Clone, Debug)]
pub struct Provider {
    /// `identity_provider` in the address of its button.
    pub name: String,
    /// What kind of service it is.
    pub kind: ProviderType,
    /// Whether the domain of a mail address may find it.
    pub has_identifiers: bool,
}

/// On the way to the service that an address has found.
#[derive(Clone, Debug)]
pub struct ToProvider {
    /// The service.
    pub provider: Provider,
}

impl Provider {
    /// What people call it.
    pub(crate) fn spoken_name(&self) -> &str {
        match self.kind {
            ProviderType::Facebook => "Facebook",
            ProviderType::Google => "Google",
            ProviderType::Amazon => "Amazon",
            ProviderType::Apple => "Apple",
            ProviderType::Saml | ProviderType::Oidc => &self.name,
        }
    }

    /// Whether it is one of SAML that the domain of a mail address may find.
    pub(crate) fn is_findable(&self) -> bool {
        self.kind == ProviderType::Saml && self.has_identifiers
    }

    /// The letter that stands for a service without a mark of its own.
    pub(crate) fn initial(&self) -> String {
        self.spoken_name().chars().take(1).flat_map(char::to_uppercase).collect()
    }

    /// The class of its button on the classic pages.
    pub(crate) const fn class(&self) -> &'static str {
        if self.kind.is_social() { "socialButton-customizable" } else { "idpButton-customizable" }
    }
}

/// What the name at sign-in can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInName {
    /// A user name.
    Username,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// Either of the two.
    EmailOrPhone,
    /// A user name or an e-mail address.
    UsernameOrEmail,
    /// Any of them.
    Any,
}

impl SignInName {
    /// What users of a pool are found by.
    pub fn of(naming: &Naming) -> Self {
        let contacts = &naming.username_attributes;
        match (contacts.contains(&Contact::Email), contacts.contains(&Contact::Phone)) {
            (true, true) => Self::EmailOrPhone,
            (true, false) => Self::Email,
            (false, true) => Self::Phone,
            (false, false) => Self::of_aliases(&naming.alias_attributes),
        }
    }

    fn of_aliases(aliases: &BTreeSet<NameKind>) -> Self {
        match (aliases.contains(&NameKind::Email), aliases.contains(&NameKind::PhoneNumber)) {
            (_, true) => Self::Any,
            (true, false) => Self::UsernameOrEmail,
            (false, false) => Self::Username,
        }
    }

    /// What a new user is named by: an alias counts only once it is verified.
    #[must_use]
    pub const fn at_sign_up(self) -> Self {
        match self {
            Self::UsernameOrEmail | Self::Any => Self::Username,
            Self::Username | Self::Email | Self::Phone | Self::EmailOrPhone => self,
        }
    }

    pub(crate) const fn label(self, texts: &Texts) -> &'static str {
        match self {
            Self::Username => texts.username,
            Self::Email => texts.email,
            Self::Phone => texts.phone_number,
            Self::EmailOrPhone => texts.email_or_phone,
            Self::UsernameOrEmail => texts.username_or_email,
            Self::Any => texts.any_name,
        }
    }

    /// `type` of its field, by which phones choose a keyboard.
    pub(crate) const fn input_type(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "tel",
            Self::Username | Self::EmailOrPhone | Self::UsernameOrEmail | Self::Any => "text",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_says_what_users_are_found_by() {
        let naming = |aliases: &[NameKind], contacts: &[Contact]| Naming {
            alias_attributes: aliases.iter().copied().collect(),
            username_attributes: contacts.iter().copied().collect(),
            case_sensitive: false,
        };
        let cases = [
            (naming(&[], &[]), SignInName::Username),
            (naming(&[NameKind::PreferredUsername], &[]), SignInName::Username),
            (naming(&[NameKind::Email], &[]), SignInName::UsernameOrEmail),
            (naming(&[NameKind::Email, NameKind::PhoneNumber], &[]), SignInName::Any),
            (naming(&[], &[Contact::Email]), SignInName::Email),
            (naming(&[], &[Contact::Phone]), SignInName::Phone),
            (naming(&[], &[Contact::Email, Contact::Phone]), SignInName::EmailOrPhone),
        ];
        for (naming, name) in cases {
            assert_eq!(SignInName::of(&naming), name, "{naming:?}");
        }
    }
}
