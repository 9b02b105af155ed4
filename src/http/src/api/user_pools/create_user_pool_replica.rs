//! A user pool gets a replica in another region.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{CreateUserPoolReplicaResponse, operations::CreateUserPoolReplica};

use super::replica_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for CreateUserPoolReplica {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (pool_id, region) = (&input.user_pool_id, &input.region_name);
        let replica = app.user_pools.create_replica(pool_id, region, moment).await?;
        let replica = replica_shape::shown(app, pool_id, replica);
        Ok(CreateUserPoolReplicaResponse { user_pool_replica: Some(replica) })
    }
}
