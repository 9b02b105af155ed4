//! The code of a sign-up is sent again.

use app::{Answer, App, user_pools::code_requests::CodeRequest};
use domain::Moment;
use wire::cognito_idp::{ResendConfirmationCodeResponse, operations::ResendConfirmationCode};

use super::shapes;
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for ResendConfirmationCode {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let request = CodeRequest {
            username: &input.username,
            secret_hash: input.secret_hash.as_deref(),
            client_metadata: input.client_metadata.as_ref(),
        };
        let delivery = app.user_pools.resend_code(&input.client_id, &request, moment).await?;
        Ok(ResendConfirmationCodeResponse { code_delivery_details: Some(shapes::delivered(delivery)) })
    }
}
