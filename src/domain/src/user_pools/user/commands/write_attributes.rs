//! Attributes of a user are written: by an administrator, or by the user through a client.

use std::collections::{BTreeMap, BTreeSet};

use super::NewCode;
use crate::{
    Command, Decision, Moment,
    user_pools::user::{AttributesWritten, Profile, Purpose, Refusal, User, UserEvent},
    values::{
        attributes::{Access, Values},
        contact::Contact,
        schema::Schema,
        username::Naming,
        writing::{Change, Occasion, Rules, Writer},
    },
};

/// Writes them; an empty value takes its attribute away. Replies with the codes that are sent.
pub struct WriteAttributes {
    /// As they were given.
    pub attributes: Values,
    /// Who writes.
    pub by: WrittenBy,
    /// Which attributes the pool has.
    pub schema: Schema,
    /// How the pool names its users.
    pub naming: Naming,
    /// Codes to new addresses that the pool verifies. One is issued where the address changes and its flag is not written with it.
    pub codes: BTreeMap<Contact, NewCode>,
    /// Addresses that keep their value until the new one is verified.
    pub verified_first: BTreeSet<Contact>,
}

/// Who writes attributes.
pub enum WrittenBy {
    /// An administrator.
    Administrator,
    /// The user.
    User {
        /// `WriteAttributes` of the client.
        write_attributes: Option<BTreeSet<String>>,
    },
}

impl WriteAttributes {
    fn decided(&self, profile: &Profile, moment: &Moment) -> Result<(Vec<UserEvent>, Vec<NewCode>), Refusal> {
        let before = profile.known_attributes();
        // What waits for its verification is held to the rules at once, too.
        let change = self.change(profile, &before, &BTreeSet::new())?;
        let sent = self.sent(&before, &change);
        for contact in sent.keys() {
            profile.check_limit(Purpose::verifying(*contact), moment.now)?;
        }
        let waiting = sent.keys().filter(|contact| self.verified_first.contains(contact)).copied().collect();
        let written = written(self.change(profile, &before, &waiting)?, &before, moment);
        let issued = sent.iter().map(|(to, code)| code.issued(Purpose::verifying(*to), moment.now));
        Ok((written.map(UserEvent::from).into_iter().chain(issued).collect(), sent.into_values().collect()))
    }

    /// What becomes of the user, but for the addresses that wait to be verified.
    fn change(
        &self,
        profile: &Profile,
        before: &Values,
        waiting: &BTreeSet<Contact>,
    ) -> Result<Change, Refusal> {
        let mut given = self.attributes.clone();
        for contact in waiting {
            given.remove(contact.attribute());
        }
        let writer = match &self.by {
            WrittenBy::Administrator => Writer::Administrator,
            WrittenBy::User { write_attributes } => {
                Writer::Client(Access { read: None, write: write_attributes.as_ref() })
            }
        };
        let rules = Rules { schema: &self.schema, naming: &self.naming };
        Ok(rules.change(profile.holder(before)?, given, writer, Occasion::Update)?)
    }

    /// The codes to addresses that change without a word on whether they are verified.
    fn sent(&self, before: &Values, change: &Change) -> BTreeMap<Contact, NewCode> {
        let mut sent = self.codes.clone();
        sent.retain(|contact, _| {
            let (address, flag) = (contact.attribute(), contact.verified_attribute());
            let new = change.attributes.get(address).filter(|value| !value.is_empty());
            new.is_some() && new != before.get(address) && !self.attributes.contains_key(flag)
        });
        sent
    }
}

/// Nothing is recorded where every attribute has its value already.
fn written(change: Change, before: &Values, moment: &Moment) -> Option<AttributesWritten> {
    let Change { mut attributes, taken, released } = change;
    attributes.retain(|name, value| before.get(name) != Some(value));
    if attributes.is_empty() {
        return None;
    }
    let attributes = attributes.into_iter().map(|(name, value)| (name, value.into())).collect();
    Some(AttributesWritten { attributes, names: taken, released, at: moment.now })
}

impl Command for WriteAttributes {
    type Aggregate = User;
    type Reply = Vec<NewCode>;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile().and_then(|profile| self.decided(profile, moment)) {
            Ok((events, codes)) => Decision::accept(events, codes),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
#[path = "write_attributes_tests.rs"]
mod tests;
