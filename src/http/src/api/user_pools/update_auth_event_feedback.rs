//! A user says, by the token of a message, whether an event was the user's own doing.

use app::{Answer, App, user_pools::auth_events::FeedbackOn};
use domain::Moment;
use wire::cognito_idp::{UpdateAuthEventFeedbackResponse, operations::UpdateAuthEventFeedback};

use super::feedback_shape;
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for UpdateAuthEventFeedback {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let on = FeedbackOn {
            pool_id: &input.user_pool_id,
            username: &input.username,
            event: &input.event_id,
            is_valid: feedback_shape::is_valid(&input.feedback_value),
        };
        app.user_pools.give_feedback(on, &input.feedback_token, moment).await?;
        Ok(UpdateAuthEventFeedbackResponse::default())
    }
}
