//! A sign-in begins, or tokens are refreshed.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::InitiateAuth;

use super::shapes;
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for InitiateAuth {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let parameters = input.auth_parameters.unwrap_or_default();
        let step =
            app.user_pools.initiate_auth(&input.client_id, &input.auth_flow, &parameters, moment).await?;
        Ok(shapes::initiated(step))
    }
}
