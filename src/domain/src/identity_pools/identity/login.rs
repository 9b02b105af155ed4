//! One login: a user of a provider. It is proven before it comes here.

use serde::{Deserialize, Serialize};

use super::{LOGIN, LOGINS_MAX, Refusal};
use crate::{Claim, Personal};

/// A user of a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The key in `Logins`: `accounts.google.com`, `cognito-idp.us-east-1.amazonaws.com/<pool>`, a developer provider's name.
    pub provider: String,
    /// The user there: the token's `sub`, or the developer's own identifier.
    pub subject: Personal<String>,
}

impl Login {
    /// A login of a known user.
    pub fn new(provider: impl Into<String>, subject: impl Into<String>) -> Self {
        Self { provider: provider.into(), subject: Personal::Known(subject.into()) }
    }

    /// The name by which its owner is looked up in the claims of [`LOGIN`]; `None` once the user is forgotten.
    pub fn claimed_name(&self) -> Option<String> {
        self.subject.known().map(|subject| format!("{}\n{subject}", self.provider))
    }

    pub(super) fn claim(&self) -> Option<Claim> {
        self.claimed_name().map(|value| Claim::Take { scope: LOGIN, value })
    }
}

/// Whether these can be the logins of one identity: not too many, one user per provider.
pub(super) fn check_together(logins: &[Login]) -> Result<(), Refusal> {
    let repeats = |(index, login): (usize, &Login)| {
        logins.iter().take(index).any(|earlier| earlier.provider == login.provider)
    };
    if logins.len() > LOGINS_MAX {
        Err(Refusal::TooManyLogins)
    } else if logins.iter().enumerate().any(repeats) {
        Err(Refusal::SecondUserOfProvider)
    } else {
        Ok(())
    }
}
