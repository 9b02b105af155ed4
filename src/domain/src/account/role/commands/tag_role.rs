//! `TagRole`

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Command, Decision, Moment,
    account::role::{Refusal, Role, TAGS_MAX, Tagged},
};

/// Gives the role tags beside those it has; a key that it has, in any case, gets the new value and the new case.
pub struct TagRole {
    /// Keys and values, in the order they were given.
    pub tags: Vec<(String, String)>,
}

impl TagRole {
    /// The tags that differ from those of the role.
    fn new_in(&self, role: &Role) -> Result<BTreeMap<String, String>, Refusal> {
        let old = &role.active()?.made.tags;
        let lower = |key: &String| key.to_ascii_lowercase();
        let new: BTreeSet<String> = self.tags.iter().map(|(key, _)| lower(key)).collect();
        if new.len() < self.tags.len() {
            return Err(Refusal::DuplicateTagKeys);
        }
        let kept = old.keys().filter(|key| !new.contains(&lower(key))).count();
        if kept + new.len() > TAGS_MAX {
            return Err(Refusal::TooManyTags);
        }
        Ok(self.tags.iter().filter(|(key, value)| old.get(key) != Some(value)).cloned().collect())
    }
}

impl Command for TagRole {
    type Aggregate = Role;
    type Reply = ();

    fn decide(&self, role: &Role, moment: &Moment) -> Decision<Self> {
        match self.new_in(role) {
            Ok(tags) if tags.is_empty() => Decision::answer(()),
            Ok(tags) => Decision::accept([Tagged { tags, at: moment.now }.into()], ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        account::role::commands::cases::{created, deleted, tagged},
        scenario::given,
    };

    fn tag(pairs: &[(&str, &str)]) -> TagRole {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        TagRole { tags: pairs.iter().map(owned).collect() }
    }

    #[test]
    fn only_what_differs_is_recorded() {
        given([created()]).when(tag(&[("team", "shop")])).then([], Ok(()));
        given([created()])
            .when(tag(&[("team", "shop"), ("stage", "test")]))
            .then([tagged(&[("stage", "test")])], Ok(()));
    }

    #[test]
    fn a_key_is_the_same_in_any_case() {
        given([created()]).when(tag(&[("Team", "web")])).then([tagged(&[("Team", "web")])], Ok(()));
        let state = given::<Role>([created(), tagged(&[("Team", "web")])]).state();
        let tags = &state.active().unwrap().made.tags;
        assert_eq!(*tags, BTreeMap::from([("Team".to_owned(), "web".to_owned())]));
        given([created()]).when(tag(&[("a", "1"), ("A", "2")])).then([], Err(Refusal::DuplicateTagKeys));
    }

    #[test]
    fn a_role_has_only_so_many_tags() {
        let many: Vec<String> = (1..TAGS_MAX).map(|n| format!("k{n}")).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|key| (key.as_str(), "v")).collect();
        let past = || [created(), tagged(&many)];
        given(past()).when(tag(&[("TEAM", "web")])).then([tagged(&[("TEAM", "web")])], Ok(()));
        given(past()).when(tag(&[("other", "v")])).then([], Err(Refusal::TooManyTags));
    }

    #[test]
    fn what_is_not_there_is_not_tagged() {
        for past in [vec![], vec![created(), deleted()]] {
            given(past).when(tag(&[("team", "web")])).then([], Err(Refusal::NotFound));
        }
    }
}
