//! A forgotten password is set anew.

use app::{Answer, App, user_pools::recovery::Reset};
use domain::Moment;
use wire::cognito_idp::{ConfirmForgotPasswordResponse, operations::ConfirmForgotPassword};

use crate::api::{caller::Anyone, operation::Operation};

impl Operation for ConfirmForgotPassword {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let reset = Reset {
            username: &input.username,
            code: &input.confirmation_code,
            password: &input.password,
            secret_hash: input.secret_hash.as_deref(),
            client_metadata: input.client_metadata,
        };
        app.user_pools.confirm_forgot_password(&input.client_id, reset, moment).await?;
        Ok(ConfirmForgotPasswordResponse::default())
    }
}
