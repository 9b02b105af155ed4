//! A group is made.

use app::{Answer, App};
use domain::{Moment, user_pools::group::GroupConfig};
use wire::cognito_idp::{CreateGroupResponse, operations::CreateGroup};

use super::group_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for CreateGroup {
    type Caller = Signed;

    async fn serve(app: &App, caller: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let groups = app.user_pools.groups(&input.user_pool_id).await?;
        group_shape::check_role(app, &caller, input.role_arn.as_deref(), moment).await?;
        let config = GroupConfig {
            name: input.group_name,
            description: input.description,
            precedence: group_shape::precedence(input.precedence),
            role_arn: input.role_arn,
        };
        let made = groups.create(config, moment).await?;
        Ok(CreateGroupResponse { group: Some(group_shape::shown(&input.user_pool_id, made)) })
    }
}
