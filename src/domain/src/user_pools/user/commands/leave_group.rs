//! A user is no longer a member of a group.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{LeftGroup, User},
};

/// Leaves a group. A user who is no member stays none.
pub struct LeaveGroup {
    /// The group's id.
    pub group: String,
}

impl Command for LeaveGroup {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile() {
            Ok(profile) if profile.groups.contains(&self.group) => {
                let left = LeftGroup { group: self.group.clone(), at: moment.now };
                Decision::accept([left.into()], ())
            }
            Ok(_) => Decision::answer(()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::user::{JoinedGroup, Refusal, commands::samples::signed_up},
    };

    #[test]
    fn a_member_leaves_a_group_once() {
        let at = Timestamp::from_ms(0);
        let (joined, left) = (JoinedGroup { group: "g1".into(), at }, LeftGroup { group: "g1".into(), at });
        let leave = || LeaveGroup { group: "g1".into() };
        let past = || vec![signed_up().into(), joined.clone().into()];
        given::<User>(past()).when(leave()).then([left.clone().into()], Ok(()));
        given::<User>(past().into_iter().chain([left.into()])).when(leave()).then([], Ok(()));
    }

    #[test]
    fn there_must_be_a_user_to_leave() {
        given::<User>([]).when(LeaveGroup { group: "g1".into() }).then([], Err(Refusal::UserNotFound));
    }
}
