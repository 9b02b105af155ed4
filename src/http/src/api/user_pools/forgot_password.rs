//! A code to set a forgotten password anew is sent.

use app::{Answer, App, user_pools::code_requests::CodeRequest};
use domain::Moment;
use wire::cognito_idp::{ForgotPasswordResponse, operations::ForgotPassword};

use super::shapes;
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for ForgotPassword {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let request = CodeRequest {
            username: &input.username,
            secret_hash: input.secret_hash.as_deref(),
            client_metadata: input.client_metadata.as_ref(),
        };
        let delivery = app.user_pools.forgot_password(&input.client_id, &request, moment).await?;
        Ok(ForgotPasswordResponse { code_delivery_details: Some(shapes::delivered(delivery)) })
    }
}
