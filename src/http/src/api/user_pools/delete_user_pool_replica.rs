//! A replica of a user pool is deleted.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{DeleteUserPoolReplicaResponse, operations::DeleteUserPoolReplica};

use super::replica_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for DeleteUserPoolReplica {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (pool_id, region) = (&input.user_pool_id, input.region_name);
        app.user_pools.delete_replica(pool_id, &region, moment).await?;
        let replica = replica_shape::deleted(app, pool_id, region);
        Ok(DeleteUserPoolReplicaResponse { user_pool_replica: Some(replica) })
    }
}
