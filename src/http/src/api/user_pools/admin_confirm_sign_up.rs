//! An administrator confirms a sign-up.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminConfirmSignUpResponse, operations::AdminConfirmSignUp};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminConfirmSignUp {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (pool, name, metadata) = (&input.user_pool_id, &input.username, input.client_metadata);
        app.user_pools.admin_confirm_sign_up(pool, name, metadata, moment).await?;
        Ok(AdminConfirmSignUpResponse::default())
    }
}
