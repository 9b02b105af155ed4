//! An address stops being a name of a user, because another user who has it takes it as a name: it is no longer verified.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{AttributesWritten, Profile, Refusal, User},
    values::{
        attributes::Values,
        contact::Contact,
        schema::Schema,
        username::Naming,
        writing::{Change, Occasion, Rules, Writer},
    },
};

/// Gives the name up. Nothing is recorded where the address is no verified one.
pub struct YieldAlias {
    /// Which address.
    pub contact: Contact,
    /// Which attributes the pool has.
    pub schema: Schema,
    /// How the pool names its users.
    pub naming: Naming,
}

impl YieldAlias {
    fn written(&self, profile: &Profile, moment: &Moment) -> Result<AttributesWritten, Refusal> {
        let before = profile.known_attributes();
        let given = Values::from([(self.contact.verified_attribute().to_owned(), "false".to_owned())]);
        let rules = Rules { schema: &self.schema, naming: &self.naming };
        let Change { attributes, taken, released } =
            rules.change(profile.holder(&before)?, given, Writer::Administrator, Occasion::Update)?;
        let attributes = attributes.into_iter().map(|(name, value)| (name, value.into())).collect();
        Ok(AttributesWritten { attributes, names: taken, released, at: moment.now })
    }
}

impl Command for YieldAlias {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let profile = match user.profile() {
            Ok(profile) => profile,
            Err(refusal) => return Decision::refuse(refusal),
        };
        if !profile.verified(self.contact.attribute()) {
            return Decision::answer(());
        }
        match self.written(profile, moment) {
            Ok(written) => Decision::accept([written.into()], ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Personal, Timestamp,
        scenario::given,
        user_pools::user::commands::samples::{confirmed, signed_up},
        values::username::{Name, NameKind},
    };

    fn yielding() -> YieldAlias {
        let naming = Naming { alias_attributes: [NameKind::Email].into(), ..Naming::default() };
        YieldAlias { contact: Contact::Email, schema: Schema::default(), naming }
    }

    #[test]
    fn the_address_stays_without_being_verified_or_a_name() {
        let known = |text: &str| Personal::Known(text.to_owned());
        let name = |kind| Name { kind, value: known("ada@example.com") };
        let written = AttributesWritten {
            attributes: [("email_verified".to_owned(), known("false"))].into(),
            names: Vec::new(),
            released: [NameKind::Email, NameKind::Username].map(name).to_vec(),
            at: Timestamp::from_ms(0),
        };
        let past = || vec![signed_up().into(), confirmed().into()];
        given::<User>(past()).when(yielding()).then([written.clone().into()], Ok(()));
        let after = past().into_iter().chain([written.into()]);
        given::<User>(after).when(yielding()).then([], Ok(()));
    }

    #[test]
    fn there_must_be_a_user() {
        given::<User>([]).when(yielding()).then([], Err(Refusal::UserNotFound));
    }
}
