//! A group is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{GetGroupResponse, operations::GetGroup};

use super::group_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for GetGroup {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let found = app.user_pools.groups(&input.user_pool_id).await?.get(&input.group_name).await?;
        Ok(GetGroupResponse { group: Some(group_shape::shown(&input.user_pool_id, found)) })
    }
}
