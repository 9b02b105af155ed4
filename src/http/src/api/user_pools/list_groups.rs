//! The groups of a pool are listed.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ListGroupsResponse, operations::ListGroups};

use super::{group_shape, shapes};
use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListGroups {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (pool_id, limit) = (&input.user_pool_id, shapes::limit(input.limit));
        let listed = app.user_pools.groups(pool_id).await?.list(limit, input.next_token.as_deref()).await?;
        let groups = listed.rows.into_iter().map(|row| group_shape::shown(pool_id, row.live)).collect();
        Ok(ListGroupsResponse { groups: Some(groups), next_token: listed.next })
    }
}
