//! A group is deleted.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::DeleteGroup;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for DeleteGroup {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.groups(&input.user_pool_id).await?.delete(&input.group_name, moment).await
    }
}
