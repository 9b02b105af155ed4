//! By which of a user's addresses a forgotten password is set anew.

use std::collections::BTreeSet;

use super::{Profile, Refusal};
use crate::{user_pools::sign_in::SecondFactor, values::contact::Contact};

/// By which addresses a pool lets its users set a forgotten password anew. The default is by none.
#[derive(Clone, Debug, Default)]
pub struct RecoveryRules {
    /// In the order in which they are tried.
    pub contacts: Vec<Contact>,
    /// Those of them that serve even where their codes are a second factor of the user.
    pub beside_factor: BTreeSet<Contact>,
}

impl RecoveryRules {
    /// Where a code is sent: to the first address that serves and is verified. Codes to an address that is a second factor would prove both
    /// factors, so that no password were needed.
    pub fn address_of<'a>(&self, profile: &'a Profile) -> Result<(Contact, &'a str), Refusal> {
        let serving = |contact: &Contact| {
            let to = profile.attribute(contact.attribute())?;
            let is_factor = profile.factors.active.contains(&SecondFactor::of_contact(*contact));
            let serves = !is_factor || self.beside_factor.contains(contact);
            (serves && profile.verified(contact.attribute())).then_some((*contact, to))
        };
        self.contacts.iter().find_map(serving).ok_or(Refusal::NoRecoveryAddress)
    }

    /// Refuses a code to another address: the user has changed since it was chosen.
    pub(super) fn check(&self, profile: &Profile, attribute: &str) -> Result<(), Refusal> {
        let (contact, _) = self.address_of(profile)?;
        if contact.attribute() == attribute { Ok(()) } else { Err(Refusal::NoRecoveryAddress) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Personal, Timestamp,
        scenario::given,
        user_pools::user::{
            AttributesWritten, FactorsSet, User, UserEvent,
            commands::samples::{confirmed, signed_up},
        },
    };

    const AT: Timestamp = Timestamp::from_ms(0);

    /// By what Ada, who has a verified mail address and a verified number, recovers the account, with these factors switched on.
    fn recovers(rules: &RecoveryRules, active: &[SecondFactor]) -> Result<Contact, Refusal> {
        let phone = [("phone_number", "+14325551212"), ("phone_number_verified", "true")];
        let attributes = phone.map(|(name, value)| (name.to_owned(), Personal::Known(value.to_owned())));
        let (names, released) = (Vec::new(), Vec::new());
        let written = AttributesWritten { attributes: attributes.into(), names, released, at: AT };
        let active = active.iter().copied().collect();
        let set = FactorsSet { active, preferred: None, passkeys_stand_for_both: false, at: AT };
        let past: [UserEvent; 4] = [signed_up().into(), confirmed().into(), written.into(), set.into()];
        let ada = given::<User>(past).state();
        rules.address_of(ada.profile().unwrap()).map(|(contact, _)| contact)
    }

    #[test]
    fn an_address_that_is_a_second_factor_recovers_no_account() {
        let rules = RecoveryRules { contacts: Contact::PHONE_FIRST.to_vec(), ..RecoveryRules::default() };
        let (sms, email) = (SecondFactor::Sms, SecondFactor::Email);
        assert_eq!(recovers(&rules, &[SecondFactor::SoftwareToken]), Ok(Contact::Phone));
        assert_eq!(recovers(&rules, &[sms]), Ok(Contact::Email));
        assert_eq!(recovers(&rules, &[email]), Ok(Contact::Phone));
        assert_eq!(recovers(&rules, &[sms, email]), Err(Refusal::NoRecoveryAddress));
    }

    #[test]
    fn an_address_that_serves_beside_a_factor_recovers_it_all_the_same() {
        let beside_factor = BTreeSet::from([Contact::Phone]);
        let rules = RecoveryRules { contacts: Contact::PHONE_FIRST.to_vec(), beside_factor };
        assert_eq!(recovers(&rules, &[SecondFactor::Sms, SecondFactor::Email]), Ok(Contact::Phone));
        let by_mail = RecoveryRules { contacts: vec![Contact::Email], ..rules };
        assert_eq!(recovers(&by_mail, &[SecondFactor::Email]), Err(Refusal::NoRecoveryAddress));
    }
}
