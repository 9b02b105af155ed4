//! A user pool is shown in all its regions.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ListUserPoolReplicasResponse, operations::ListUserPoolReplicas};

use super::replica_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListUserPoolReplicas {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let pool_id = &input.user_pool_id;
        let replicas = app.user_pools.list_replicas(pool_id, input.next_token.as_deref()).await?;
        let shown = replicas.into_iter().map(|replica| replica_shape::shown(app, pool_id, replica));
        Ok(ListUserPoolReplicasResponse { next_token: None, user_pool_replicas: Some(shown.collect()) })
    }
}
