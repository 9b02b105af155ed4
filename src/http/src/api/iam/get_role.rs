//! A role is shown.

use app::{Answer, App};
use domain::Moment;
use wire::iam::{GetRoleResponse, operations::GetRole};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for GetRole {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let role = app.iam.role(&input.role_name).await?;
        Ok(GetRoleResponse { role: shapes::role(&role) })
    }
}
