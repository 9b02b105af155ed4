//! An administrator writes attributes of a user.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{AttributesWritten, Profile, Refusal, User},
    values::{
        attributes::Values,
        schema::Schema,
        username::Naming,
        writing::{Change, Occasion, Rules, Writer},
    },
};

/// Writes them; an empty value takes its attribute away.
pub struct WriteAttributes {
    /// As they were given.
    pub attributes: Values,
    /// Which attributes the pool has.
    pub schema: Schema,
    /// How the pool names its users.
    pub naming: Naming,
}

impl WriteAttributes {
    /// Nothing is recorded where every attribute has its value already.
    fn written(&self, profile: &Profile, moment: &Moment) -> Result<Option<AttributesWritten>, Refusal> {
        let before = profile.known_attributes();
        let rules = Rules { schema: &self.schema, naming: &self.naming };
        let (given, writer) = (self.attributes.clone(), Writer::Administrator);
        let Change { mut attributes, taken, released } =
            rules.change(profile.holder(&before)?, given, writer, Occasion::Update)?;
        attributes.retain(|name, value| before.get(name) != Some(value));
        if attributes.is_empty() {
            return Ok(None);
        }
        let attributes = attributes.into_iter().map(|(name, value)| (name, value.into())).collect();
        Ok(Some(AttributesWritten { attributes, names: taken, released, at: moment.now }))
    }
}

impl Command for WriteAttributes {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile().and_then(|profile| self.written(profile, moment)) {
            Ok(Some(written)) => Decision::accept([written.into()], ()),
            Ok(None) => Decision::answer(()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate, Claim, Personal, Timestamp,
        scenario::given,
        user_pools::user::{
            CreatedByAdmin, Purpose, UserEvent,
            commands::samples::{code_issued, confirmed, credential, signed_up},
        },
        values::{attributes::AttributeError, username::NameKind, writing::WriteError},
    };

    const AT: Timestamp = Timestamp::from_ms(0);

    fn write(attributes: &[(&str, &str)]) -> WriteAttributes {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let naming = Naming { alias_attributes: [NameKind::Email].into(), ..Naming::default() };
        let attributes = attributes.iter().map(owned).collect();
        WriteAttributes { attributes, schema: Schema::default(), naming }
    }

    fn written(attributes: &[(&str, &str)]) -> AttributesWritten {
        let known = |text: &str| Personal::Known(text.to_owned());
        let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), known(value))).collect();
        AttributesWritten { attributes, names: Vec::new(), released: Vec::new(), at: AT }
    }

    #[test]
    fn values_are_set_and_taken_away_and_what_is_so_already_is_not_recorded() {
        let named = written(&[("name", "Ada")]);
        given::<User>([signed_up().into()])
            .when(write(&[("name", "Ada"), ("email", "ada@example.com"), ("nickname", "")]))
            .then([named.clone().into()], Ok(()));
        let past = || vec![signed_up().into(), named.clone().into()];
        given::<User>(past()).when(write(&[("name", "Ada")])).then([], Ok(()));
        let away = written(&[("name", "")]);
        given::<User>(past()).when(write(&[("name", "")])).then([away.clone().into()], Ok(()));
        let after = given::<User>(past().into_iter().chain([away.into()])).state();
        assert_eq!(after.profile().unwrap().attribute("name"), None);
    }

    #[test]
    fn an_address_that_an_administrator_verifies_is_a_name_until_it_changes() {
        let by_admin = CreatedByAdmin {
            username: signed_up().username,
            names: Vec::new(),
            attributes: signed_up().attributes,
            credential: credential("1"),
            expires_at: Timestamp::from_seconds(60),
            at: AT,
        };
        let verify = write(&[("email_verified", "true")]);
        let past = || vec![UserEvent::from(by_admin.clone())];
        let decided = |command: WriteAttributes, past: Vec<UserEvent>| {
            let state = given::<User>(past).state();
            command.decide(&state, &crate::scenario::moment_at(0)).events
        };
        let verified = decided(verify, past());
        let takes = |events: &[UserEvent]| events.iter().flat_map(User::claims).collect::<Vec<_>>();
        let email = || "ada@example.com".to_owned();
        assert!(takes(&verified).contains(&Claim::Take { scope: "email", value: email() }));
        let changed = decided(
            write(&[("email", "countess@example.com")]),
            past().into_iter().chain(verified).collect(),
        );
        assert!(takes(&changed).contains(&Claim::Release { scope: "email", value: email() }));
    }

    #[test]
    fn a_code_that_was_sent_to_an_address_ends_with_it() {
        let purpose = Purpose::ForgotPassword;
        let changed = written(&[("email", "countess@example.com")]);
        let past = [signed_up().into(), confirmed().into(), code_issued(purpose, "n").into(), changed.into()];
        let state = given::<User>(past).state();
        assert!(state.profile().unwrap().codes[&purpose].used);
    }

    #[test]
    fn the_sub_is_not_written() {
        let sub = Refusal::Attributes(WriteError::Attribute(AttributeError::Sub));
        given::<User>([signed_up().into()]).when(write(&[("sub", "1")])).then([], Err(sub));
        given::<User>([]).when(write(&[("name", "Ada")])).then([], Err(Refusal::UserNotFound));
    }
}
