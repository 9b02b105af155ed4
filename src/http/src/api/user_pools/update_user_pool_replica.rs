//! A replica of a user pool is switched on or off.

use app::{Answer, App, Fault};
use domain::Moment;
use wire::cognito_idp::{UpdateUserPoolReplicaResponse, operations::UpdateUserPoolReplica};

use super::replica_shape::{self, STATUS};
use crate::api::{caller::Signed, operation::Operation};

impl Operation for UpdateUserPoolReplica {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (pool_id, region) = (&input.user_pool_id, &input.region_name);
        let status = STATUS.value(&input.status).ok_or_else(|| Fault::not_implemented("Status"))?;
        let replica = app.user_pools.set_replica_status(pool_id, region, status, moment).await?;
        let replica = replica_shape::shown(app, pool_id, replica);
        Ok(UpdateUserPoolReplicaResponse { user_pool_replica: Some(replica) })
    }
}
