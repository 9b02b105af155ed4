//! The model: what a pool must be, by the rules that its users rely on, and the refusal that each step must meet.

use std::collections::{BTreeMap, BTreeSet};

use super::{app::Authenticator, step::ADDRESSES};

/// The outcome of a call: nothing, or the name of the error.
pub(super) type Expected = Result<(), &'static str>;

/// How far a user has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Unconfirmed,
    Confirmed,
    /// The password is a temporary one.
    Invited,
}

impl Status {
    /// As AWS calls it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Unconfirmed => "UNCONFIRMED",
            Self::Confirmed => "CONFIRMED",
            Self::Invited => "FORCE_CHANGE_PASSWORD",
        }
    }
}

/// A user.
pub(super) struct User {
    /// Tells users apart that had a name one after another.
    pub(super) number: usize,
    pub(super) password: String,
    pub(super) status: Status,
    pub(super) enabled: bool,
    /// Verified.
    pub(super) address: Option<usize>,
    pub(super) groups: BTreeSet<usize>,
    /// Asked for a code at each sign-in while it is on.
    pub(super) app: Option<Authenticator>,
    pub(super) app_is_on: bool,
}

/// A sign-in with its tokens.
pub(super) struct Session {
    pub(super) user: usize,
    pub(super) name: usize,
    pub(super) access: String,
    pub(super) refresh: String,
    pub(super) ended: bool,
}

/// All that is known.
#[derive(Default)]
pub(super) struct Known {
    pub(super) users: BTreeMap<usize, User>,
    pub(super) groups: BTreeSet<usize>,
    pub(super) sessions: Vec<Session>,
    /// Users made so far.
    made: usize,
}

const NO_USER: &str = "UserNotFoundException";
/// Operations with an access token that do not declare it.
const KNOW_NO_MISSING_USER: [&str; 2] = ["AssociateSoftwareToken", "GlobalSignOut"];

impl Known {
    /// A user appears under a name.
    pub(super) fn make(&mut self, name: usize, password: &str, status: Status) -> Expected {
        if self.users.contains_key(&name) {
            return Err("UsernameExistsException");
        }
        self.made += 1;
        let user = User {
            number: self.made,
            password: password.to_owned(),
            status,
            enabled: true,
            address: None,
            groups: BTreeSet::new(),
            app: None,
            app_is_on: false,
        };
        self.users.insert(name, user);
        Ok(())
    }

    pub(super) fn user(&mut self, name: usize) -> Result<&mut User, &'static str> {
        self.users.get_mut(&name).ok_or(NO_USER)
    }

    /// Who signs in by an address, which is verified.
    pub(super) fn holder(&self, address: usize) -> Option<usize> {
        self.users.iter().find(|(_, user)| user.address == Some(address)).map(|(name, _)| *name)
    }

    pub(super) fn confirm(&mut self, name: usize) -> Expected {
        if self.user(name)?.status != Status::Unconfirmed {
            return Err("NotAuthorizedException");
        }
        self.user(name)?.status = Status::Confirmed;
        Ok(())
    }

    pub(super) fn set_password(&mut self, name: usize, password: &str, lasting: bool) -> Expected {
        let user = self.user(name)?;
        password.clone_into(&mut user.password);
        user.status = if lasting { Status::Confirmed } else { Status::Invited };
        Ok(())
    }

    pub(super) fn give_address(&mut self, name: usize, address: usize) -> Expected {
        self.user(name)?;
        if self.holder(address).is_some_and(|holder| holder != name) {
            return Err("AliasExistsException");
        }
        self.user(name)?.address = Some(address);
        Ok(())
    }

    pub(super) fn delete(&mut self, name: usize) -> Expected {
        let number = self.user(name)?.number;
        self.users.remove(&name);
        self.end_sessions(number);
        Ok(())
    }

    pub(super) fn switch(&mut self, name: usize, on: bool) -> Expected {
        let user = self.user(name)?;
        user.enabled = on;
        let number = user.number;
        if !on {
            self.end_sessions(number);
        }
        Ok(())
    }

    pub(super) fn sign_out(&mut self, name: usize) -> Expected {
        let number = self.user(name)?.number;
        self.end_sessions(number);
        Ok(())
    }

    pub(super) fn make_group(&mut self, group: usize) -> Expected {
        if self.groups.insert(group) { Ok(()) } else { Err("GroupExistsException") }
    }

    pub(super) fn end_group(&mut self, group: usize) -> Expected {
        self.group(group)?;
        self.groups.remove(&group);
        for user in self.users.values_mut() {
            user.groups.remove(&group);
        }
        Ok(())
    }

    pub(super) fn join(&mut self, name: usize, group: usize) -> Expected {
        self.group(group)?;
        self.user(name)?.groups.insert(group);
        Ok(())
    }

    pub(super) fn leave(&mut self, name: usize, group: usize) -> Expected {
        self.group(group)?;
        self.user(name)?.groups.remove(&group);
        Ok(())
    }

    /// What a call with the access token of a session meets. That the user is gone is said before that the session has ended, where the
    /// operation has an error for it.
    pub(super) fn access(&self, operation: &str, session: &Session) -> Expected {
        let is_gone = !self.users.values().any(|user| user.number == session.user);
        if is_gone && !KNOW_NO_MISSING_USER.contains(&operation) {
            return Err(NO_USER);
        }
        if session.ended { Err("NotAuthorizedException") } else { Ok(()) }
    }

    fn group(&self, group: usize) -> Expected {
        if self.groups.contains(&group) { Ok(()) } else { Err("ResourceNotFoundException") }
    }

    fn end_sessions(&mut self, user: usize) {
        self.sessions
            .iter_mut()
            .filter(|session| session.user == user)
            .for_each(|session| session.ended = true);
    }

    /// The address that is shown of a user.
    pub(super) fn shown_address(user: &User) -> Option<&'static str> {
        user.address.map(|address| ADDRESSES[address])
    }
}
