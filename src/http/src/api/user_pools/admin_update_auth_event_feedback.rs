//! An administrator says whether an event was the user's own doing.

use app::{Answer, App, user_pools::auth_events::FeedbackOn};
use domain::Moment;
use wire::cognito_idp::{AdminUpdateAuthEventFeedbackResponse, operations::AdminUpdateAuthEventFeedback};

use super::feedback_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminUpdateAuthEventFeedback {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let on = FeedbackOn {
            pool_id: &input.user_pool_id,
            username: &input.username,
            event: &input.event_id,
            is_valid: feedback_shape::is_valid(&input.feedback_value),
        };
        app.user_pools.admin_give_feedback(on, moment).await?;
        Ok(AdminUpdateAuthEventFeedbackResponse::default())
    }
}
