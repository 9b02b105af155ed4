//! What a provider says, as attributes of a user.

use std::collections::BTreeMap;

use domain::{
    user_pools::identity_provider::ProviderConfig,
    values::{
        attributes::{Access, Values},
        contact::Contact,
    },
};
use ports::federation::ForeignUser;

use crate::{Answer, Fault};

/// Characters of a value that is mapped.
const CHARS_MAX: usize = 2_048;
/// What every mapping may name beside attributes. The provider's own id of the user makes the name, whatever stands there.
const USERNAME: &str = "username";
/// Claims that are a provider's tokens: they may be mapped, and are kept nowhere else.
const TOKENS: [&str; 2] = ["access_token", "id_token"];

/// The attributes that the mapping makes of what a provider says, as far as the client may write them. What the provider does not say is
/// not among them.
pub(super) fn attributes(
    provider: &ProviderConfig,
    user: &ForeignUser,
    access: Access<'_>,
) -> Answer<Values> {
    let mapped = provider.mapping.iter().filter(|(name, _)| *name != USERNAME && may_write(access, name));
    let mut attributes = Values::new();
    for (name, claim) in mapped {
        let Some(value) = user.claims.get(claim) else { continue };
        if value.chars().count() > CHARS_MAX {
            return Err(Fault::invalid(format!(
                "The value of {claim} is longer than {CHARS_MAX} characters."
            )));
        }
        attributes.insert(name.clone(), value.clone());
    }
    Ok(attributes)
}

/// What the provider says, as far as the mapping uses it: no tokens, and nothing that no attribute could hold.
pub(super) fn used(provider: &ProviderConfig, user: &ForeignUser) -> BTreeMap<String, String> {
    let is_used = |claim: &&String| !TOKENS.contains(&claim.as_str());
    let said = provider.mapping.values().filter(is_used).filter_map(|claim| user.claims.get_key_value(claim));
    let is_value = |value: &String| {
        !value.is_empty() && !value.contains(char::is_control) && value.chars().count() <= CHARS_MAX
    };
    said.filter(|(_, value)| is_value(value)).map(|(claim, value)| (claim.clone(), value.clone())).collect()
}

/// Whether an address is verified is the provider's to say, where the client may write the address.
fn may_write(access: Access<'_>, name: &str) -> bool {
    let of_flag = Contact::PHONE_FIRST.into_iter().find(|contact| contact.verified_attribute() == name);
    access.may_write(of_flag.map_or(name, |contact| contact.attribute()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::{
        Secret,
        user_pools::identity_provider::{Details, SocialProvider},
    };

    use super::*;

    fn map(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
        entries.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn provider(mapping: &[(&str, &str)]) -> ProviderConfig {
        let text = str::to_owned;
        let details = Details::Google(SocialProvider {
            client_id: text("app"),
            client_secret: Secret::Forgotten,
            scopes: text("openid"),
            api_version: None,
        });
        let (identifiers, levels) = (Vec::new(), BTreeMap::new());
        ProviderConfig { name: text("Google"), details, mapping: map(mapping), identifiers, levels }
    }

    fn user(claims: &[(&str, &str)]) -> ForeignUser {
        let parts = serde_json::Map::new();
        ForeignUser { subject: "1".to_owned(), claims: map(claims), acr: None, parts }
    }

    const ALL: Access<'_> = Access { read: None, write: None };

    #[test]
    fn what_is_mapped_and_said_becomes_an_attribute_and_a_blank_stays_one() {
        let provider =
            provider(&[("email", "mail"), ("name", "n"), ("nickname", "nick"), ("username", "sub")]);
        let user = user(&[("mail", "ada@example.com"), ("nick", ""), ("sub", "1"), ("other", "x")]);
        let made = attributes(&provider, &user, ALL).unwrap();
        assert_eq!(made, map(&[("email", "ada@example.com"), ("nickname", "")]));
    }

    #[test]
    fn what_the_client_may_not_write_is_skipped_and_a_flag_goes_with_its_address() {
        let provider = provider(&[("email", "mail"), ("email_verified", "v"), ("name", "n")]);
        let user = user(&[("mail", "ada@example.com"), ("v", "true"), ("n", "Ada")]);
        let write = BTreeSet::from(["email".to_owned()]);
        let access = Access { read: None, write: Some(&write) };
        let made = attributes(&provider, &user, access).unwrap();
        assert_eq!(made, map(&[("email", "ada@example.com"), ("email_verified", "true")]));
    }

    #[test]
    fn a_value_that_is_too_long_ends_the_sign_in() {
        let (provider, long) = (provider(&[("name", "n")]), "x".repeat(CHARS_MAX + 1));
        assert!(attributes(&provider, &user(&[("n", &long)]), ALL).is_err());
        assert!(attributes(&provider, &user(&[("n", &long[1..])]), ALL).is_ok());
    }

    #[test]
    fn neither_tokens_nor_what_no_mapping_names_are_kept_of_an_answer() {
        let provider = provider(&[("email", "mail"), ("custom:token", "access_token")]);
        let user = user(&[("mail", "ada@example.com"), ("access_token", "secret"), ("other", "x")]);
        assert_eq!(used(&provider, &user), map(&[("mail", "ada@example.com")]));
    }
}
