//! An inline policy of a role is shown.

use app::{Answer, App};
use domain::Moment;
use wire::iam::{GetRolePolicyResponse, operations::GetRolePolicy};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for GetRolePolicy {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (role, document) = app.iam.role_policy(&input.role_name, &input.policy_name).await?;
        Ok(GetRolePolicyResponse {
            policy_document: shapes::document(&document),
            policy_name: input.policy_name,
            role_name: role.active.made.name,
        })
    }
}
