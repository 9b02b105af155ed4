//! Who may write which attributes of a user, and what follows from it: one set of rules for signing up, for users that an
//! administrator makes, for the answer to `NEW_PASSWORD_REQUIRED`, and for updates. Knows no stream and no request.

use std::collections::BTreeSet;

use thiserror::Error;

use super::{
    attributes::{Access, AttributeError, Completeness, Nonconformity, Problem, Values, check_new, conform},
    contact::Contact,
    schema::Schema,
    username::{Admitted, Name, NameKind, Naming, UsernameError, only_in},
};

/// Who writes.
#[derive(Clone, Copy, Debug)]
pub enum Writer<'a> {
    /// A user, through a client: writes what the client may write, and verifies no address by saying so.
    Client(Access<'a>),
    /// An administrator.
    Administrator,
}

/// On which occasion attributes of an existing user are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// `NEW_PASSWORD_REQUIRED` is answered: what the administrator left out is added, and no existing value is changed.
    Completion,
    /// `UpdateUserAttributes`, `AdminUpdateUserAttributes`: values change, an empty one takes its attribute away.
    Update,
}

/// Why attributes are not written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WriteError {
    /// The user cannot have that name.
    #[error(transparent)]
    Name(#[from] UsernameError),
    /// The attributes cannot be these.
    #[error(transparent)]
    Attribute(#[from] AttributeError),
}

/// A user who may be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// Canonical user name.
    pub username: String,
    /// Without empty values.
    pub attributes: Values,
    /// What is claimed with it.
    pub names: Vec<Name>,
    /// The kinds of names that the user is called by.
    pub called: BTreeSet<NameKind>,
}

impl NewUser {
    /// The same user confirmed at once, with these addresses verified. Also the names that come to the user by that.
    pub fn confirmed(self, naming: &Naming, verified: &BTreeSet<Contact>) -> (Self, Vec<Name>) {
        let Self { username, mut attributes, names, .. } = self;
        attributes.extend(
            verified.iter().map(|contact| (contact.verified_attribute().to_owned(), "true".to_owned())),
        );
        let held = naming.held(&username, &attributes, true);
        let gained = only_in(&held, &names);
        let own = naming.own(&username, &attributes, true);
        let called = own.into_iter().map(|name| name.kind).collect();
        (Self { username, attributes, names: held, called }, gained)
    }
}

/// The user whose attributes are written, as the user stands.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// Canonical user name.
    pub username: &'a str,
    /// All attributes, without `sub`.
    pub attributes: &'a Values,
    /// Whether the user is past the sign-up: was confirmed, or made by an administrator.
    pub confirmed: bool,
    /// Whether an identity provider has made the user, whose addresses are no names.
    pub is_external: bool,
}

/// What a write amounts to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// New values, with what follows from them; an empty one takes its attribute away.
    pub attributes: Values,
    /// Names that the user is found by from now on, to be claimed.
    pub taken: Vec<Name>,
    /// Names that the user gives back.
    pub released: Vec<Name>,
}

/// What attributes are held to in a pool.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// Which attributes there are.
    pub schema: &'a Schema,
    /// Which of them are names.
    pub naming: &'a Naming,
}

impl Rules<'_> {
    /// A new user of this name and these attributes. `sub` is the id that the user gets.
    pub fn new_user(
        &self,
        called: &str,
        sub: &str,
        given: Values,
        writer: Writer<'_>,
    ) -> Result<NewUser, WriteError> {
        writer.check(&given)?;
        let mut given = with_plain_flags(given);
        given.retain(|_, value| !value.is_empty());
        let Admitted { username, attributes } = self.naming.admit(called, sub, given)?;
        let (completeness, confirmed) = match writer {
            Writer::Client(_) => (Completeness::Required, false),
            Writer::Administrator => (Completeness::Partial, true),
        };
        if !confirmed && self.prefers_a_name(&attributes) {
            return Err(UsernameError::PreferredUnconfirmed.into());
        }
        self.naming.check_preferred(&attributes)?;
        check_new(self.schema, &attributes, completeness)?;
        check_flags(&attributes, &attributes)?;
        let names = self.naming.held(&username, &attributes, confirmed);
        let own = self.naming.own(&username, &attributes, confirmed);
        let called = own.into_iter().map(|name| name.kind).collect();
        Ok(NewUser { username, attributes, names, called })
    }

    /// A new user of an identity provider, of this name and what the provider says. An address counts as verified only where the provider
    /// says so.
    pub fn new_external(&self, username: &str, given: Values) -> Result<NewUser, WriteError> {
        let username = self.naming.canonical(username);
        if !is_external_name(&username) {
            return Err(UsernameError::NotOfProvider.into());
        }
        let mut attributes = with_plain_flags(given);
        attributes.retain(|_, value| !value.is_empty());
        for contact in Contact::PHONE_FIRST {
            let flag = contact.verified_attribute();
            if is_there(&attributes, contact.attribute()) {
                attributes.entry(flag.to_owned()).or_insert_with(|| "false".to_owned());
            } else {
                attributes.remove(flag);
            }
        }
        check_new(self.schema, &attributes, Completeness::Required)?;
        let names = self.naming.held_by_external(&username);
        Ok(NewUser { username, attributes, names, called: BTreeSet::from([NameKind::Username]) })
    }

    /// What becomes of a user when an identity provider says these values at a later sign-in. What has its value already is not written, and
    /// a flag without its address is left alone; an empty value takes its attribute away.
    pub fn change_by_provider(&self, user: Holder<'_>, mut given: Values) -> Result<Change, WriteError> {
        given = with_plain_flags(given);
        let after = applied(user.attributes, &given);
        for contact in Contact::PHONE_FIRST {
            if !is_there(&after, contact.attribute()) {
                given.remove(contact.verified_attribute());
            }
        }
        given.retain(|name, value| user.attributes.get(name) != Some(value));
        self.change(user, given, Writer::Administrator, Occasion::Update)
    }

    /// What becomes of a user's attributes and names when these values are written.
    pub fn change(
        &self,
        user: Holder<'_>,
        given: Values,
        writer: Writer<'_>,
        occasion: Occasion,
    ) -> Result<Change, WriteError> {
        writer.check(&given)?;
        let mut given = with_plain_flags(given);
        // Removing an absent attribute is no change.
        given.retain(|name, value| !value.is_empty() || is_there(user.attributes, name));
        let unchangeable = given.keys().find_map(|name| self.unchangeable(user.attributes, name, occasion));
        unchangeable.map_or(Ok(()), Err)?;
        let attributes = with_fallen_flags(user.attributes, given);
        let after = applied(user.attributes, &attributes);
        self.check_outcome(&attributes, &after, occasion)?;
        let names = |attributes| {
            if user.is_external {
                self.naming.held_by_external(user.username)
            } else {
                self.naming.held(user.username, attributes, user.confirmed)
            }
        };
        let (before, after) = (names(user.attributes), names(&after));
        let (taken, released) = (only_in(&after, &before), only_in(&before, &after));
        Ok(Change { attributes, taken, released })
    }

    /// Refuses a write that leaves a user without what is required, or with what does not fit.
    fn check_outcome(&self, written: &Values, after: &Values, occasion: Occasion) -> Result<(), WriteError> {
        let missing = self.schema.required().filter(|name| !is_there(after, name));
        let missing = missing.map(str::to_owned).collect::<Vec<_>>();
        if occasion == Occasion::Completion && !missing.is_empty() {
            return Err(AttributeError::Missing(missing).into());
        }
        let taken_away = missing.into_iter().filter(|name| written.contains_key(name));
        let taken_away = taken_away.map(|name| Nonconformity { name, problem: Problem::Required });
        conform(taken_away.collect(), self.schema, written)?;
        check_flags(written, after)?;
        if written.contains_key(NameKind::PreferredUsername.scope()) {
            self.naming.check_preferred(after)?;
        }
        Ok(())
    }

    fn unchangeable(&self, there: &Values, name: &str, occasion: Occasion) -> Option<AttributeError> {
        match occasion {
            Occasion::Completion => {
                is_there(there, name).then(|| AttributeError::AlreadyProvided(name.to_owned()))
            }
            Occasion::Update => {
                let is_immutable = self.schema.find(name).is_some_and(|attribute| !attribute.mutable);
                is_immutable.then(|| AttributeError::Immutable(name.to_owned()))
            }
        }
    }

    fn prefers_a_name(&self, attributes: &Values) -> bool {
        self.naming.alias_attributes.contains(&NameKind::PreferredUsername)
            && is_there(attributes, NameKind::PreferredUsername.scope())
    }
}

impl Writer<'_> {
    fn check(self, given: &Values) -> Result<(), AttributeError> {
        if given.contains_key("sub") {
            return Err(AttributeError::Sub);
        }
        match self {
            Self::Client(access) => access.check_write(given.keys()),
            Self::Administrator => Ok(()),
        }
    }
}

/// What a user's attributes are after a write: an empty value is none.
fn applied(before: &Values, written: &Values) -> Values {
    let mut after = before.clone();
    after.extend(written.iter().map(|(name, value)| (name.clone(), value.clone())));
    after.retain(|_, value| !value.is_empty());
    after
}

/// Whether a text can be the user name of an identity provider's user: that of any user, as the API takes it.
fn is_external_name(text: &str) -> bool {
    const CHARS_MAX: usize = 128;
    let is_one_word = !text.contains(|char: char| char.is_whitespace() || char.is_control());
    !text.is_empty() && is_one_word && text.chars().count() <= CHARS_MAX
}

fn is_there(attributes: &Values, name: &str) -> bool {
    attributes.get(name).is_some_and(|value| !value.is_empty())
}

/// The service accepts `True` for a verified flag, and shows `true`.
fn with_plain_flags(mut given: Values) -> Values {
    for contact in Contact::PHONE_FIRST {
        if let Some(flag) = given.get_mut(contact.verified_attribute()) {
            flag.make_ascii_lowercase();
        }
    }
    given
}

/// A changed address loses its verified flag, and a removed one has none, unless an administrator writes the flag with it.
fn with_fallen_flags(before: &Values, mut written: Values) -> Values {
    for contact in Contact::PHONE_FIRST {
        let (address, flag) = (contact.attribute(), contact.verified_attribute());
        let Some(value) = written.get(address) else { continue };
        if before.get(address) == Some(value) || !is_there(before, flag) {
            continue;
        }
        let fallen = if value.is_empty() { "" } else { "false" };
        written.entry(flag.to_owned()).or_insert_with(|| fallen.to_owned());
    }
    written
}

/// Only an address can be verified. A flag that was there without one before this rule is left alone.
fn check_flags(written: &Values, after: &Values) -> Result<(), AttributeError> {
    let is_verified =
        |contact: &Contact| written.get(contact.verified_attribute()).is_some_and(|flag| flag == "true");
    let mut verified = Contact::PHONE_FIRST.into_iter().filter(is_verified);
    let empty = verified.find(|contact| !is_there(after, contact.attribute()));
    empty.map_or(Ok(()), |contact| Err(AttributeError::NothingToVerify(contact)))
}

#[cfg(test)]
#[path = "writing_tests.rs"]
mod tests;
