//! A replica of a user pool is switched on or off.

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{ReplicaChanged, ReplicaStatus, UserPool, UserPoolRefusal},
};

/// Gives a replica a status. The one that it has already records nothing.
#[derive(Clone, Debug)]
pub struct SetReplicaStatus {
    /// The region of the replica.
    pub region: String,
    /// The status.
    pub status: ReplicaStatus,
}

impl Command for SetReplicaStatus {
    type Aggregate = UserPool;
    type Reply = ();

    fn decide(&self, pool: &UserPool, moment: &Moment) -> Decision<Self> {
        let status = match pool.present() {
            Ok(pool) => pool.replicas.status(&self.region),
            Err(refusal) => return Decision::refuse(refusal),
        };
        match status {
            None => Decision::refuse(UserPoolRefusal::NoReplica(self.region.clone())),
            Some(status) if status == self.status => Decision::answer(()),
            Some(_) => {
                let (region, status, at) = (self.region.clone(), self.status, moment.now);
                Decision::accept([ReplicaChanged { region, status, at }.into()], ())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::user_pool::testing::{created, deleted, replica_changed, replica_created},
    };

    fn set(status: ReplicaStatus) -> SetReplicaStatus {
        SetReplicaStatus { region: "eu-west-1".to_owned(), status }
    }

    #[test]
    fn a_replica_is_switched_on_and_off() {
        let on = || replica_changed("eu-west-1", ReplicaStatus::Active);
        let past = || vec![created(), replica_created("eu-west-1")];
        given::<UserPool>(past()).when(set(ReplicaStatus::Active)).then([on()], Ok(()));
        given::<UserPool>(past()).when(set(ReplicaStatus::Inactive)).then([], Ok(()));
        let past = past().into_iter().chain([on()]);
        let off = replica_changed("eu-west-1", ReplicaStatus::Inactive);
        given::<UserPool>(past).when(set(ReplicaStatus::Inactive)).then([off], Ok(()));
    }

    #[test]
    fn a_replica_that_is_not_there_is_not_switched() {
        let refusal = UserPoolRefusal::NoReplica("eu-west-1".to_owned());
        given::<UserPool>([created()]).when(set(ReplicaStatus::Active)).then([], Err(refusal));
        given::<UserPool>([created(), deleted()])
            .when(set(ReplicaStatus::Active))
            .then([], Err(UserPoolRefusal::NotFound));
    }
}
