//! An administrator ends every session of a user.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminUserGlobalSignOutResponse, operations::AdminUserGlobalSignOut};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminUserGlobalSignOut {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.admin_global_sign_out(&input.user_pool_id, &input.username, moment).await?;
        Ok(AdminUserGlobalSignOutResponse::default())
    }
}
