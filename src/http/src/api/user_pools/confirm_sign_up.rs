//! A sign-up is confirmed by the code that was sent.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ConfirmSignUpResponse, operations::ConfirmSignUp};

use crate::api::{caller::Anyone, operation::Operation};

impl Operation for ConfirmSignUp {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (client, name, code) = (&input.client_id, &input.username, &input.confirmation_code);
        app.user_pools.confirm_sign_up(client, name, code, input.secret_hash.as_deref(), moment).await?;
        Ok(ConfirmSignUpResponse::default())
    }
}
