//! A user signs in by an identity provider again, or for the first time with a linked account.

use super::ProviderAnswer;
use crate::{
    Command, Decision, Moment,
    user_pools::user::{
        Account, AccountLinked, AccountUnlinked, AttributesWritten, Link, OWN_ID, Profile, ProviderAnswered,
        Refusal, User, UserEvent,
    },
    values::{
        attributes::Values,
        schema::Schema,
        username::Naming,
        writing::{Change, Rules},
    },
};

/// Takes what the provider says. An account that was linked by another claim than the provider's own id is linked by that id from then on.
pub struct TakeProviderAnswer {
    /// What the provider has said.
    pub answer: ProviderAnswer,
    /// The account by which the user was found.
    pub account: Account,
    /// What is to be written, as far as the client may write it; an empty value takes its attribute away.
    pub attributes: Values,
    /// Which attributes the pool has.
    pub schema: Schema,
    /// How the pool names its users.
    pub naming: Naming,
}

impl TakeProviderAnswer {
    fn taken(&self, profile: &Profile, moment: &Moment) -> Result<Vec<UserEvent>, Refusal> {
        profile.must_be_enabled()?;
        profile.provider_answers.check(&self.answer.answers)?;
        let link = profile.links.iter().find(|link| link.account == self.account);
        let mut events = self.relinked(link.ok_or(Refusal::AccountNotLinked)?, moment);
        let before = profile.known_attributes();
        let rules = Rules { schema: &self.schema, naming: &self.naming };
        let change = rules.change_by_provider(profile.holder(&before)?, self.attributes.clone())?;
        events.extend(written(change, &before, moment).map(UserEvent::from));
        let ended = profile.provider_answers.ended(moment.now);
        events.push(ProviderAnswered { ended, ..self.answer.recorded(moment) }.into());
        Ok(events)
    }

    fn relinked(&self, link: &Link, moment: &Moment) -> Vec<UserEvent> {
        if link.account.claim == OWN_ID {
            return Vec::new();
        }
        let unlinked = AccountUnlinked { account: link.account.clone(), at: moment.now };
        let linked = AccountLinked { link: Link { at: link.at, ..self.answer.link(false, moment) } };
        vec![unlinked.into(), linked.into()]
    }
}

/// Nothing is written where every attribute has its value already.
fn written(change: Change, before: &Values, moment: &Moment) -> Option<AttributesWritten> {
    let Change { mut attributes, taken, released } = change;
    attributes.retain(|name, value| before.get(name) != Some(value));
    let attributes: std::collections::BTreeMap<_, _> =
        attributes.into_iter().map(|(name, value)| (name, value.into())).collect();
    let written = AttributesWritten { attributes, names: taken, released, at: moment.now };
    (!written.attributes.is_empty()).then_some(written)
}

impl Command for TakeProviderAnswer {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile().and_then(|profile| self.taken(profile, moment)) {
            Ok(events) => Decision::accept(events, ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate, Claim, Personal,
        scenario::{given, moment_at},
        user_pools::user::{
            ACCOUNT_SCOPE, ANSWER_SCOPE, Disabled,
            commands::{
                samples::signed_up,
                sign_up_by_provider::tests::{answer, made},
            },
        },
        values::{
            attributes::AttributeError,
            schema::{AttributeType, SchemaAttribute},
            writing::WriteError,
        },
    };

    fn take(account: Account, values: &[(&str, &str)]) -> TakeProviderAnswer {
        let text = |name: &str, mutable| SchemaAttribute {
            name: name.to_owned(),
            kind: AttributeType::String { min_length: None, max_length: None },
            mutable,
            required: false,
            developer_only: false,
        };
        TakeProviderAnswer {
            answer: answer("s2"),
            account,
            attributes: values.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            schema: Schema::with(vec![text("badge", false), text("team", true)]).unwrap(),
            naming: Naming::default(),
        }
    }

    fn own() -> Account {
        answer("s2").account()
    }

    fn attributes_after(past: Vec<UserEvent>, command: &TakeProviderAnswer) -> Values {
        let decided = command.decide(&given::<User>(past.clone()).state(), &moment_at(0));
        assert_eq!(decided.reply, Ok(()));
        let after = given::<User>(past.into_iter().chain(decided.events)).state();
        after.profile().unwrap().known_attributes()
    }

    #[test]
    fn changed_values_are_written_blank_ones_taken_away_and_absent_ones_kept() {
        let values = [("email", "countess@example.com"), ("custom:team", "engine")];
        let after = attributes_after(made(), &take(own(), &values));
        assert_eq!(after["email"], "countess@example.com");
        assert_eq!(after["custom:team"], "engine");
        let after = attributes_after(made(), &take(own(), &[("email", "")]));
        assert!(!after.contains_key("email"));
        let after = attributes_after(made(), &take(own(), &[]));
        assert_eq!(after["email"], "ada@example.com");
    }

    #[test]
    fn what_has_its_value_already_is_not_written_again() {
        let same = take(own(), &[("email", "ada@example.com")]);
        let events = same.decide(&given::<User>(made()).state(), &moment_at(0)).events;
        assert!(matches!(events[..], [UserEvent::ProviderAnswered(_)]), "{events:?}");
    }

    #[test]
    fn an_attribute_that_cannot_change_ends_the_sign_in_and_one_that_does_not_change_does_not() {
        let mut past = made();
        if let Some(UserEvent::MadeByProvider(made)) = past.first_mut() {
            made.attributes.insert("custom:badge".to_owned(), Personal::Known("7".to_owned()));
        }
        let immutable = WriteError::Attribute(AttributeError::Immutable("custom:badge".to_owned()));
        let refusal = Err(Refusal::Attributes(immutable));
        given::<User>(past.clone()).when(take(own(), &[("custom:badge", "8")])).then([], refusal);
        assert_eq!(attributes_after(past, &take(own(), &[("custom:badge", "7")]))["custom:badge"], "7");
    }

    #[test]
    fn an_account_that_was_linked_by_a_claim_is_known_by_the_providers_own_id_from_then_on() {
        let by_mail = Account { claim: "mail".into(), value: "ada@work.example".to_owned().into(), ..own() };
        let link = Link { account: by_mail.clone(), ..answer("s2").link(false, &moment_at(0)) };
        let past = vec![UserEvent::from(signed_up()), AccountLinked { link }.into()];
        let events = take(by_mail, &[]).decide(&given::<User>(past.clone()).state(), &moment_at(0)).events;
        let claims: Vec<Claim> = events.iter().flat_map(User::claims).collect();
        let own_id = Claim::Take { scope: ACCOUNT_SCOPE, value: "Acme\nCognito_Subject\n1".to_owned() };
        assert!(claims.contains(&own_id), "{claims:?}");
        let after = given::<User>(past.into_iter().chain(events)).state();
        let links: Vec<_> = after.profile().unwrap().links.iter().map(|link| link.account.clone()).collect();
        assert_eq!(links, [own()]);
    }

    #[test]
    fn an_answer_is_good_once_for_its_own_user_too() {
        let again = TakeProviderAnswer { answer: answer("s1"), ..take(own(), &[]) };
        given::<User>(made()).when(again).then([], Err(Refusal::AnswerUsed));
    }

    #[test]
    fn the_claim_on_an_answer_ends_with_the_first_sign_in_after_no_answer_is_good_for_as_long() {
        let sign_in = |past: &[UserEvent], id: &str, seconds: i64| {
            let command = TakeProviderAnswer { answer: answer(id), ..take(own(), &[]) };
            let events =
                command.decide(&given::<User>(past.to_vec()).state(), &moment_at(seconds * 1_000)).events;
            let claims: Vec<Claim> = events.iter().flat_map(User::claims).collect();
            (claims, [past, &events].concat())
        };
        let taken = |value: &str| Claim::Take { scope: ANSWER_SCOPE, value: value.to_owned() };
        let ended = |value: &str| Claim::Release { scope: ANSWER_SCOPE, value: value.to_owned() };
        assert_eq!(sign_in(&made(), "s2", 7_199).0, [taken("s2")]);
        let (claims, past) = sign_in(&made(), "s2", 7_200);
        assert_eq!(claims, [ended("s1"), taken("s2")]);
        assert_eq!(sign_in(&past, "s3", 14_400).0, [ended("s2"), taken("s3")], "each ends once");
    }

    #[test]
    fn a_user_who_is_switched_off_or_has_not_the_account_is_refused() {
        let disabled = Disabled { epoch: 1, at: crate::Timestamp::from_ms(0) };
        let off = made().into_iter().chain([disabled.into()]);
        given::<User>(off).when(take(own(), &[])).then([], Err(Refusal::Disabled));
        let other = Account { value: "2".to_owned().into(), ..own() };
        given::<User>(made()).when(take(other, &[])).then([], Err(Refusal::AccountNotLinked));
    }
}
