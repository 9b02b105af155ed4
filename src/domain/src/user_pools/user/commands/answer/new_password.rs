//! The answer to `NEW_PASSWORD_REQUIRED`: the temporary password is replaced, and attributes that are lacking are given.

use std::collections::BTreeSet;

use super::{AnswerChallenge, Draft};
use crate::{
    Decision, Moment,
    user_pools::{
        sign_in::Factor,
        user::{
            CompromisedPasswordFound, Credential, PasswordSet, PasswordSetBy, Profile, Refusal, Status,
            UserEvent,
        },
    },
    values::{
        attributes::{Access, Values},
        risk::{PasswordEvent, PasswordFinding},
        schema::Schema,
        username::Naming,
        writing::{Change, Occasion, Rules, Writer},
    },
};

/// A new password in place of a temporary one.
pub struct NewPassword {
    /// The new password's forms.
    pub credential: Credential,
    /// What was given with it.
    pub completion: Completion,
    /// What is known of the new password.
    pub finding: PasswordFinding,
}

/// The attributes that complete a user's profile when a temporary password is replaced.
pub struct Completion {
    /// Attributes that were given.
    pub attributes: Values,
    /// Which attributes the pool has.
    pub schema: Schema,
    /// How the pool names its users.
    pub naming: Naming,
    /// `WriteAttributes` of the client.
    pub write_attributes: Option<BTreeSet<String>>,
}

impl NewPassword {
    fn set(&self, profile: &Profile, moment: &Moment) -> Result<PasswordSet, Refusal> {
        let Change { attributes, taken, released } = self.completion.change(profile)?;
        let attributes = attributes.into_iter().map(|(name, value)| (name, value.into())).collect();
        let (by, credential) = (PasswordSetBy::NewPasswordRequired, self.credential.clone());
        let alone = PasswordSet::alone(by, credential, Status::Confirmed, moment.now);
        Ok(PasswordSet { attributes, names: taken, released, ..alone })
    }
}

impl Completion {
    /// What becomes of the user's attributes and names. To be asked before the new password is looked at: what is wrong with the attributes
    /// is reported first.
    pub fn change(&self, profile: &Profile) -> Result<Change, Refusal> {
        let before = profile.known_attributes();
        let client = Access { read: None, write: self.write_attributes.as_ref() };
        let rules = Rules { schema: &self.schema, naming: &self.naming };
        let (given, writer) = (self.attributes.clone(), Writer::Client(client));
        Ok(rules.change(profile.holder(&before)?, given, writer, Occasion::Completion)?)
    }
}

impl AnswerChallenge {
    pub(super) fn new_password(
        &self,
        new: &NewPassword,
        mut draft: Draft,
        moment: &Moment,
    ) -> Decision<Self> {
        let set = match draft.user.profile().and_then(|profile| new.set(profile, moment)) {
            Ok(set) => set,
            Err(refusal) => return Decision::refuse(refusal),
        };
        draft.record(set);
        let on = PasswordEvent::PasswordChange;
        draft.record_all(CompromisedPasswordFound::noted(on, new.finding, moment.now).map(UserEvent::from));
        let mut ceremony = self.ceremony.clone();
        ceremony.pass(Factor::NewPassword, &draft.user.person(moment.now), moment.now);
        self.follow(ceremony, draft, moment)
    }
}

#[cfg(test)]
#[path = "new_password_tests.rs"]
mod tests;
