//! `DeleteRolePolicy`

use crate::{
    Command, Decision, Moment,
    account::role::{PolicyDeleted, Refusal, Role},
};

/// Takes an inline policy away.
pub struct DeleteRolePolicy {
    /// The policy's name.
    pub name: String,
}

impl Command for DeleteRolePolicy {
    type Aggregate = Role;
    type Reply = ();

    fn decide(&self, role: &Role, moment: &Moment) -> Decision<Self> {
        match role.active().map(|role| role.policies.contains_key(&self.name)) {
            Ok(true) => {
                Decision::accept([PolicyDeleted { name: self.name.clone(), at: moment.now }.into()], ())
            }
            Ok(false) => Decision::refuse(Refusal::PolicyNotFound { name: self.name.clone() }),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        account::role::commands::cases::{created, put},
        scenario::given,
    };

    fn delete(name: &str) -> DeleteRolePolicy {
        DeleteRolePolicy { name: name.into() }
    }

    #[test]
    fn a_policy_is_taken_away_by_its_name() {
        let gone = PolicyDeleted { name: "sync".into(), at: Timestamp::default() };
        given([created(), put("sync", "{}")]).when(delete("sync")).then([gone.clone().into()], Ok(()));
        let state = given::<Role>([created(), put("sync", "{}"), gone.into()]).state();
        assert!(state.active().unwrap().policies.is_empty());
    }

    #[test]
    fn what_is_not_there_cannot_be_taken_away() {
        let refusal = Refusal::PolicyNotFound { name: "sync".into() };
        assert_eq!(refusal.to_string(), "The role policy with name sync cannot be found.");
        given([created(), put("Sync", "{}")]).when(delete("sync")).then([], Err(refusal));
        given([]).when(delete("sync")).then([], Err(Refusal::NotFound));
    }
}
