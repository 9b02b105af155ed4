//! Groups as requests set them and answers show them.

use app::{Answer, App, Fault};
use domain::{Moment, configured::Live, user_pools::group::GroupConfig};
use wire::cognito_idp::GroupType;

use super::shapes;
use crate::api::caller::Signed;

/// A group's rank. The model has no negative one.
pub(super) fn precedence(given: Option<i32>) -> Option<u32> {
    given.and_then(|precedence| u32::try_from(precedence).ok())
}

/// Refuses a role of another account, and one that the caller may not pass on: a caller who gives a group a role lets its members use it.
pub(super) async fn check_role(
    app: &App,
    caller: &Signed,
    role_arn: Option<&str>,
    moment: &Moment,
) -> Answer<()> {
    let Some(role) = role_arn else { return Ok(()) };
    if !role.starts_with(&app.core.settings.iam_arn("")) {
        return Err(Fault::invalid("Cross-account pass role is not allowed."));
    }
    app.admission.authorize(caller.caller(), "iam:PassRole", role, moment).await
}

/// A group of a pool.
pub(super) fn shown(pool_id: &str, live: Live<GroupConfig>) -> GroupType {
    let GroupConfig { name, description, precedence, role_arn } = live.config;
    GroupType {
        creation_date: Some(shapes::at(live.created_at)),
        description,
        group_name: Some(name),
        last_modified_date: Some(shapes::at(live.modified_at)),
        precedence: precedence.and_then(|precedence| i32::try_from(precedence).ok()),
        role_arn,
        user_pool_id: Some(pool_id.to_owned()),
    }
}
