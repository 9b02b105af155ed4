//! An administrator takes a user out of a group.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::AdminRemoveUserFromGroup;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminRemoveUserFromGroup {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (pool_id, user, group) = (&input.user_pool_id, &input.username, &input.group_name);
        app.user_pools.remove_from_group(pool_id, user, group, moment).await
    }
}
