//! A sign-up is confirmed by the code that was sent.

use app::{Answer, App, user_pools::confirmation::Confirmation};
use domain::Moment;
use wire::cognito_idp::{ConfirmSignUpResponse, operations::ConfirmSignUp};

use crate::api::{caller::Anyone, operation::Operation};

impl Operation for ConfirmSignUp {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let confirmation = Confirmation {
            username: &input.username,
            code: &input.confirmation_code,
            secret_hash: input.secret_hash.as_deref(),
            force_alias: input.force_alias_creation.unwrap_or(false),
            session: input.session.as_deref(),
            client_metadata: input.client_metadata,
        };
        let session = app.user_pools.confirm_sign_up(&input.client_id, &confirmation, moment).await?;
        Ok(ConfirmSignUpResponse { session })
    }
}
