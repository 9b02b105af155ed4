//! What a user has done to sign in is listed.

use app::{
    Answer, App,
    user_pools::auth_events::{ActionKind, AuthEventRow, Outcome},
};
use domain::Moment;
use wire::cognito_idp::{
    AdminListUserAuthEventsResponse, AuthEventType, ChallengeResponseType, EventContextDataType,
    EventRiskType, operations::AdminListUserAuthEvents,
};

use super::{feedback_shape, named::Names, shapes};
use crate::api::{caller::Signed, operation::Operation};

const KINDS: Names<ActionKind> = Names(&[
    (ActionKind::SignIn, "SignIn"),
    (ActionKind::SignUp, "SignUp"),
    (ActionKind::ForgotPassword, "ForgotPassword"),
    (ActionKind::PasswordChange, "PasswordChange"),
    (ActionKind::ResendCode, "ResendCode"),
]);
const OUTCOMES: Names<Outcome> =
    Names(&[(Outcome::Pass, "Pass"), (Outcome::Fail, "Fail"), (Outcome::InProgress, "InProgress")]);
/// What AWS shows where it does not know a place.
const UNKNOWN: &str = "null";

impl Operation for AdminListUserAuthEvents {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (pool_id, user, token) = (&input.user_pool_id, &input.username, input.next_token.as_deref());
        let limit = shapes::limit(input.max_results);
        let listed = app.user_pools.list_auth_events(pool_id, user, limit, token).await?;
        let events = listed.rows.into_iter().map(shown).collect();
        Ok(AdminListUserAuthEventsResponse { auth_events: Some(events), next_token: listed.next })
    }
}

/// Of `EventRisk` there is what was found of a password: no other risk is judged.
fn shown(row: AuthEventRow) -> AuthEventType {
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    let response = row.action.proof.map(|proof| ChallengeResponseType {
        challenge_name: Some(if proof.is_second_factor { "Mfa" } else { "Password" }.to_owned()),
        challenge_response: Some(if proof.is_right { "Success" } else { "Failure" }.to_owned()),
    });
    let is_blocked = row.action.outcome == Outcome::Fail;
    AuthEventType {
        challenge_responses: Some(response.into_iter().collect()),
        creation_date: Some(shapes::at(row.at)),
        event_context_data: Some(EventContextDataType {
            city: Some(UNKNOWN.to_owned()),
            country: Some(UNKNOWN.to_owned()),
            device_name: given(row.software),
            ip_address: given(row.address),
            timezone: None,
        }),
        event_feedback: row.feedback.map(feedback_shape::shown),
        event_id: Some(row.id),
        event_response: Some(OUTCOMES.name(row.action.outcome)),
        event_risk: row.compromised.then(|| EventRiskType {
            compromised_credentials_detected: Some(true),
            risk_decision: is_blocked.then(|| "Block".to_owned()),
            risk_level: None,
        }),
        event_type: Some(KINDS.name(row.action.kind)),
    }
}
