//! A group is changed.

use app::{Answer, App};
use domain::{Moment, user_pools::group::GroupChange};
use wire::cognito_idp::{UpdateGroupResponse, operations::UpdateGroup};

use super::group_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for UpdateGroup {
    type Caller = Signed;

    async fn serve(app: &App, caller: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let groups = app.user_pools.groups(&input.user_pool_id).await?;
        group_shape::check_role(app, &caller, input.role_arn.as_deref(), moment).await?;
        let change = GroupChange {
            description: input.description,
            precedence: group_shape::precedence(input.precedence),
            role_arn: input.role_arn,
        };
        let changed = groups.change(&input.group_name, change, moment).await?;
        Ok(UpdateGroupResponse { group: Some(group_shape::shown(&input.user_pool_id, changed)) })
    }
}
