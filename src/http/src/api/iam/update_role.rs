//! A role gets another description, or its sessions another longest life.

use app::{Answer, App};
use domain::Moment;
use wire::iam::{UpdateRoleResponse, operations::UpdateRole};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for UpdateRole {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let seconds = input.max_session_duration.and_then(|seconds| u32::try_from(seconds).ok());
        app.iam.update_role(&input.role_name, input.description, seconds, moment).await?;
        Ok(UpdateRoleResponse::default())
    }
}
