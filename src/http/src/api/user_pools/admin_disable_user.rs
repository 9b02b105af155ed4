//! An administrator switches a user off.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminDisableUserResponse, operations::AdminDisableUser};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminDisableUser {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.admin_disable_user(&input.user_pool_id, &input.username, moment).await?;
        Ok(AdminDisableUserResponse::default())
    }
}
