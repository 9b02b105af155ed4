//! The address that a simulated code is said to go to: the same for a name each time, and of the kind that users of the pool have.

use crypto::seal::Mac;
use domain::values::{
    contact::Contact,
    username::{NameKind, Naming},
};

use super::Decoy;
use crate::user_pools::{UserPools, pools::OpenPool, sign_up::Delivery};

/// First letters of mail hosts, in proportion to the mail that they host.
const HOST_LETTERS: &[u8] = b"ggggggggyyyhhhooiimaabcdefklnprstuvw";
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz";

/// The destination of a code that is said to be sent and is not.
pub(crate) struct Simulated {
    /// Of which kind.
    pub(crate) contact: Contact,
    /// An address whose masked form is shown.
    pub(crate) to: String,
}

impl Simulated {
    /// The delivery details that the caller gets.
    pub(crate) fn delivery(&self) -> Delivery {
        crate::user_pools::sign_up::delivery(self.contact, &self.to)
    }
}

impl UserPools {
    /// The address for a name. `contacts` are those that the pool would choose from, in order of preference.
    ///
    /// Where the name is itself an address by which the pool knows its users, a code would go there. Otherwise half of the names get an
    /// address that begins as they do, as many people's do, and the rest a random one: one pair of letters reveals next to nothing. (A
    /// caller who knows that all addresses of a pool have one host can tell the difference.)
    pub(crate) fn simulated(
        &self,
        pool: &OpenPool,
        decoy: &Decoy,
        contacts: &[Contact],
        given: &str,
    ) -> Simulated {
        let digest = Mac::new(&self.core.derived("simulated delivery", pool.id.as_str())).of(&[decoy
            .0
            .id
            .id()
            .as_bytes()]);
        let named =
            Contact::PHONE_FIRST.into_iter().find(|contact| is_name(&pool.config.naming, *contact, given));
        if let Some(contact) = named {
            return Simulated { contact, to: given.to_owned() };
        }
        let verified = contacts.iter().find(|contact| pool.config.auto_verified.contains(contact));
        let usual = contacts.iter().find(|contact| **contact == Contact::Email).or(contacts.first());
        let contact = *verified.or(usual).unwrap_or(&Contact::Email);
        Simulated { contact, to: invented(contact, given, &digest) }
    }
}

/// Whether a name is an address by which the pool knows its users.
fn is_name(naming: &Naming, contact: Contact, given: &str) -> bool {
    let alias = match contact {
        Contact::Email => NameKind::Email,
        Contact::Phone => NameKind::PhoneNumber,
    };
    let used = naming.username_attributes.contains(&contact) || naming.alias_attributes.contains(&alias);
    used && contact.accepts(given)
}

fn invented(contact: Contact, given: &str, digest: &[u8; 32]) -> String {
    match contact {
        Contact::Email => {
            let own = given.chars().next().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase());
            let own = own.filter(|_| digest[0].is_multiple_of(2));
            let local = own.unwrap_or_else(|| pick(LETTERS, digest[1]));
            format!("{local}@{}", pick(HOST_LETTERS, digest[2]))
        }
        Contact::Phone => {
            let number = u32::from_be_bytes([digest[1], digest[2], digest[3], digest[4]]) % 10_000;
            format!("+1000000{number:04}")
        }
    }
}

fn pick(letters: &[u8], byte: u8) -> char {
    char::from(letters[usize::from(byte) % letters.len()])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_invented_address_begins_as_the_name_does_about_every_second_time_and_its_hosts_are_many() {
        let mut hosts = BTreeSet::new();
        let same = (0..=255_u8).filter(|n| {
            let to = invented(Contact::Email, "Vera", &[*n; 32].map(|byte| byte.wrapping_mul(37)));
            hosts.insert(to.chars().next_back());
            to.starts_with("v@")
        });
        assert!((110..=150).contains(&same.count()));
        assert!(hosts.len() > 15);
    }

    #[test]
    fn an_invented_number_has_four_digits_to_show() {
        let to = invented(Contact::Phone, "vera", &[7; 32]);
        assert!(Contact::Phone.accepts(&to), "{to}");
        assert_ne!(to, invented(Contact::Phone, "vera", &[8; 32]));
    }
}
