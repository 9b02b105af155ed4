//! The code of a sign-up is sent again.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ResendConfirmationCodeResponse, operations::ResendConfirmationCode};

use super::shapes;
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for ResendConfirmationCode {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let hash = input.secret_hash.as_deref();
        let delivery = app.user_pools.resend_code(&input.client_id, &input.username, hash, moment).await?;
        Ok(ResendConfirmationCodeResponse { code_delivery_details: Some(shapes::delivered(delivery)) })
    }
}
