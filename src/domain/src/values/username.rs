//! Which user names a pool accepts, and which names must be unique there: user names, and attributes that serve as one. Knows no user: from
//! a user name and attributes it says which names they amount to.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    attributes::Values,
    contact::{Contact, is_email, is_phone},
};
use crate::{Personal, Scope};

/// A kind of name that is unique in a pool, and by which its bearer is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NameKind {
    /// The user name proper.
    #[serde(rename = "username")]
    Username,
    /// The attribute `email`.
    #[serde(rename = "email")]
    Email,
    /// The attribute `phone_number`.
    #[serde(rename = "phone_number")]
    PhoneNumber,
    /// The attribute `preferred_username`.
    #[serde(rename = "preferred_username")]
    PreferredUsername,
}

impl NameKind {
    /// Every kind, in the order in which a given name is looked up.
    pub const ALL: [Self; 4] = [Self::Username, Self::Email, Self::PhoneNumber, Self::PreferredUsername];

    /// The scope of its claims; for an alias also the name of the attribute.
    pub const fn scope(self) -> Scope {
        match self {
            Self::Username => "username",
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
            Self::PreferredUsername => "preferred_username",
        }
    }

    /// The kind whose claims have this scope.
    pub fn of_scope(scope: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.scope() == scope)
    }

    const fn contact(self) -> Option<Contact> {
        match self {
            Self::Email => Some(Contact::Email),
            Self::PhoneNumber => Some(Contact::Phone),
            Self::Username | Self::PreferredUsername => None,
        }
    }
}

/// A name, normalised.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Name {
    /// What kind of name.
    pub kind: NameKind,
    /// The name as it is claimed.
    pub value: Personal<String>,
}

/// How a pool names its users: settings that cannot change once the pool is made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Naming {
    /// `AliasAttributes`: names beside the user name, good once verified.
    pub alias_attributes: BTreeSet<NameKind>,
    /// `UsernameAttributes`: e-mail addresses or phone numbers instead of user names, taken from the start.
    pub username_attributes: BTreeSet<Contact>,
    /// Whether `Ada` and `ada` are two names.
    pub case_sensitive: bool,
}

/// Why a user name is refused (`InvalidParameterException`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UsernameError {
    /// It could be confused with an alias.
    #[error("Username cannot be of email format, since user pool is configured for email alias.")]
    LooksLikeEmail,
    /// It could be confused with an alias.
    #[error(
        "Username cannot be of phone number format, since user pool is configured for phone number alias."
    )]
    LooksLikePhone,
    /// The pool's users are known by e-mail address.
    #[error("Username should be an email.")]
    NotEmail,
    /// The pool's users are known by phone number.
    #[error("Username should be a phone number.")]
    NotPhone,
    /// The pool's users are known by either.
    #[error("Username should be either an email or a phone number.")]
    NeitherEmailNorPhone,
    /// The user name is an address, and the attribute says another one.
    #[error(
        "User {spoken} should be empty or same as username, since username attribute is {0}.",
        spoken = .0.spoken()
    )]
    OtherAddress(Contact),
    /// A sign-up gives `preferred_username` where that is an alias, which only a confirmed user can have.
    #[error("Preferred username cannot be provided for unconfirmed account")]
    PreferredUnconfirmed,
    /// `preferred_username` could be confused with an e-mail address that serves as a name.
    #[error("Preferred username cannot be of email format, since user pool is configured for email alias.")]
    PreferredLooksLikeEmail,
    /// `preferred_username` could be confused with a phone number that serves as a name.
    #[error(
        "Preferred username cannot be of phone number format, since user pool is configured for phone number alias."
    )]
    PreferredLooksLikePhone,
    /// The name that an identity provider's user would have cannot be one.
    #[error("Username of the identity provider's user is not valid.")]
    NotOfProvider,
    /// `preferred_username` could be confused with a user's `sub`, by which users are found too.
    #[error("Preferred username cannot be of the format of a sub.")]
    PreferredLooksLikeSub,
}

/// The names of the first list that are not in the second, each once.
pub(super) fn only_in(names: &[Name], others: &[Name]) -> Vec<Name> {
    let mut only: Vec<Name> = Vec::new();
    for name in names.iter().filter(|name| !others.contains(name)) {
        if !only.contains(name) {
            only.push(name.clone());
        }
    }
    only
}

/// Hexadecimal digits between the hyphens of a `sub`.
const SUB_GROUPS: [usize; 5] = [8, 4, 4, 4, 12];

/// Whether the text has the form of a `sub`, in any case: a UUID.
fn is_sub(text: &str) -> bool {
    let groups = text.split('-');
    groups.clone().map(str::len).eq(SUB_GROUPS) && groups.flat_map(str::bytes).all(|b| b.is_ascii_hexdigit())
}

/// The name of a new user, and the attributes completed by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// Canonical user name, never changed again: in lower case where names do not mind case, the `sub` where addresses serve as user names.
    pub username: String,
    /// The attributes, completed by the address that was given as user name.
    pub attributes: Values,
}

impl Naming {
    /// Whether a new user may be called so. `sub` is the id that the user gets.
    pub fn admit(&self, given: &str, sub: &str, mut attributes: Values) -> Result<Admitted, UsernameError> {
        if self.username_attributes.is_empty() {
            self.refuse_alias_lookalike(given)?;
            return Ok(Admitted { username: self.canonical(given), attributes });
        }
        let contact = self.username_attributes.iter().copied().find(|contact| contact.accepts(given));
        let contact = contact.ok_or_else(|| self.no_address())?;
        let said = attributes.entry(contact.attribute().to_owned()).or_insert_with(|| given.to_owned());
        // A difference in case counts even where names ignore case: the attribute would be shown otherwise than it was given.
        if said != given {
            return Err(UsernameError::OtherAddress(contact));
        }
        Ok(Admitted { username: sub.to_owned(), attributes })
    }

    /// The user name that a user who is called so has. As at AWS, names that do not mind case are shown in lower case; otherwise an unknown
    /// name would be shown as it was typed, and a user's as it was once given.
    pub fn canonical(&self, given: &str) -> String {
        self.normalise(NameKind::Username, given)
    }

    /// The names that may be meant by `given`, in the order in which they are looked up.
    pub fn meanings(&self, given: &str) -> Vec<Name> {
        let kinds = NameKind::ALL.into_iter().filter(|kind| self.uses(*kind) && self.fits(*kind, given));
        kinds.map(|kind| self.name(kind, given)).collect()
    }

    /// The names that a user of this user name and these attributes holds: every meaning of the user name and of each alias that counts, so
    /// that no other user can be found by it as any kind of name. Of each, the name of its own kind comes first.
    pub fn held(&self, username: &str, attributes: &Values, confirmed: bool) -> Vec<Name> {
        let mut held = Vec::new();
        for own in self.own(username, attributes, confirmed) {
            let reserved = own.value.known().map(|value| self.meanings(value)).into_iter().flatten();
            let all = std::iter::once(own.clone()).chain(reserved).collect::<Vec<_>>();
            held.extend(only_in(&all, &held));
        }
        held
    }

    /// The names that come to a user when attributes change or the user is confirmed.
    pub fn gained(&self, username: &str, before: (&Values, bool), after: (&Values, bool)) -> Vec<Name> {
        let held = |(attributes, confirmed)| self.held(username, attributes, confirmed);
        only_in(&held(after), &held(before))
    }

    /// The names that such a user is called by, each of its own kind.
    pub fn own(&self, username: &str, attributes: &Values, confirmed: bool) -> Vec<Name> {
        let aliases = NameKind::ALL.into_iter().filter(|kind| self.is_active(*kind, attributes, confirmed));
        let alias = |kind: NameKind| {
            let value = attributes.get(kind.scope()).filter(|value| !value.is_empty());
            value.map(|value| self.name(kind, value))
        };
        std::iter::once(self.name(NameKind::Username, username)).chain(aliases.filter_map(alias)).collect()
    }

    /// The `sub` that `given` denotes, where it can be one. Every user is found by it.
    pub fn sub_meant(&self, given: &str) -> Option<String> {
        let meant = self.normalise(NameKind::Username, given);
        (is_sub(&meant) && meant == meant.to_ascii_lowercase()).then_some(meant)
    }

    /// Refuses a `preferred_username` that serves as a name and could be read as another kind of name.
    pub fn check_preferred(&self, attributes: &Values) -> Result<(), UsernameError> {
        let preferred = attributes.get(NameKind::PreferredUsername.scope());
        match preferred.filter(|_| self.alias_attributes.contains(&NameKind::PreferredUsername)) {
            Some(value) => self.confusable(value).map_or(Ok(()), Err),
            None => Ok(()),
        }
    }

    fn confusable(&self, preferred: &str) -> Option<UsernameError> {
        if self.uses(NameKind::Email) && is_email(preferred) {
            return Some(UsernameError::PreferredLooksLikeEmail);
        }
        if self.uses(NameKind::PhoneNumber) && is_phone(preferred) {
            return Some(UsernameError::PreferredLooksLikePhone);
        }
        is_sub(preferred).then_some(UsernameError::PreferredLooksLikeSub)
    }

    /// Whether the attribute is a name of this user: an address as user name always, an alias once it is verified, and a preferred user
    /// name once the user is confirmed, unless it looks like another kind of name (older logs have such values; new ones are refused).
    fn is_active(&self, kind: NameKind, attributes: &Values, confirmed: bool) -> bool {
        let is_alias = self.alias_attributes.contains(&kind);
        let Some(contact) = kind.contact() else {
            return kind == NameKind::PreferredUsername
                && is_alias
                && confirmed
                && self.check_preferred(attributes).is_ok();
        };
        let is_verified = attributes.get(contact.verified_attribute()).is_some_and(|value| value == "true");
        self.username_attributes.contains(&contact) || (is_alias && is_verified)
    }

    /// Whether a name of this kind can have this form. Where addresses serve as user names, the user name proper is the `sub`.
    fn fits(&self, kind: NameKind, text: &str) -> bool {
        match kind.contact() {
            Some(contact) => contact.accepts(text),
            None => kind != NameKind::Username || self.username_attributes.is_empty() || is_sub(text),
        }
    }

    fn uses(&self, kind: NameKind) -> bool {
        kind == NameKind::Username
            || self.alias_attributes.contains(&kind)
            || kind.contact().is_some_and(|contact| self.username_attributes.contains(&contact))
    }

    fn name(&self, kind: NameKind, text: &str) -> Name {
        Name { kind, value: Personal::Known(self.normalise(kind, text)) }
    }

    fn normalise(&self, kind: NameKind, text: &str) -> String {
        if self.case_sensitive || kind == NameKind::PhoneNumber {
            text.to_owned()
        } else {
            text.to_lowercase()
        }
    }

    fn refuse_alias_lookalike(&self, given: &str) -> Result<(), UsernameError> {
        if self.alias_attributes.contains(&NameKind::Email) && is_email(given) {
            return Err(UsernameError::LooksLikeEmail);
        }
        if self.alias_attributes.contains(&NameKind::PhoneNumber) && is_phone(given) {
            return Err(UsernameError::LooksLikePhone);
        }
        Ok(())
    }

    fn no_address(&self) -> UsernameError {
        match (
            self.username_attributes.contains(&Contact::Email),
            self.username_attributes.contains(&Contact::Phone),
        ) {
            (true, false) => UsernameError::NotEmail,
            (false, true) => UsernameError::NotPhone,
            (true, true) | (false, false) => UsernameError::NeitherEmailNorPhone,
        }
    }
}

#[cfg(test)]
#[path = "username_tests.rs"]
mod tests;
