//! A role is tagged.

use app::{Answer, App};
use domain::Moment;
use wire::iam::operations::TagRole;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for TagRole {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let tags = input.tags.into_iter().map(|tag| (tag.key, tag.value)).collect();
        app.iam.tag_role(&input.role_name, tags, moment).await
    }
}
