//! A role loses an inline policy.

use app::{Answer, App};
use domain::Moment;
use wire::iam::operations::DeleteRolePolicy;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for DeleteRolePolicy {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.iam.delete_role_policy(&input.role_name, &input.policy_name, moment).await
    }
}
