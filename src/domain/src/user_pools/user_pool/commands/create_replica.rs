//! A user pool is to be found in another region too.

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{ReplicaCreated, UserPool, UserPoolRefusal, rules::check_has},
    values::region::has_aws_form,
};

/// What AWS calls it where a tier lacks it.
const FEATURE: &str = "Multi-Region Replication";

/// Makes a replica, which is inactive at first.
#[derive(Clone, Debug)]
pub struct CreateReplica {
    /// The pool's own region.
    pub own_region: String,
    /// The region of the replica.
    pub region: String,
}

impl CreateReplica {
    fn check(&self, pool: &UserPool) -> Result<(), UserPoolRefusal> {
        let pool = pool.present()?;
        let region = || self.region.clone();
        if !has_aws_form(&self.region) || self.region == self.own_region {
            return Err(UserPoolRefusal::ReplicaRegion(region()));
        }
        check_has(pool.config.tier, FEATURE)?;
        if pool.replicas.status(&self.region).is_some() {
            return Err(UserPoolRefusal::ReplicaExists(region()));
        }
        if pool.replicas.are_full() { Err(UserPoolRefusal::TooManyReplicas) } else { Ok(()) }
    }
}

impl Command for CreateReplica {
    type Aggregate = UserPool;
    type Reply = ();

    fn decide(&self, pool: &UserPool, moment: &Moment) -> Decision<Self> {
        match self.check(pool) {
            Ok(()) => {
                let created = ReplicaCreated { region: self.region.clone(), at: moment.now };
                Decision::accept([created.into()], ())
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::user_pool::{
            PoolConfig, REPLICAS_MAX, ReplicaStatus, Tier,
            rules::ConfigurationError,
            testing::{created, created_as, deleted, replica_created},
        },
    };

    fn create(region: &str) -> CreateReplica {
        CreateReplica { own_region: "us-east-1".to_owned(), region: region.to_owned() }
    }

    #[test]
    fn a_pool_has_one_replica_in_a_region() {
        given::<UserPool>([created()]).when(create("eu-west-1")).then([replica_created("eu-west-1")], Ok(()));
        let past = || [created(), replica_created("eu-west-1")];
        let exists = UserPoolRefusal::ReplicaExists("eu-west-1".to_owned());
        given::<UserPool>(past()).when(create("eu-west-1")).then([], Err(exists));
        let replicas = given::<UserPool>(past()).state().present().unwrap().replicas.clone();
        assert_eq!(replicas.status("eu-west-1"), Some(ReplicaStatus::Inactive));
    }

    #[test]
    fn a_replica_is_in_another_region_than_its_pool() {
        for region in ["us-east-1", "elsewhere"] {
            let refusal = UserPoolRefusal::ReplicaRegion(region.to_owned());
            given::<UserPool>([created()]).when(create(region)).then([], Err(refusal));
        }
    }

    #[test]
    fn a_pool_has_only_so_many_replicas() {
        let replicas = (1..=REPLICAS_MAX).map(|n| replica_created(&format!("eu-west-{n}")));
        let past = std::iter::once(created()).chain(replicas);
        given::<UserPool>(past).when(create("eu-west-9")).then([], Err(UserPoolRefusal::TooManyReplicas));
    }

    #[test]
    fn the_lowest_tier_has_no_replicas() {
        let lite = created_as(PoolConfig { tier: Tier::Lite, ..PoolConfig::named("shop") });
        let refusal = ConfigurationError::NotInTier { tier: Tier::Lite, feature: FEATURE }.into();
        given::<UserPool>([lite]).when(create("eu-west-1")).then([], Err(refusal));
    }

    #[test]
    fn what_is_not_there_is_not_replicated() {
        for past in [vec![], vec![created(), deleted()]] {
            given::<UserPool>(past).when(create("eu-west-1")).then([], Err(UserPoolRefusal::NotFound));
        }
    }
}
