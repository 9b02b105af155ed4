//! A role is made.

use app::{Answer, App};
use domain::Moment;
use wire::iam::{CreateRoleResponse, operations::CreateRole};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for CreateRole {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let role = app.iam.create_role(shapes::new_role(input), moment).await?;
        Ok(CreateRoleResponse { role: shapes::role(&role) })
    }
}
