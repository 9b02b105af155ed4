//! The managed policies of a role are listed: none, since none can be attached yet.

use app::{Answer, App};
use domain::Moment;
use wire::iam::{ListAttachedRolePoliciesResponse, operations::ListAttachedRolePolicies};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListAttachedRolePolicies {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        app.iam.role(&input.role_name).await?;
        Ok(ListAttachedRolePoliciesResponse {
            attached_policies: Some(Vec::new()),
            is_truncated: Some(false),
            marker: None,
        })
    }
}
