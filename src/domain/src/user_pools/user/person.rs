//! A user as a sign-in sees it.

use super::{Profile, Status, User};
use crate::{
    Timestamp,
    user_pools::sign_in::{Address, Ceremony, Locks, Passkeys, Person, PersonDevice, PersonState},
    values::contact::Contact,
};

impl User {
    /// The user as a sign-in sees it now, with the device that it names.
    pub fn person_in(&self, ceremony: &Ceremony, now: Timestamp) -> Person {
        let named = |profile: &Profile| profile.devices.named(ceremony.device);
        Person { device: self.profile().map(named).unwrap_or_default(), ..self.person(now) }
    }

    /// The user as a sign-in sees it now that names no device.
    pub fn person(&self, now: Timestamp) -> Person {
        let code = self.profile().is_ok_and(|profile| profile.factors.attempts.locked(now));
        let locks = Locks { password: self.attempts.locked(now), code };
        // A forgotten person has no name and counts as no user.
        let Some(profile) = self.profile().ok().filter(|profile| profile.name().is_ok()) else {
            return Person { state: PersonState::Deleted, ..Person::decoy(locks) };
        };
        Person {
            state: state(profile.status, now),
            enabled: profile.enabled,
            has_password: profile.has_password(),
            credential_version: profile.has_password().then(|| profile.credential.version.clone()),
            sign_out_epoch: profile.sign_out_epoch,
            email: address(profile, Contact::Email),
            phone: address(profile, Contact::Phone),
            mfa: profile.factors.settings(),
            passkeys: passkeys(profile),
            device: PersonDevice::NotNamed,
            locks,
        }
    }
}

fn state(status: Status, now: Timestamp) -> PersonState {
    match status {
        Status::Unconfirmed => PersonState::Unconfirmed,
        Status::Confirmed => PersonState::Confirmed,
        Status::ForceChangePassword { expires_at } => {
            PersonState::ForceChangePassword { ended: now >= expires_at }
        }
        Status::ResetRequired => PersonState::ResetRequired,
        Status::External => PersonState::External,
    }
}

fn passkeys(profile: &Profile) -> Passkeys {
    Passkeys {
        relying_parties: profile.passkeys.iter().map(|passkey| passkey.relying_party.clone()).collect(),
        replace_mfa: profile.factors.passkeys_stand_for_both,
    }
}

fn address(profile: &Profile, contact: Contact) -> Option<Address> {
    profile.attribute(contact.attribute())?;
    Some(Address { verified: profile.verified(contact.attribute()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::user::{
            CreatedByAdmin, Deleted, PasswordRefused, UserEvent,
            commands::samples::{confirmed, credential, signed_up},
        },
    };

    fn person(past: impl IntoIterator<Item = UserEvent>, seconds: i64) -> Person {
        given::<User>(past).state().person(Timestamp::from_seconds(seconds))
    }

    #[test]
    fn a_user_who_signed_up_has_an_address_that_confirming_verifies() {
        let before = person([signed_up().into()], 1);
        assert_eq!(
            (before.state, before.email),
            (PersonState::Unconfirmed, Some(Address { verified: false }))
        );
        let after = person([signed_up().into(), confirmed().into()], 1);
        assert_eq!((after.state, after.email), (PersonState::Confirmed, Some(Address { verified: true })));
        assert_eq!((after.phone, after.credential_version.as_deref()), (None, Some("1")));
    }

    #[test]
    fn a_temporary_password_ends() {
        let created = || CreatedByAdmin {
            username: signed_up().username,
            names: Vec::new(),
            attributes: signed_up().attributes,
            credential: credential("1"),
            expires_at: Timestamp::from_seconds(100),
            at: Timestamp::from_ms(0),
        };
        let ended = |seconds| person([created().into()], seconds).state;
        assert_eq!(ended(99), PersonState::ForceChangePassword { ended: false });
        assert_eq!(ended(100), PersonState::ForceChangePassword { ended: true });
    }

    #[test]
    fn a_lock_ends_and_a_deletion_does_not() {
        let at = Timestamp::from_seconds(1);
        let refused = PasswordRefused { failures: 5, locked_until: Some(Timestamp::from_seconds(2)), at };
        let locked = |seconds| {
            let past = [signed_up().into(), confirmed().into(), refused.clone().into()];
            person(past, seconds).locks.password
        };
        assert_eq!((locked(1), locked(2)), (true, false));
        let deleted = person([signed_up().into(), Deleted { at }.into()], 1_000);
        assert_eq!(deleted.state, PersonState::Deleted);
    }
}
