//! A role is deleted.

use app::{Answer, App};
use domain::Moment;
use wire::iam::operations::DeleteRole;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for DeleteRole {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.iam.delete_role(&input.role_name, moment).await
    }
}
