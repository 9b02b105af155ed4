//! An authenticator app is given a secret.

use crate::{
    Command, Decision, Moment, Secret,
    user_pools::user::{AuthenticatorAssociated, User},
};

/// Gives it. The app that was verified before stays until a code of this one is.
pub struct AssociateAuthenticator {
    /// The secret, hex.
    pub secret: Secret<String>,
}

impl Command for AssociateAuthenticator {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile() {
            Ok(_) => {
                let associated = AuthenticatorAssociated { secret: self.secret.clone(), at: moment.now };
                Decision::accept([associated.into()], ())
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}
