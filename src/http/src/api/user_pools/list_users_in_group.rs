//! The users in a group are listed.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ListUsersInGroupResponse, operations::ListUsersInGroup};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListUsersInGroup {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (pool_id, limit) = (&input.user_pool_id, shapes::limit(input.limit));
        let token = input.next_token.as_deref();
        let listed = app.user_pools.list_users_in_group(pool_id, &input.group_name, limit, token).await?;
        let users = Some(listed.rows.iter().map(shapes::listed_user).collect());
        Ok(ListUsersInGroupResponse { next_token: listed.next, users })
    }
}
