//! A user is deleted.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{Deleted, LeftGroup, User, UserEvent},
};

/// Deletes the user. Every name is given back and every group is left with it; forgetting the person follows.
pub struct Delete;

impl Command for Delete {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile() {
            Ok(profile) => {
                let left = |group: &String| LeftGroup { group: group.clone(), at: moment.now };
                let left = profile.groups.iter().map(left).map(UserEvent::from);
                Decision::accept(left.chain([Deleted { at: moment.now }.into()]), ())
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate, Claim, Timestamp,
        scenario::given,
        user_pools::user::{JoinedGroup, Refusal, commands::samples::signed_up},
    };

    #[test]
    fn a_deleted_user_leaves_every_group() {
        let at = Timestamp::from_ms(0);
        let joined = |group: &str| JoinedGroup { group: group.to_owned(), at }.into();
        let left = |group: &str| LeftGroup { group: group.to_owned(), at }.into();
        given::<User>([signed_up().into(), joined("g2"), joined("g1")])
            .when(Delete)
            .then([left("g1"), left("g2"), Deleted { at }.into()], Ok(()));
    }

    #[test]
    fn a_deleted_user_gives_every_name_back_and_is_deleted_once() {
        let deleted = Deleted { at: Timestamp::from_ms(0) };
        given::<User>([signed_up().into()]).when(Delete).then([deleted.clone().into()], Ok(()));
        assert_eq!(User::claims(&deleted.clone().into()), [Claim::ReleaseAll]);
        given::<User>([signed_up().into(), deleted.into()]).when(Delete).then([], Err(Refusal::UserNotFound));
    }
}
