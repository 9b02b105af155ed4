//! The names of a role's inline policies are listed.

use app::{Answer, App};
use domain::Moment;
use wire::iam::{ListRolePoliciesResponse, operations::ListRolePolicies};

use crate::api::{caller::Signed, operation::Operation};

/// Names on a page, where the caller names no number.
const PAGE: usize = 100;

impl Operation for ListRolePolicies {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let limit = input.max_items.and_then(|max| usize::try_from(max).ok()).unwrap_or(PAGE);
        let listed = app.iam.role_policies(&input.role_name, limit, input.marker.as_deref()).await?;
        Ok(ListRolePoliciesResponse {
            is_truncated: Some(listed.next.is_some()),
            marker: listed.next,
            policy_names: listed.rows,
        })
    }
}
