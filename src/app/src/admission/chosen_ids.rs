//! Ids that an administrator chooses, by tags of our own: at AWS ids are always made. Who is no administrator cannot choose one, since the
//! id of a pool is in the policies and the apps of others.

use std::collections::BTreeMap;

use crate::{Answer, Fault, admission::Caller};

/// The tag of a new user pool that is its id.
pub const USER_POOL_ID: &str = "recognito:user-pool-id";
/// The tag of a new identity pool that is its id.
pub const IDENTITY_POOL_ID: &str = "recognito:identity-pool-id";
/// With a client's name behind it, the tag of a user pool that is the id of its new client of that name: clients have no tags.
pub const CLIENT_ID: &str = "recognito:client-id:";

impl Caller {
    /// The id that a tag chooses, if it is there.
    pub fn chosen_id(&self, tags: &BTreeMap<String, String>, tag: &str) -> Answer<Option<String>> {
        match (tags.get(tag), self) {
            (None, _) => Ok(None),
            (Some(id), Self::Administrator { .. }) => Ok(Some(id.clone())),
            (Some(_), Self::User { .. } | Self::Session(_)) => {
                Err(Fault::not_authorized(format!("Only an administrator chooses an id by the tag {tag}.")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    #[test]
    fn only_an_administrator_chooses_ids() {
        let tags = BTreeMap::from([(USER_POOL_ID.to_owned(), "us-east-1_Shop".to_owned())]);
        let (access_key_id, arn) = ("AKIA1".to_owned(), "arn:aws:iam::123456789012:user/eve".to_owned());
        let administrator = Caller::Administrator { access_key_id: access_key_id.clone(), arn: arn.clone() };
        let user = Caller::User { access_key_id, arn };
        assert_eq!(administrator.chosen_id(&tags, USER_POOL_ID).unwrap().as_deref(), Some("us-east-1_Shop"));
        assert_eq!(user.chosen_id(&tags, USER_POOL_ID).unwrap_err().kind, Kind::NotAuthorized);
        for caller in [administrator, user] {
            assert_eq!(caller.chosen_id(&tags, IDENTITY_POOL_ID), Ok(None));
        }
    }
}
