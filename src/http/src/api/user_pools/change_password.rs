//! A signed-in user changes the password.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{ChangePasswordResponse, operations::ChangePassword};

use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for ChangePassword {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (old, new) = (input.previous_password.as_deref(), &input.proposed_password);
        app.user_pools.change_password(&bearer, old, new, moment).await?;
        Ok(ChangePasswordResponse::default())
    }
}
