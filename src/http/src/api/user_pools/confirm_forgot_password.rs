//! A forgotten password is set anew.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ConfirmForgotPasswordResponse, operations::ConfirmForgotPassword};

use crate::api::{caller::Anyone, operation::Operation};

impl Operation for ConfirmForgotPassword {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (client, name, code) = (&input.client_id, &input.username, &input.confirmation_code);
        let hash = input.secret_hash.as_deref();
        app.user_pools.confirm_forgot_password(client, name, code, &input.password, hash, moment).await?;
        Ok(ConfirmForgotPasswordResponse::default())
    }
}
