//! A replica of a user pool is deleted.

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{ReplicaDeleted, ReplicaStatus, UserPool, UserPoolRefusal},
};

/// Deletes a replica that is switched off.
#[derive(Clone, Debug)]
pub struct DeleteReplica {
    /// Its region.
    pub region: String,
}

impl DeleteReplica {
    fn check(&self, pool: &UserPool) -> Result<(), UserPoolRefusal> {
        match pool.present()?.replicas.status(&self.region) {
            Some(ReplicaStatus::Inactive) => Ok(()),
            Some(ReplicaStatus::Active) => Err(UserPoolRefusal::ReplicaActive),
            None => Err(UserPoolRefusal::NoReplica(self.region.clone())),
        }
    }
}

impl Command for DeleteReplica {
    type Aggregate = UserPool;
    type Reply = ();

    fn decide(&self, pool: &UserPool, moment: &Moment) -> Decision<Self> {
        match self.check(pool) {
            Ok(()) => {
                let deleted = ReplicaDeleted { region: self.region.clone(), at: moment.now };
                Decision::accept([deleted.into()], ())
            }
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
        user_pools::user_pool::{
            UserPoolEvent,
            testing::{created, deleted, replica_changed, replica_created},
        },
    };

    fn delete() -> DeleteReplica {
        DeleteReplica { region: "eu-west-1".to_owned() }
    }

    fn replica_deleted() -> UserPoolEvent {
        ReplicaDeleted { region: "eu-west-1".to_owned(), at: Timestamp::from_ms(0) }.into()
    }

    #[test]
    fn a_replica_is_deleted_once() {
        let past = || vec![created(), replica_created("eu-west-1")];
        given::<UserPool>(past()).when(delete()).then([replica_deleted()], Ok(()));
        let refusal = UserPoolRefusal::NoReplica("eu-west-1".to_owned());
        given::<UserPool>(past().into_iter().chain([replica_deleted()]))
            .when(delete())
            .then([], Err(refusal));
    }

    #[test]
    fn a_replica_that_is_switched_on_is_not_deleted() {
        let on = replica_changed("eu-west-1", ReplicaStatus::Active);
        given::<UserPool>([created(), replica_created("eu-west-1"), on])
            .when(delete())
            .then([], Err(UserPoolRefusal::ReplicaActive));
    }

    #[test]
    fn what_is_not_there_has_no_replica() {
        given::<UserPool>([created(), deleted()]).when(delete()).then([], Err(UserPoolRefusal::NotFound));
    }
}
