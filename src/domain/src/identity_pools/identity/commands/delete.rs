//! `DeleteIdentities`, one of them.

use crate::{
    Command, Decision, Moment,
    identity_pools::identity::{Deleted, Identity, Refusal},
};

/// Deletes the identity; its logins may lead to a new one. What it said is forgotten when its key is destroyed.
pub struct Delete;

impl Command for Delete {
    type Aggregate = Identity;
    type Reply = ();

    fn decide(&self, identity: &Identity, moment: &Moment) -> Decision<Self> {
        match identity {
            Identity::Active(_) | Identity::MergedInto { .. } => {
                Decision::accept([Deleted { at: moment.now }.into()], ())
            }
            Identity::Absent | Identity::Deleted => Decision::refuse(Refusal::NotFound),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        identity_pools::identity::commands::cases::{ada, created, deleted, merged},
        scenario::given,
    };

    #[test]
    fn an_identity_is_deleted_once_disabled_ones_too() {
        given([created([ada()])]).when(Delete).then([deleted()], Ok(()));
        given([created([]), merged("b")]).when(Delete).then([deleted()], Ok(()));
        given([created([]), deleted()]).when(Delete).then([], Err(Refusal::NotFound));
        given([]).when(Delete).then([], Err(Refusal::NotFound));
    }
}
