//! `DeleteRole`

use crate::{
    Command, Decision, Moment,
    account::role::{Deleted, Refusal, Role},
};

/// Deletes the role, once it has no inline policy left.
pub struct DeleteRole;

impl Command for DeleteRole {
    type Aggregate = Role;
    type Reply = ();

    fn decide(&self, role: &Role, moment: &Moment) -> Decision<Self> {
        match role.active() {
            Ok(role) if role.policies.is_empty() => Decision::accept([Deleted { at: moment.now }.into()], ()),
            Ok(_) => Decision::refuse(Refusal::HasPolicies),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        account::role::commands::cases::{created, deleted, put},
        scenario::given,
    };

    #[test]
    fn a_role_without_policies_is_deleted_once() {
        given([created()]).when(DeleteRole).then([deleted()], Ok(()));
        given([created(), deleted()]).when(DeleteRole).then([], Err(Refusal::NotFound));
    }

    #[test]
    fn a_role_with_policies_stays() {
        given([created(), put("sync", "{}")]).when(DeleteRole).then([], Err(Refusal::HasPolicies));
    }
}
