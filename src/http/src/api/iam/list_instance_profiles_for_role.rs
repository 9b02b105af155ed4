//! The instance profiles of a role are listed: none, since they are for virtual machines at AWS. Terraform asks before it deletes a role.

use app::{Answer, App};
use domain::Moment;
use wire::iam::{ListInstanceProfilesForRoleResponse, operations::ListInstanceProfilesForRole};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListInstanceProfilesForRole {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        app.iam.role(&input.role_name).await?;
        Ok(ListInstanceProfilesForRoleResponse {
            instance_profiles: Vec::new(),
            is_truncated: Some(false),
            marker: None,
        })
    }
}
