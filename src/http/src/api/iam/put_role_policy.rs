//! A role gets an inline policy.

use app::{Answer, App};
use domain::Moment;
use wire::iam::operations::PutRolePolicy;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for PutRolePolicy {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (policy, document) = (input.policy_name, input.policy_document);
        app.iam.put_role_policy(&input.role_name, policy, document, moment).await
    }
}
