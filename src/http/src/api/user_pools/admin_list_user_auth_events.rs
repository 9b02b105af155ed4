//! What a user has done to sign in is listed.

use app::{
    Answer, App,
    user_pools::auth_events::{ActionKind, AuthEventRow, EventRisk, Outcome},
};
use domain::{Moment, user_pools::risk::RiskLevel};
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
const LEVELS: Names<RiskLevel> =
    Names(&[(RiskLevel::Low, "Low"), (RiskLevel::Medium, "Medium"), (RiskLevel::High, "High")]);
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

fn shown(row: AuthEventRow) -> AuthEventType {
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    let response = row.action.proof.map(|proof| ChallengeResponseType {
        challenge_name: Some(if proof.is_second_factor { "Mfa" } else { "Password" }.to_owned()),
        challenge_response: Some(if proof.is_right { "Success" } else { "Failure" }.to_owned()),
    });
    let (city, country) = row.place.map_or((None, None), |place| (given(place.city), given(place.country)));
    AuthEventType {
        challenge_responses: Some(response.into_iter().collect()),
        creation_date: Some(shapes::at(row.at)),
        event_context_data: Some(EventContextDataType {
            city: Some(city.unwrap_or_else(|| UNKNOWN.to_owned())),
            country: Some(country.unwrap_or_else(|| UNKNOWN.to_owned())),
            device_name: given(row.software),
            ip_address: given(row.address),
            timezone: None,
        }),
        event_feedback: row.feedback.map(feedback_shape::shown),
        event_id: Some(row.id),
        event_response: Some(OUTCOMES.name(row.action.outcome)),
        event_risk: risk_shown(row.risk, row.compromised, row.action.outcome),
        event_type: Some(KINDS.name(row.action.kind)),
    }
}

/// What was judged of an attempt, and what was found of its password.
fn risk_shown(risk: Option<EventRisk>, is_compromised: bool, outcome: Outcome) -> Option<EventRiskType> {
    let decision = match risk {
        Some(EventRisk { is_blocked: true, .. }) => Some("Block"),
        _ if is_compromised && outcome == Outcome::Fail => Some("Block"),
        Some(EventRisk { level: Some(_), .. }) => Some("AccountTakeover"),
        Some(EventRisk { level: None, .. }) => Some("NoRisk"),
        None => None,
    };
    (risk.is_some() || is_compromised).then(|| EventRiskType {
        compromised_credentials_detected: Some(is_compromised),
        risk_decision: decision.map(ToOwned::to_owned),
        risk_level: risk.and_then(|risk| risk.level).map(|level| LEVELS.name(level)),
    })
}
