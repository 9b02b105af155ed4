//! A code that was sent: as the first or the second factor, or to an address at which one is set up.

use std::collections::BTreeMap;

use super::{AnswerChallenge, Draft};
use crate::{
    Decision, Moment,
    user_pools::{
        sign_in::{CodeUse, Factor, FirstFactor, Refused, SecondFactor},
        user::{AttributesWritten, Confirmed, ConfirmedBy, Profile, Refusal, User, UserEvent},
    },
    values::{contact::Contact, username::Naming},
};

/// A code that was sent, checked outside.
pub struct CheckedCode {
    /// Whether it was right.
    pub matched: bool,
    /// The address that it was sent to, which a right code verifies if the user has it, or gets it by the sign-in. Absent where the user had
    /// another one when the code was checked.
    pub sent_to: Option<String>,
    /// How the pool names its users: a verified address may become a name.
    pub naming: Naming,
}

impl AnswerChallenge {
    pub(super) fn code(
        &self,
        (to, code_use): (Contact, CodeUse),
        checked: &CheckedCode,
        mut draft: Draft,
        moment: &Moment,
    ) -> Decision<Self> {
        if !checked.matched {
            return self.refuse_factor(draft, Refused::CodeMismatch, moment);
        }
        if code_use == CodeUse::First {
            return self.first_code(to, checked, draft, moment);
        }
        let is_new = code_use == CodeUse::Setup;
        if is_new && checked.has_another(to, &draft.user) {
            return self.refuse(draft, Refused::Outdated);
        }
        match draft.user.profile().and_then(|profile| checked.verified(to, is_new, profile, moment)) {
            Ok(written) => written.into_iter().for_each(|written| draft.record(written)),
            Err(refusal) => return Decision::refuse(refusal),
        }
        let factor = SecondFactor::of_contact(to);
        if !is_new {
            return self.pass_second(factor, draft, moment);
        }
        draft.switch_on(factor, moment);
        let mut ceremony = self.ceremony.clone();
        ceremony.pass(Factor::Enrolment, &draft.user.person(moment.now), moment.now);
        self.follow(ceremony, draft, moment)
    }
}

impl AnswerChallenge {
    /// A right code as the first factor confirms a user who is not confirmed and not switched off, if the address is still the one that it was sent to.
    fn first_code(
        &self,
        to: Contact,
        checked: &CheckedCode,
        mut draft: Draft,
        moment: &Moment,
    ) -> Decision<Self> {
        let fact: Result<Option<UserEvent>, _> = draft.user.profile().and_then(|profile| {
            profile.must_be_enabled()?;
            if profile.is_confirmed() {
                return Ok(checked.verified(to, false, profile, moment)?.map(Into::into));
            }
            Ok(checked.confirmed(to, profile, moment)?.map(Into::into))
        });
        match fact {
            Ok(Some(fact)) => draft.record(fact),
            Ok(None) if draft.user.profile().is_ok_and(Profile::is_confirmed) => {}
            Ok(None) => return self.refuse(draft, Refused::Outdated),
            Err(refusal) => return Decision::refuse(refusal),
        }
        let mut ceremony = self.ceremony.clone();
        let factor = Factor::First(FirstFactor::of_contact(to));
        ceremony.pass(factor, &draft.user.person(moment.now), moment.now);
        self.follow(ceremony, draft, moment)
    }
}

impl CheckedCode {
    /// Whether the user has got another address since this one was to be set up. It may be a name of the user's, and stays.
    fn has_another(&self, to: Contact, user: &User) -> bool {
        let held = user.profile().ok().and_then(|profile| profile.attribute(to.attribute()));
        held.is_some() && held != self.sent_to.as_deref()
    }

    /// The confirmation of a user who still has the address, whether or not it was verified before.
    fn confirmed(
        &self,
        to: Contact,
        profile: &Profile,
        moment: &Moment,
    ) -> Result<Option<Confirmed>, Refusal> {
        if self.sent_to.is_none() || self.sent_to.as_deref() != profile.attribute(to.attribute()) {
            return Ok(None);
        }
        let mut after = profile.known_attributes();
        after.insert(to.verified_attribute().to_owned(), "true".to_owned());
        let names = profile.gained(&self.naming, &after)?;
        let by = ConfirmedBy::Code { attribute: to.attribute().to_owned() };
        Ok(Some(Confirmed { by, names, at: moment.now }))
    }

    /// The address, and that it is verified, as far as that is new.
    fn verified(
        &self,
        to: Contact,
        is_new: bool,
        profile: &Profile,
        moment: &Moment,
    ) -> Result<Option<AttributesWritten>, Refusal> {
        let before = profile.known_attributes();
        let has_it = |address: &&String| is_new || before.get(to.attribute()) == Some(*address);
        let Some(address) = self.sent_to.as_ref().filter(has_it) else { return Ok(None) };
        let mut after = before.clone();
        after.insert(to.attribute().to_owned(), address.clone());
        after.insert(to.verified_attribute().to_owned(), "true".to_owned());
        if after == before {
            return Ok(None);
        }
        let names = profile.gained(&self.naming, &after)?;
        after.retain(|name, value| before.get(name) != Some(value));
        let attributes: BTreeMap<_, _> =
            after.into_iter().map(|(name, value)| (name, value.into())).collect();
        Ok(Some(AttributesWritten { attributes, names, released: Vec::new(), at: moment.now }))
    }
}

impl Draft {
    /// A factor that was set up in a sign-in is asked for from now on.
    fn switch_on(&mut self, factor: SecondFactor, moment: &Moment) {
        let Ok(profile) = self.user.profile() else { return };
        let mut set = profile.factors.as_set(moment.now);
        if set.active.insert(factor) {
            self.record(set);
        }
    }
}

#[cfg(test)]
#[path = "code_tests.rs"]
mod tests;
