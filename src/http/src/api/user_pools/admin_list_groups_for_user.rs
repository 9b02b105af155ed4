//! The groups of a user are listed.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminListGroupsForUserResponse, operations::AdminListGroupsForUser};

use super::{group_shape, shapes};
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminListGroupsForUser {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (pool_id, limit) = (&input.user_pool_id, shapes::limit(input.limit));
        let token = input.next_token.as_deref();
        let listed = app.user_pools.list_groups_of_user(pool_id, &input.username, limit, token).await?;
        let groups = listed.rows.into_iter().map(|group| group_shape::shown(pool_id, group)).collect();
        Ok(AdminListGroupsForUserResponse { groups: Some(groups), next_token: listed.next })
    }
}
