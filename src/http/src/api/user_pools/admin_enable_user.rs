//! An administrator switches a user on again.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminEnableUserResponse, operations::AdminEnableUser};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminEnableUser {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.admin_enable_user(&input.user_pool_id, &input.username, moment).await?;
        Ok(AdminEnableUserResponse::default())
    }
}
