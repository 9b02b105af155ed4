//! An administrator resets a user's password.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminResetUserPasswordResponse, operations::AdminResetUserPassword};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminResetUserPassword {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (pool_id, user, metadata) =
            (&input.user_pool_id, &input.username, input.client_metadata.as_ref());
        app.user_pools.admin_reset_password(pool_id, user, metadata, moment).await?;
        Ok(AdminResetUserPasswordResponse::default())
    }
}
