//! An administrator's program answers a challenge of a user's sign-in, which a public call may have begun.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::AdminRespondToAuthChallenge;

use super::{sign_in_shape, user_context};
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminRespondToAuthChallenge {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let client = app.user_pools.client_of(&input.user_pool_id, &input.client_id).await?;
        let responses = input.challenge_responses.unwrap_or_default();
        let context = user_context::of_program(input.context_data);
        let (name, metadata) = (&input.challenge_name, input.client_metadata);
        let (who, response) = sign_in_shape::response(name, input.session, &responses, metadata, context)?;
        let outcome = app.user_pools.answer_challenge(&client, &who, response, moment).await?;
        Ok(sign_in_shape::admin_responded(outcome))
    }
}
