//! The names of users whom identity providers have made.

use super::{
    attributes::Values,
    username::{Name, Naming, only_in},
};

impl Naming {
    /// The names of a user whom an identity provider has made: the user name, and whatever it could be read as. Addresses of such a user are
    /// no names, so that another user may have the same.
    pub fn held_by_external(&self, username: &str) -> Vec<Name> {
        self.held(username, &Values::new(), false)
    }

    /// The names that come to such a user who gets a password, and is from then on like any other.
    pub fn gained_by_external(&self, username: &str, attributes: &Values) -> Vec<Name> {
        only_in(&self.held(username, attributes, true), &self.held_by_external(username))
    }
}
