//! A role gets another trust policy.

use app::{Answer, App};
use domain::Moment;
use wire::iam::operations::UpdateAssumeRolePolicy;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for UpdateAssumeRolePolicy {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.iam.update_trust_policy(&input.role_name, input.policy_document, moment).await
    }
}
