//! A user pool is deleted, with all its users.

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{Deleted, UserPool, UserPoolRefusal},
};

/// Deletes the pool, unless it is protected.
#[derive(Clone, Copy, Debug)]
pub struct DeletePool;

impl Command for DeletePool {
    type Aggregate = UserPool;
    type Reply = ();

    fn decide(&self, pool: &UserPool, moment: &Moment) -> Decision<Self> {
        match pool.present() {
            Err(refusal) => Decision::refuse(refusal),
            Ok(pool) if pool.config.deletion_protection => {
                Decision::refuse(UserPoolRefusal::DeletionProtected)
            }
            Ok(_) => Decision::accept([Deleted { at: moment.now }.into()], ()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::user_pool::{
            PoolConfig,
            testing::{created, created_as, deleted},
        },
    };

    #[test]
    fn a_pool_is_deleted_once() {
        given::<UserPool>([created()]).when(DeletePool).then([deleted()], Ok(()));
        given::<UserPool>([created(), deleted()]).when(DeletePool).then([], Err(UserPoolRefusal::NotFound));
    }

    #[test]
    fn a_protected_pool_is_not_deleted() {
        let config = PoolConfig { deletion_protection: true, ..PoolConfig::named("shop") };
        given::<UserPool>([created_as(config)])
            .when(DeletePool)
            .then([], Err(UserPoolRefusal::DeletionProtected));
    }
}
