//! Tags of a user pool are taken away.

use std::collections::BTreeSet;

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{Untagged, UserPool},
};

/// Takes away the tags of these keys. Keys that the pool does not have are none; a call that changes nothing records nothing.
#[derive(Clone, Debug)]
pub struct Untag {
    /// The keys.
    pub keys: BTreeSet<String>,
}

impl Command for Untag {
    type Aggregate = UserPool;
    type Reply = ();

    fn decide(&self, pool: &UserPool, moment: &Moment) -> Decision<Self> {
        let tags = match pool.present() {
            Ok(pool) => &pool.config.tags,
            Err(refusal) => return Decision::refuse(refusal),
        };
        let keys: BTreeSet<_> = self.keys.iter().filter(|key| tags.contains_key(*key)).cloned().collect();
        if keys.is_empty() {
            return Decision::answer(());
        }
        Decision::accept([Untagged { keys, at: moment.now }.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::user_pool::{
            IssuerForm, UserPoolEvent, UserPoolRefusal,
            testing::{created, deleted, tagged, tags},
        },
    };

    fn keys(keys: &[&str]) -> BTreeSet<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    fn untagged(taken: &[&str]) -> UserPoolEvent {
        Untagged { keys: keys(taken), at: Timestamp::from_ms(0) }.into()
    }

    #[test]
    fn only_tags_that_are_there_are_taken_away() {
        let past = || [created(), tagged(&[("team", "a"), ("recognito:issuer", "aws")])];
        let untag = Untag { keys: keys(&["team", "stage"]) };
        given::<UserPool>(past()).when(untag).then([untagged(&["team"])], Ok(()));
        given::<UserPool>(past()).when(Untag { keys: keys(&["stage"]) }).then([], Ok(()));
        let after = past().into_iter().chain([untagged(&["recognito:issuer"])]);
        let pool = given::<UserPool>(after).state().present().unwrap().clone();
        assert_eq!((pool.config.tags, pool.config.issuer), (tags(&[("team", "a")]), IssuerForm::Own));
    }

    #[test]
    fn what_is_not_there_has_no_tags() {
        for past in [vec![], vec![created(), deleted()]] {
            let untag = Untag { keys: keys(&["team"]) };
            given::<UserPool>(past).when(untag).then([], Err(UserPoolRefusal::NotFound));
        }
    }
}
