//! A role loses tags.

use app::{Answer, App};
use domain::Moment;
use wire::iam::operations::UntagRole;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for UntagRole {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.iam.untag_role(&input.role_name, input.tag_keys, moment).await
    }
}
