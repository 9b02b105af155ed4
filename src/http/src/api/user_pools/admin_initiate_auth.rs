//! An administrator's program begins a sign-in of a user, or refreshes tokens.

use app::{Answer, App};
use domain::{Moment, user_pools::sign_in::Began};
use wire::cognito_idp::operations::AdminInitiateAuth;

use super::{sign_in_shape, user_context};
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminInitiateAuth {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let client = app.user_pools.client_of(&input.user_pool_id, &input.client_id).await?;
        let parameters = input.auth_parameters.unwrap_or_default();
        let start = sign_in_shape::start(
            &client,
            Began::Admin,
            &input.auth_flow,
            input.session.as_deref(),
            &parameters,
            user_context::of_program(input.context_data),
            input.client_metadata,
        )?;
        let outcome = app.user_pools.begin_sign_in(&client, Began::Admin, start, moment).await?;
        Ok(sign_in_shape::admin_initiated(outcome))
    }
}
