//! The names of a role's inline policies are listed.

use app::{Answer, App};
use domain::Moment;
use wire::iam::{ListRolePoliciesResponse, operations::ListRolePolicies};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListRolePolicies {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let part = shapes::part(input.max_items, input.marker.as_deref());
        let listed = app.iam.role_policies(&input.role_name, part).await?;
        Ok(ListRolePoliciesResponse {
            is_truncated: Some(listed.next.is_some()),
            marker: listed.next,
            policy_names: listed.rows.into_iter().map(|(name, _)| name).collect(),
        })
    }
}
