//! The forms of ids, checked before anything is made for one: an entity, a cache entry, a line of a log. A text that does not have the form
//! of an id, of any length, is the id of nothing.

/// Longest id of a pool, of either kind, and of an identity.
const POOL_ID_MAX: usize = 55;
/// Longest id of a client.
const CLIENT_ID_MAX: usize = 128;

/// `us-east-1_AbCdEf123`
pub(crate) fn is_user_pool(id: &str) -> bool {
    id.len() <= POOL_ID_MAX
        && id.rsplit_once('_').is_some_and(|(region, name)| {
            is_word(region) && !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

/// `us-east-1:<uuid>`: identity pools and identities.
pub(crate) fn is_regional(id: &str) -> bool {
    id.len() <= POOL_ID_MAX
        && id.split_once(':').is_some_and(|(region, rest)| {
            is_word(region) && !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
        })
}

/// A UUID as ids of identity pools are made of: with hyphens, in lower case.
pub(crate) fn is_uuid(text: &str) -> bool {
    uuid::Uuid::try_parse(text).is_ok_and(|uuid| uuid.to_string() == text)
}

/// An id of a client.
pub(crate) fn is_client(id: &str) -> bool {
    (1..=CLIENT_ID_MAX).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'+')
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids;

    #[test]
    fn every_id_that_is_made_has_its_form() {
        assert!(is_user_pool(ids::user_pool("us-gov-west-1").as_str()));
        assert!(is_regional(&ids::regional("ap-southeast-2")));
        assert!(is_client(&ids::client()));
        assert!(is_uuid(&ids::uuid().to_string()));
    }

    #[test]
    fn what_has_not_the_form_of_an_id_is_none_however_long_it_is() {
        let long = "a".repeat(2 << 20);
        for text in
            ["", "_", ":", "a/b_c", "a b", "\u{e4}_b", &long, &format!("{long}_a"), &format!("a:{long}")]
        {
            assert!(!is_user_pool(text) && !is_regional(text), "{}", text.len());
        }
        assert!(!is_client("") && !is_client(&long) && !is_client("a b"));
        let uuid = "12345678-90AB-4CDE-8F01-234567890ABC";
        assert!(
            !is_uuid(uuid)
                && is_uuid(&uuid.to_lowercase())
                && !is_uuid(&uuid.to_lowercase().replace('-', ""))
        );
        assert!(!is_user_pool("us-east-1_a-b") && !is_regional("us-east-1:zebra"));
    }
}
