//! A code to set a forgotten password anew is sent.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ForgotPasswordResponse, operations::ForgotPassword};

use super::shapes;
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for ForgotPassword {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let hash = input.secret_hash.as_deref();
        let delivery =
            app.user_pools.forgot_password(&input.client_id, &input.username, hash, moment).await?;
        Ok(ForgotPasswordResponse { code_delivery_details: Some(shapes::delivered(delivery)) })
    }
}
