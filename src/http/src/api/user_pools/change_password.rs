//! A signed-in user changes the password.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{ChangePasswordResponse, operations::ChangePassword};

use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for ChangePassword {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let old = input
            .previous_password
            .ok_or_else(|| app::Fault::not_implemented("ChangePassword without PreviousPassword"))?;
        app.user_pools.change_password(&bearer, &old, &input.proposed_password, moment).await?;
        Ok(ChangePasswordResponse::default())
    }
}
