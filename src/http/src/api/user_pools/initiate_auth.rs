//! A sign-in begins, or tokens are refreshed.

use app::{Answer, App};
use domain::{Moment, user_pools::sign_in::Began};
use wire::cognito_idp::operations::InitiateAuth;

use super::{sign_in_shape, user_context};
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for InitiateAuth {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let parameters = input.auth_parameters.unwrap_or_default();
        let name = sign_in_shape::name(&parameters);
        let client = app.user_pools.client_for_attempt(&input.client_id, name, moment).await?;
        let start = sign_in_shape::start(
            &client,
            Began::Public,
            &input.auth_flow,
            input.session.as_deref(),
            &parameters,
            user_context::public(&client, input.user_context_data),
            input.client_metadata,
        )?;
        let outcome = app.user_pools.begin_sign_in(&client, Began::Public, start, moment).await?;
        Ok(sign_in_shape::initiated(outcome))
    }
}
