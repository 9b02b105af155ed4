//! What becomes of a user's attributes, linked accounts, passkeys, second factors and groups, and of what is remembered of sign-ins; and of
//! one who is imported or migrated.

use std::collections::BTreeMap;

use super::{
    AccountLinked, AccountUnlinked, AttributeVerified, AttributesWritten, AuthenticatorVerified,
    ChallengeSpent, Credential, CustomAnswered, FactorsSet, FeedbackGiven, Imported, JoinedGroup, LeftGroup,
    MadeByProvider, Migrated, PASSKEYS_MAX, Passkey, PasskeyRegistered, PasskeyRemoved, PasskeyUsed,
    PasswordDisabled, PostConfirmationCalled, PostConfirmationDue, Profile, Refusal, Standing, Status,
    profile::{is_empty, owned},
};
use crate::{Personal, Timestamp, user_pools::sign_in::SecondFactor, values::contact::Contact};

/// Calls of `PostConfirmation` that a user is remembered to be owed. A function that is never there to be called does not make a user grow.
const CALLS_DUE_MAX: usize = 10;

impl Profile {
    pub(super) fn imported(event: &Imported) -> Self {
        let none = Credential::absent();
        let mut profile =
            Self::new(&event.username, &event.attributes, Status::ResetRequired, &none, event.at);
        profile.factors.active.extend(event.sms_factor.then_some(SecondFactor::Sms));
        profile
    }

    pub(super) fn migrated(event: &Migrated) -> Self {
        let credential = event.credential.clone().unwrap_or_else(Credential::absent);
        let mut profile = Self::new(&event.username, &event.attributes, event.status, &credential, event.at);
        profile.factors.active.extend(event.sms_factor.then_some(SecondFactor::Sms));
        profile
    }

    pub(super) fn made_by_provider(event: &MadeByProvider) -> Self {
        let none = Credential::absent();
        let mut profile = Self::new(&event.username, &event.attributes, Status::External, &none, event.at);
        profile.links.push(event.link.clone());
        profile
    }

    pub(super) fn link(&mut self, event: &AccountLinked) {
        self.links.push(event.link.clone());
        self.modified_at = event.link.at;
    }

    pub(super) fn unlink(&mut self, event: &AccountUnlinked) {
        self.links.retain(|link| link.account != event.account);
        self.modified_at = event.at;
    }

    pub(super) fn disable_password(&mut self, event: &PasswordDisabled) {
        self.is_password_disabled = true;
        self.modified_at = event.at;
    }

    pub(super) fn verify_authenticator(&mut self, event: &AuthenticatorVerified) {
        self.factors.verify(event);
        self.devices.end_trust();
    }

    pub(super) fn remove_authenticator(&mut self) {
        self.factors.remove_authenticator();
        self.devices.end_trust();
    }

    pub(super) fn set_factors(&mut self, event: &FactorsSet) {
        self.factors.set(event);
        self.devices.end_trust();
    }

    pub(super) fn write_attributes(&mut self, event: &AttributesWritten) {
        self.modified_at = event.at;
        self.write(&event.attributes);
    }

    pub(super) fn verify_attribute(&mut self, event: &AttributeVerified) {
        self.modified_at = event.at;
        self.write(&event.attributes);
        self.use_code(event.purpose);
    }

    /// Writes attributes; an empty value takes its attribute away. A code that was sent to an address verifies no other one, so it
    /// ends with the address that it was sent to.
    pub(super) fn write(&mut self, written: &BTreeMap<String, Personal<String>>) {
        for contact in Contact::PHONE_FIRST {
            let concerned = [contact.attribute(), contact.verified_attribute()];
            let changes =
                |name: &str| written.get(name).is_some_and(|to| self.attributes.get(name) != Some(to));
            if concerned.into_iter().any(changes) {
                let sent = self.codes.values_mut().filter(|code| code.attribute == contact.attribute());
                sent.for_each(|code| code.used = true);
            }
        }
        self.attributes.extend(written.iter().map(owned));
        self.attributes.retain(|_, value| !is_empty(value));
    }

    /// The passkey with a credential's id.
    pub fn passkey(&self, id: &str) -> Result<&Passkey, Refusal> {
        let is_it = |passkey: &&Passkey| passkey.id.known().is_some_and(|known| known == id);
        self.passkeys.iter().find(is_it).ok_or(Refusal::NoSuchPasskey)
    }

    /// Refuses another passkey beyond those that a user may have.
    pub fn may_have_another_passkey(&self) -> Result<(), Refusal> {
        if self.passkeys.len() >= PASSKEYS_MAX { Err(Refusal::TooManyPasskeys) } else { Ok(()) }
    }

    pub(super) fn register_passkey(&mut self, event: &PasskeyRegistered) {
        self.passkeys.push(event.passkey.clone());
    }

    pub(super) fn use_passkey(&mut self, event: &PasskeyUsed) {
        if let Some(passkey) = self.passkeys.iter_mut().find(|passkey| passkey.id == event.id) {
            passkey.counter = event.counter;
        }
    }

    pub(super) fn remove_passkey(&mut self, event: &PasskeyRemoved) {
        self.passkeys.retain(|passkey| passkey.id != event.id);
    }

    pub(super) fn join_group(&mut self, event: &JoinedGroup) {
        self.groups.insert(event.group.clone());
    }

    pub(super) fn leave_group(&mut self, event: &LeftGroup) {
        self.groups.remove(&event.group);
    }

    pub(super) fn spend_challenge(&mut self, event: &ChallengeSpent) {
        self.spent.add(Some(&event.challenge), None, event.at);
    }

    pub(super) fn spend_custom_challenge(&mut self, event: &CustomAnswered) {
        self.custom_answered.add(Some(&event.challenge), None, event.at);
    }

    /// What was said of a sign-in is true of others from its network.
    pub(super) fn take_feedback(&mut self, event: &FeedbackGiven) {
        if let Some(network) = event.network.as_ref().and_then(Personal::known) {
            self.habits.correct(network, event.is_valid);
        }
    }

    pub(super) fn owe_post_confirmation(&mut self, event: &PostConfirmationDue) {
        self.post_confirmations.push(event.clone());
        let surplus = self.post_confirmations.len().saturating_sub(CALLS_DUE_MAX);
        self.post_confirmations.drain(..surplus);
    }

    pub(super) fn call_post_confirmation(&mut self, event: &PostConfirmationCalled) {
        self.post_confirmations.retain(|due| due.at != event.due_at);
    }

    /// The call of `PostConfirmation` that fell due at a time, if it was not made since.
    pub fn post_confirmation_due(&self, at: Timestamp) -> Option<&PostConfirmationDue> {
        self.post_confirmations.iter().find(|due| due.at == at)
    }
}

impl Standing {
    pub(super) fn made_by_provider(event: &MadeByProvider) -> Self {
        Self::Present(Box::new(Profile::made_by_provider(event)))
    }
}
