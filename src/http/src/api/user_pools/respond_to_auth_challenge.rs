//! A challenge of a sign-in is answered.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::RespondToAuthChallenge;

use super::shapes;
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for RespondToAuthChallenge {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let responses = input.challenge_responses.unwrap_or_default();
        let (client, name, session) = (&input.client_id, &input.challenge_name, input.session.as_deref());
        Ok(shapes::responded(
            app.user_pools.respond_to_challenge(client, name, session, &responses, moment).await?,
        ))
    }
}
