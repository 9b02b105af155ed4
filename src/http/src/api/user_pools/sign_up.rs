//! A user signs up.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{SignUpResponse, operations::SignUp};

use super::shapes;
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for SignUp {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let applicant = app::user_pools::sign_up::Applicant {
            username: input.username,
            password: input.password,
            attributes: shapes::values(input.user_attributes)?,
            secret_hash: input.secret_hash,
            validation_data: shapes::validation_data(input.validation_data),
            client_metadata: input.client_metadata,
        };
        let signed_up = app.user_pools.sign_up(&input.client_id, applicant, moment).await?;
        Ok(SignUpResponse {
            code_delivery_details: signed_up.delivery.map(shapes::delivered),
            session: signed_up.session,
            user_confirmed: signed_up.is_confirmed,
            user_sub: signed_up.sub,
        })
    }
}
