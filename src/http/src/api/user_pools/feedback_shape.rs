//! What is said about an event of a user, as requests say it and as it is shown.

use app::user_pools::auth_events::Feedback;
use domain::user_pools::user::FeedbackBy;
use wire::cognito_idp::EventFeedbackType;

use super::{named::Names, shapes};

const VALUES: Names<bool> = Names(&[(true, "Valid"), (false, "Invalid")]);
const PROVIDERS: Names<FeedbackBy> = Names(&[(FeedbackBy::User, "User"), (FeedbackBy::Admin, "Admin")]);

/// Whether it was the user. The wire has checked the value.
pub(super) fn is_valid(value: &str) -> bool {
    VALUES.value(value).unwrap_or(false)
}

pub(super) fn shown(feedback: Feedback) -> EventFeedbackType {
    EventFeedbackType {
        feedback_date: Some(shapes::at(feedback.at)),
        feedback_value: VALUES.name(feedback.is_valid),
        provider: PROVIDERS.name(feedback.by),
    }
}
