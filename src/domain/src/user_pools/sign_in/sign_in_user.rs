//! Whose sign-in it is, as far as that is known.

use std::fmt;

/// Whose sign-in it is.
#[derive(Clone, PartialEq, Eq)]
pub enum SignInUser {
    /// A user.
    Known {
        /// The user's `sub`.
        sub: String,
        /// The `sub` of the decoy that the typed name has without a user. It takes the place of a user who is deleted before anything is
        /// proved.
        decoy: String,
    },
    /// An unknown name, which is answered as if it had a user.
    Decoy {
        /// The `sub` that its user would have.
        sub: String,
        /// The name as it was typed.
        name: String,
    },
    /// Not named yet: a passkey will name the user.
    NotNamed,
}

impl SignInUser {
    /// The `sub`s by which a client may name the user when it answers.
    pub fn subs(&self) -> impl Iterator<Item = &str> {
        let (sub, decoy) = match self {
            Self::Known { sub, decoy } => (Some(sub), Some(decoy)),
            Self::Decoy { sub, .. } => (Some(sub), None),
            Self::NotNamed => (None, None),
        };
        sub.into_iter().chain(decoy).map(String::as_str)
    }
}

impl fmt::Debug for SignInUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known { sub, .. } => write!(f, "Known({sub})"),
            Self::Decoy { sub, .. } => write!(f, "Decoy({sub})"),
            Self::NotNamed => f.write_str("NotNamed"),
        }
    }
}
