//! `UntagRole`

use std::collections::BTreeSet;

use crate::{
    Command, Decision, Moment,
    account::role::{Refusal, Role, Untagged},
};

/// Takes tags from the role, by their keys in any case. Keys that it does not have are no error.
pub struct UntagRole {
    /// The keys.
    pub keys: Vec<String>,
}

impl UntagRole {
    /// The keys that the role has.
    fn keys_in(&self, role: &Role) -> Result<BTreeSet<String>, Refusal> {
        let tags = &role.active()?.made.tags;
        let is_meant = |key: &&String| self.keys.iter().any(|named| named.eq_ignore_ascii_case(key));
        Ok(tags.keys().filter(is_meant).cloned().collect())
    }
}

impl Command for UntagRole {
    type Aggregate = Role;
    type Reply = ();

    fn decide(&self, role: &Role, moment: &Moment) -> Decision<Self> {
        match self.keys_in(role) {
            Ok(keys) if keys.is_empty() => Decision::answer(()),
            Ok(keys) => Decision::accept([Untagged { keys, at: moment.now }.into()], ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        account::role::commands::cases::{created, deleted, tagged},
        scenario::given,
    };

    fn untag(key: &str) -> UntagRole {
        UntagRole { keys: vec![key.to_owned(), "unknown".to_owned()] }
    }

    #[test]
    fn tags_are_taken_by_their_keys_in_any_case() {
        let untagged = Untagged { keys: ["team".to_owned()].into(), at: Timestamp::default() };
        given([created()]).when(untag("TEAM")).then([untagged.clone().into()], Ok(()));
        let past = [created(), tagged(&[("stage", "test")]), untagged.into()];
        let state = given::<Role>(past).state();
        assert!(state.active().unwrap().made.tags.keys().eq(["stage"]));
    }

    #[test]
    fn keys_that_the_role_does_not_have_record_nothing() {
        given([created()]).when(untag("stage")).then([], Ok(()));
        given([created(), deleted()]).when(untag("team")).then([], Err(Refusal::NotFound));
    }
}
