//! An administrator sets a password.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminSetUserPasswordResponse, operations::AdminSetUserPassword};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminSetUserPassword {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let permanent = input.permanent.unwrap_or(false);
        app.user_pools
            .admin_set_password(&input.user_pool_id, &input.username, &input.password, permanent, moment)
            .await?;
        Ok(AdminSetUserPasswordResponse::default())
    }
}
