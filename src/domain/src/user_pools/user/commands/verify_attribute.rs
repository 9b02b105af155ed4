//! A user gives the code that was sent to an address: the address is verified, and a new one counts from then on.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{AttributeVerified, Code, CodeRefused, Profile, Purpose, Refusal, User},
    values::{
        attributes::Values,
        contact::Contact,
        schema::Schema,
        username::Naming,
        writing::{Change, Occasion, Rules, Writer},
    },
};

/// Verifies an address. That the code matched was found outside, against the code of `nonce`.
pub struct VerifyAttribute {
    /// Which address.
    pub contact: Contact,
    /// The nonce that the given code was compared under.
    pub nonce: String,
    /// Which attributes the pool has.
    pub schema: Schema,
    /// How the pool names its users: a verified address may become a name.
    pub naming: Naming,
}

impl VerifyAttribute {
    fn verified(
        &self,
        profile: &Profile,
        code: &Code,
        moment: &Moment,
    ) -> Result<AttributeVerified, Refusal> {
        let (address, flag) = (self.contact.attribute(), self.contact.verified_attribute());
        // A forgotten person reads no code.
        let to = code.destination.known().ok_or(Refusal::CodeExpired)?;
        let mut given = Values::from([(flag.to_owned(), "true".to_owned())]);
        if profile.attribute(address) != Some(to.as_str()) {
            given.insert(address.to_owned(), to.clone());
        }
        let before = profile.known_attributes();
        let rules = Rules { schema: &self.schema, naming: &self.naming };
        let Change { attributes, taken, released } =
            rules.change(profile.holder(&before)?, given, Writer::Administrator, Occasion::Update)?;
        Ok(AttributeVerified {
            purpose: Purpose::verifying(self.contact),
            attributes: attributes.into_iter().map(|(name, value)| (name, value.into())).collect(),
            names: taken,
            released,
            at: moment.now,
        })
    }
}

impl Command for VerifyAttribute {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let purpose = Purpose::verifying(self.contact);
        let found = user.profile().and_then(|p| Ok((p, p.pending_code(purpose, moment.now)?)));
        let (profile, code) = match found {
            Ok(found) => found,
            Err(refusal) => return Decision::refuse(refusal),
        };
        if code.nonce != self.nonce {
            let refused = CodeRefused { purpose, at: moment.now };
            return Decision::refuse_and_record([refused.into()], Refusal::CodeMismatch);
        }
        match self.verified(profile, code, moment) {
            Ok(verified) => Decision::accept([verified.into()], ()),
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
            AttributesWritten, CodeIssued, UserEvent,
            commands::samples::{code_issued, confirmed, signed_up},
        },
        values::username::{Name, NameKind},
    };

    const AT: Timestamp = Timestamp::from_ms(0);

    fn verify(nonce: &str) -> VerifyAttribute {
        let naming = Naming { alias_attributes: [NameKind::Email].into(), ..Naming::default() };
        let (contact, nonce) = (Contact::Email, nonce.to_owned());
        VerifyAttribute { contact, nonce, schema: Schema::default(), naming }
    }

    fn known(text: &str) -> Personal<String> {
        Personal::Known(text.to_owned())
    }

    /// An alias, which is no other user's user name either.
    fn email(address: &str) -> Vec<Name> {
        let name = |kind| Name { kind, value: known(address) };
        [NameKind::Email, NameKind::Username].map(name).to_vec()
    }

    fn verified(attributes: &[(&str, &str)]) -> AttributeVerified {
        let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), known(value)));
        let (names, released) = (Vec::new(), Vec::new());
        let purpose = Purpose::VerifyEmail;
        AttributeVerified { purpose, attributes: attributes.collect(), names, released, at: AT }
    }

    fn past(then: impl IntoIterator<Item = UserEvent>) -> Vec<UserEvent> {
        [signed_up().into(), confirmed().into()].into_iter().chain(then).collect()
    }

    fn sent_to(address: &str) -> UserEvent {
        CodeIssued { destination: known(address), ..code_issued(Purpose::VerifyEmail, "n") }.into()
    }

    #[test]
    fn the_address_that_the_user_has_is_verified_and_becomes_a_name() {
        let moved = AttributesWritten {
            attributes: [("email".to_owned(), known("a@b.c")), ("email_verified".to_owned(), known("false"))]
                .into(),
            names: Vec::new(),
            released: Vec::new(),
            at: AT,
        };
        let past = || past([moved.clone().into(), sent_to("a@b.c")]);
        let fact = AttributeVerified { names: email("a@b.c"), ..verified(&[("email_verified", "true")]) };
        given::<User>(past()).when(verify("n")).then([fact.clone().into()], Ok(()));
        let after = past().into_iter().chain([fact.into()]);
        given::<User>(after).when(verify("n")).then([], Err(Refusal::CodeExpired));
    }

    #[test]
    fn a_new_address_replaces_the_old_one_once_it_is_verified() {
        let fact = AttributeVerified {
            names: email("a@b.c"),
            released: email("ada@example.com"),
            ..verified(&[("email", "a@b.c"), ("email_verified", "true")])
        };
        let claims = User::claims(&fact.clone().into());
        assert!(claims.contains(&Claim::Release { scope: "email", value: "ada@example.com".into() }));
        assert!(claims.contains(&Claim::Take { scope: "email", value: "a@b.c".into() }));
        given::<User>(past([sent_to("a@b.c")])).when(verify("n")).then([fact.into()], Ok(()));
    }

    #[test]
    fn an_address_that_was_written_since_ends_the_one_that_waits() {
        let written = AttributesWritten {
            attributes: [("email".to_owned(), known("third@b.c"))].into(),
            names: Vec::new(),
            released: Vec::new(),
            at: AT,
        };
        given::<User>(past([sent_to("a@b.c"), written.into()]))
            .when(verify("n"))
            .then([], Err(Refusal::CodeExpired));
    }

    #[test]
    fn a_code_that_was_replaced_is_refused_and_counted() {
        let refused = CodeRefused { purpose: Purpose::VerifyEmail, at: AT };
        given::<User>(past([sent_to("a@b.c")]))
            .when(verify("earlier"))
            .then([refused.into()], Err(Refusal::CodeMismatch));
    }

    #[test]
    fn there_must_be_a_code_and_a_user() {
        given::<User>(past([])).when(verify("n")).then([], Err(Refusal::CodeExpired));
        given::<User>([]).when(verify("n")).then([], Err(Refusal::UserNotFound));
    }
}
