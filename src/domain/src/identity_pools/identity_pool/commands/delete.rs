//! `DeleteIdentityPool`

use crate::{
    Command, Decision, Moment,
    identity_pools::identity_pool::{Deleted, IdentityPool},
};

/// Deletes the pool. Credentials that were handed out stay good until they expire.
pub struct Delete;

impl Command for Delete {
    type Aggregate = IdentityPool;
    type Reply = ();

    fn decide(&self, pool: &IdentityPool, moment: &Moment) -> Decision<Self> {
        match pool.active() {
            Ok(_) => Decision::accept([Deleted { at: moment.now }.into()], ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        identity_pools::identity_pool::{Created, IdentityPoolEvent, Refusal, Settings},
        scenario::given,
    };

    #[test]
    fn a_pool_is_deleted_once() {
        let at = Timestamp::default();
        let created = || IdentityPoolEvent::from(Created { settings: Settings::default(), at });
        given([created()]).when(Delete).then([Deleted { at }.into()], Ok(()));
        given([created(), Deleted { at }.into()]).when(Delete).then([], Err(Refusal::NotFound));
    }
}
