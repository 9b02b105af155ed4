//! A user becomes a member of a group.

use std::collections::BTreeSet;

use crate::{
    Command, Decision, Moment,
    user_pools::user::{JoinedGroup, LeftGroup, Profile, Refusal, User, UserEvent},
};

/// Groups of one user.
const GROUPS_MAX: usize = 100;

/// Joins a group; a member stays one.
pub struct JoinGroup {
    /// The group's id.
    pub group: String,
    /// Those of the user's groups that have ended. The user leaves them, so that they do not count.
    pub ended: BTreeSet<String>,
}

impl JoinGroup {
    fn joined(&self, profile: &Profile, moment: &Moment) -> Result<Vec<UserEvent>, Refusal> {
        if profile.groups.contains(&self.group) {
            return Ok(Vec::new());
        }
        let (ended, lasting): (Vec<_>, Vec<_>) =
            profile.groups.iter().partition(|group| self.ended.contains(*group));
        if lasting.len() >= GROUPS_MAX {
            return Err(Refusal::TooManyGroups(GROUPS_MAX));
        }
        let left = ended.into_iter().map(|group| LeftGroup { group: group.clone(), at: moment.now }.into());
        let joined = JoinedGroup { group: self.group.clone(), at: moment.now };
        Ok(left.chain([joined.into()]).collect())
    }
}

impl Command for JoinGroup {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile().and_then(|profile| self.joined(profile, moment)) {
            Ok(events) => Decision::accept(events, ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, scenario::given, user_pools::user::commands::samples::signed_up};

    const AT: Timestamp = Timestamp::from_ms(0);

    fn join(group: &str, ended: &[&str]) -> JoinGroup {
        JoinGroup { group: group.to_owned(), ended: ended.iter().map(|group| (*group).to_owned()).collect() }
    }

    fn joined(group: &str) -> UserEvent {
        JoinedGroup { group: group.to_owned(), at: AT }.into()
    }

    #[test]
    fn a_user_joins_a_group_once() {
        given::<User>([signed_up().into()]).when(join("g1", &[])).then([joined("g1")], Ok(()));
        given::<User>([signed_up().into(), joined("g1")]).when(join("g1", &[])).then([], Ok(()));
    }

    #[test]
    fn a_user_leaves_groups_that_have_ended_when_joining_another_one() {
        let left = LeftGroup { group: "g1".to_owned(), at: AT };
        given::<User>([signed_up().into(), joined("g1"), joined("g2")])
            .when(join("g3", &["g1", "g9"]))
            .then([left.into(), joined("g3")], Ok(()));
    }

    #[test]
    fn a_user_is_in_a_hundred_groups_at_most_that_have_not_ended() {
        let hundred = || (0..100).map(|n| joined(&n.to_string()));
        let past = || std::iter::once(signed_up().into()).chain(hundred()).collect::<Vec<_>>();
        given::<User>(past()).when(join("g", &[])).then([], Err(Refusal::TooManyGroups(100)));
        given::<User>(past()).when(join("7", &[])).then([], Ok(()));
        let left = LeftGroup { group: "7".to_owned(), at: AT };
        given::<User>(past()).when(join("g", &["7"])).then([left.into(), joined("g")], Ok(()));
    }

    #[test]
    fn there_must_be_a_user_to_join() {
        given::<User>([]).when(join("g1", &[])).then([], Err(Refusal::UserNotFound));
    }
}
