//! Attempts that were refused during a lock are recorded once the lock is over.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{RefusedWhileLocked, User},
};

/// Records it.
pub struct RecordRefusedWhileLocked(pub RefusedWhileLocked);

impl Command for RecordRefusedWhileLocked {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, _: &Moment) -> Decision<Self> {
        match user.profile() {
            Ok(_) => Decision::accept([self.0.clone().into()], ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Personal, Timestamp,
        scenario::given,
        user_pools::user::{Refusal, commands::samples::signed_up},
    };

    #[test]
    fn tries_inside_a_lock_become_one_fact_that_changes_nothing() {
        let refused = RefusedWhileLocked {
            locked_until: Timestamp::from_seconds(8),
            tries: 3,
            right: 1,
            unchecked: 1,
            first_at: Timestamp::from_seconds(5),
            last_at: Timestamp::from_seconds(7),
            last_from: Personal::Known("192.0.2.1".into()),
            last_user_agent: Personal::default(),
        };
        let record = || RecordRefusedWhileLocked(refused.clone());
        let ada = given::<User>([signed_up().into()]).state();
        assert_eq!(given::<User>([signed_up().into(), refused.clone().into()]).state(), ada);
        given::<User>([signed_up().into()]).when(record()).then([refused.clone().into()], Ok(()));
        given::<User>([]).when(record()).then([], Err(Refusal::UserNotFound));
    }
}
