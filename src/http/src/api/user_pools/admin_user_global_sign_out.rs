//! An administrator ends every session of a user.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminUserGlobalSignOutResponse, operations::AdminUserGlobalSignOut};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminUserGlobalSignOut {
    type Caller = Signed;

    fn resource(app: &App, input: &Self::Input) -> String {
        app.core.settings.user_pool_arn(&domain::LedgerId::new(input.user_pool_id.as_str()))
    }

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.admin_global_sign_out(&input.user_pool_id, &input.username, moment).await?;
        Ok(AdminUserGlobalSignOutResponse::default())
    }
}
