//! A challenge of a sign-in is answered.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::RespondToAuthChallenge;

use super::{sign_in_shape, user_context};
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for RespondToAuthChallenge {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let responses = input.challenge_responses.unwrap_or_default();
        let name = sign_in_shape::name(&responses);
        let client = app.user_pools.client_for_attempt(&input.client_id, name, moment).await?;
        let context = user_context::public(&client, input.user_context_data);
        let (name, metadata) = (&input.challenge_name, input.client_metadata);
        let (who, response) = sign_in_shape::response(name, input.session, &responses, metadata, context)?;
        let outcome = app.user_pools.answer_challenge(&client, &who, response, moment).await?;
        Ok(sign_in_shape::responded(outcome))
    }
}
