//! A user pool is tagged.

use std::collections::BTreeMap;

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{Tagged, UserPool, UserPoolRefusal, rules::check_tags},
};

/// Gives the pool tags beside those it has; a key that it has gets the new value. A call that changes nothing records nothing.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Keys and values.
    pub tags: BTreeMap<String, String>,
}

impl Tag {
    /// The tags that differ from those of the pool.
    fn new_in(&self, pool: &UserPool) -> Result<BTreeMap<String, String>, UserPoolRefusal> {
        let tags = &pool.present()?.config.tags;
        let all = self.tags.keys().chain(tags.keys().filter(|key| !self.tags.contains_key(*key)));
        check_tags(all)?;
        let differing = self.tags.iter().filter(|(key, value)| tags.get(*key) != Some(*value));
        Ok(differing.map(|(key, value)| (key.clone(), value.clone())).collect())
    }
}

impl Command for Tag {
    type Aggregate = UserPool;
    type Reply = ();

    fn decide(&self, pool: &UserPool, moment: &Moment) -> Decision<Self> {
        match self.new_in(pool) {
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
        scenario::given,
        user_pools::user_pool::{
            IssuerForm,
            rules::{ConfigurationError, TAGS_MAX},
            testing::{created, deleted, tagged, tags},
        },
    };

    fn tag(pairs: &[(&str, &str)]) -> Tag {
        Tag { tags: tags(pairs) }
    }

    #[test]
    fn only_what_differs_is_recorded() {
        let past = || [created(), tagged(&[("team", "a"), ("stage", "test")])];
        given::<UserPool>(past())
            .when(tag(&[("team", "b"), ("stage", "test")]))
            .then([tagged(&[("team", "b")])], Ok(()));
        given::<UserPool>(past()).when(tag(&[("team", "a")])).then([], Ok(()));
        let after = past().into_iter().chain([tagged(&[("team", "b")])]);
        let pool = given::<UserPool>(after).state().present().unwrap().clone();
        assert_eq!(pool.config.tags, tags(&[("stage", "test"), ("team", "b")]));
    }

    #[test]
    fn a_pool_has_fifty_tags_and_none_of_awss_own() {
        let refused = |error: ConfigurationError| Err(UserPoolRefusal::Configuration(error));
        let names: Vec<_> = (0..TAGS_MAX).map(|n| n.to_string()).collect();
        let full: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
        let past = || [created(), tagged(&full)];
        given::<UserPool>(past())
            .when(tag(&[("more", "")]))
            .then([], refused(ConfigurationError::TooManyTags));
        given::<UserPool>(past()).when(tag(&[("0", "x")])).then([tagged(&[("0", "x")])], Ok(()));
        given::<UserPool>([created()])
            .when(tag(&[("aws:team", "a")]))
            .then([], refused(ConfigurationError::ReservedTag));
    }

    #[test]
    fn a_tag_chooses_the_form_of_the_issuer() {
        let past = [created(), tagged(&[("recognito:issuer", "aws")])];
        assert_eq!(given::<UserPool>(past).state().present().unwrap().config.issuer, IssuerForm::Aws);
    }

    #[test]
    fn what_is_not_there_is_not_tagged() {
        for past in [vec![], vec![created(), deleted()]] {
            given::<UserPool>(past).when(tag(&[("team", "a")])).then([], Err(UserPoolRefusal::NotFound));
        }
    }
}
