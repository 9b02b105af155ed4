//! What people may call themselves in a pool, and which names must be unique there: user names, and attributes that serve as one.
//! Knows no user: from a user name and attributes it says which names they amount to.

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
    #[error("Attribute {0} does not match the username.")]
    OtherAddress(Contact),
}

/// What a new user is called, and the attributes with what the name itself tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// Canonical user name, never changed again; the `sub` where addresses serve as user names.
    pub username: String,
    /// The attributes, completed by the address that was given as user name.
    pub attributes: Values,
}

impl Naming {
    /// Whether a new user may be called so. `sub` is the id that the user gets.
    pub fn admit(&self, given: &str, sub: &str, mut attributes: Values) -> Result<Admitted, UsernameError> {
        if self.username_attributes.is_empty() {
            self.refuse_alias_lookalike(given)?;
            return Ok(Admitted { username: given.to_owned(), attributes });
        }
        let contact = self.username_attributes.iter().copied().find(|contact| contact.accepts(given));
        let contact = contact.ok_or_else(|| self.no_address())?;
        let said = attributes.entry(contact.attribute().to_owned()).or_insert_with(|| given.to_owned());
        if self.normalise(NameKind::Email, said) != self.normalise(NameKind::Email, given) {
            return Err(UsernameError::OtherAddress(contact));
        }
        Ok(Admitted { username: sub.to_owned(), attributes })
    }

    /// The names that somebody may mean by `given`, in the order in which they are looked up.
    pub fn meanings(&self, given: &str) -> Vec<Name> {
        let kinds = NameKind::ALL.into_iter().filter(|kind| self.uses(*kind));
        kinds
            .filter(|kind| kind.contact().is_none_or(|contact| contact.accepts(given)))
            .map(|kind| self.name(kind, given))
            .collect()
    }

    /// The names that a user of this user name and these attributes holds.
    pub fn held(&self, username: &str, attributes: &Values, confirmed: bool) -> BTreeSet<Name> {
        let aliases = NameKind::ALL.into_iter().filter(|kind| self.is_active(*kind, attributes, confirmed));
        let alias = |kind: NameKind| {
            let value = attributes.get(kind.scope()).filter(|value| !value.is_empty());
            value.map(|value| self.name(kind, value))
        };
        aliases.filter_map(alias).chain([self.name(NameKind::Username, username)]).collect()
    }

    /// The attribute serves as a name for this user: an address as user name always, an alias once it is verified.
    fn is_active(&self, kind: NameKind, attributes: &Values, confirmed: bool) -> bool {
        let Some(contact) = kind.contact() else {
            return kind == NameKind::PreferredUsername && self.alias_attributes.contains(&kind) && confirmed;
        };
        let is_verified = attributes.get(contact.verified_attribute()).is_some_and(|value| value == "true");
        self.username_attributes.contains(&contact) || (self.alias_attributes.contains(&kind) && is_verified)
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
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Values {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn name(kind: NameKind, value: &str) -> Name {
        Name { kind, value: Personal::Known(value.to_owned()) }
    }

    fn by_address(contacts: &[Contact]) -> Naming {
        Naming { username_attributes: contacts.iter().copied().collect(), ..Naming::default() }
    }

    fn with_aliases(kinds: &[NameKind]) -> Naming {
        Naming { alias_attributes: kinds.iter().copied().collect(), ..Naming::default() }
    }

    #[test]
    fn where_addresses_are_user_names_the_user_name_is_the_sub_and_the_address_an_attribute() {
        let admitted =
            by_address(&[Contact::Email]).admit("Ada@example.com", "sub-1", Values::new()).unwrap();
        assert_eq!(admitted.username, "sub-1");
        assert_eq!(admitted.attributes, values(&[("email", "Ada@example.com")]));
    }

    #[test]
    fn where_addresses_are_user_names_nothing_else_is_one() {
        let admit =
            |contacts: &[Contact], given| by_address(contacts).admit(given, "s", Values::new()).unwrap_err();
        assert_eq!(admit(&[Contact::Email], "ada"), UsernameError::NotEmail);
        assert_eq!(admit(&[Contact::Phone], "ada@example.com"), UsernameError::NotPhone);
        assert_eq!(admit(&[Contact::Email, Contact::Phone], "ada"), UsernameError::NeitherEmailNorPhone);
    }

    #[test]
    fn an_address_given_twice_must_be_the_same() {
        let naming = by_address(&[Contact::Email]);
        assert!(naming.admit("ada@example.com", "s", values(&[("email", "ADA@example.com")])).is_ok());
        let other = naming.admit("ada@example.com", "s", values(&[("email", "eve@example.com")]));
        assert_eq!(other, Err(UsernameError::OtherAddress(Contact::Email)));
    }

    #[test]
    fn a_user_name_must_not_look_like_an_alias() {
        let naming = with_aliases(&[NameKind::Email, NameKind::PhoneNumber]);
        let admit = |given| naming.admit(given, "s", Values::new());
        assert_eq!(admit("ada@example.com"), Err(UsernameError::LooksLikeEmail));
        assert_eq!(admit("+14325551212"), Err(UsernameError::LooksLikePhone));
        assert_eq!(admit("ada").unwrap().username, "ada");
        assert!(Naming::default().admit("ada@example.com", "s", Values::new()).is_ok());
    }

    #[test]
    fn an_alias_is_held_once_verified_and_an_address_as_user_name_always() {
        let unverified = values(&[("email", "a@b.c")]);
        let verified = values(&[("email", "a@b.c"), ("email_verified", "true")]);
        let alias = with_aliases(&[NameKind::Email]);
        let (username, email) = (name(NameKind::Username, "ada"), name(NameKind::Email, "a@b.c"));
        assert_eq!(alias.held("ada", &unverified, true), BTreeSet::from([username.clone()]));
        assert_eq!(alias.held("ada", &verified, false), BTreeSet::from([username.clone(), email.clone()]));
        let address = by_address(&[Contact::Email]).held("ada", &unverified, false);
        assert_eq!(address, BTreeSet::from([username, email]));
    }

    #[test]
    fn a_preferred_user_name_is_a_name_only_after_confirmation() {
        let naming = with_aliases(&[NameKind::PreferredUsername]);
        let attributes = values(&[("preferred_username", "countess")]);
        assert_eq!(naming.held("ada", &attributes, false).len(), 1);
        assert!(
            naming.held("ada", &attributes, true).contains(&name(NameKind::PreferredUsername, "countess"))
        );
    }

    #[test]
    fn case_matters_only_where_the_pool_says_so() {
        let sensitive = Naming { case_sensitive: true, ..Naming::default() };
        assert_eq!(sensitive.meanings("Ada"), [name(NameKind::Username, "Ada")]);
        assert_eq!(Naming::default().meanings("Ada"), [name(NameKind::Username, "ada")]);
    }

    #[test]
    fn a_given_name_is_looked_up_as_user_name_first_and_only_as_what_it_can_be() {
        let naming = with_aliases(&[NameKind::Email, NameKind::PhoneNumber, NameKind::PreferredUsername]);
        let kinds = |given| naming.meanings(given).into_iter().map(|n| n.kind).collect::<Vec<_>>();
        assert_eq!(kinds("ada"), [NameKind::Username, NameKind::PreferredUsername]);
        assert_eq!(kinds("a@b.c"), [NameKind::Username, NameKind::Email, NameKind::PreferredUsername]);
    }
}
