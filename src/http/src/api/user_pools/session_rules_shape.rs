//! What a pool wants of its users' sessions, as requests set it and answers show it.

use domain::user_pools::user_pool::SessionRules;
use wire::cognito_idp::{SetUserPoolSessionConfigurationRequest, UserPoolTokenSessionConfigType};

const ENABLED: &str = "ENABLED";
const DISABLED: &str = "DISABLED";

/// What a request sets. The model has no negative number of sessions.
pub(super) fn read(input: &SetUserPoolSessionConfigurationRequest) -> SessionRules {
    SessionRules {
        are_tracked: input.user_session_tracking == ENABLED,
        max_per_user: u32::try_from(input.token_session.max_per_user).unwrap_or(1),
    }
}

/// `UserSessionTracking`
pub(super) fn tracking(rules: SessionRules) -> String {
    if rules.are_tracked { ENABLED } else { DISABLED }.to_owned()
}

/// `TokenSession`
pub(super) fn token_session(rules: SessionRules) -> UserPoolTokenSessionConfigType {
    UserPoolTokenSessionConfigType { max_per_user: i32::try_from(rules.max_per_user).unwrap_or(i32::MAX) }
}
